"""The worker: claims what is owed, has it done by kind, writes what followed, tries again or gives up."""

from __future__ import annotations

import logging
import random
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from functions.domain.engine import Decision, Effect
from functions.domain.errors import Conflict, EffectFailed, Invalid, MotcuaError, Unavailable
from functions.domain.events import Notified
from functions.observing import trace
from functions.observing.instruments import EFFECT, EFFECT_DURATION, NOTICE_DELAY
from functions.observing.lines import say
from functions.ports import UNMEASURED, Batch, BlobStore, Measures, OutboxRow
from functions.services.cases import Cases, OpenCase
from functions.services.effects import NOTHING, Act, Outcome, Owed
from functions.services.effects.backoff import MOST_ATTEMPTS, wait
from functions.services.effects.notify import claims_of

LEASE_SECONDS = 300
"""Longer than any effect takes: its slowest waits are the scanner's and the mail server's, a minute each."""
_FOLDS = 50
"""How often a completion is folded anew before the case counts as too busy for now."""
_LONGEST_ERROR = 200

_log = logging.getLogger(__name__)
_log.setLevel(logging.INFO)


def _nobody_asks(row: OutboxRow) -> None:
    """For a worker whose failures concern no case."""


@dataclass(frozen=True, slots=True)
class Worker:
    """One pair of hands. ``name`` is its own among all workers of all processes."""

    name: str
    cases: Cases
    blobs: BlobStore
    acts: Mapping[str, Act]
    buried: Callable[[OutboxRow], None] = _nobody_asks
    """Who hears of a row before it is given up on."""
    lease_seconds: int = LEASE_SECONDS
    most_attempts: int = MOST_ATTEMPTS
    measures: Measures = UNMEASURED
    chance: Callable[[], float] = field(default=random.random, repr=False)

    def work(self) -> bool:
        """Do one effect; False when nothing is ready. Raises ``StoreUnavailable`` when the store is away.

        One at a time, so that no lease runs out while its row waits behind another's slow mail server.
        """
        now = self.cases.clock.now()
        rows = self.cases.store.outbox.claim(self.name, now, self.lease_seconds, 1)
        for row in rows:
            self._take_up(row)
        return bool(rows)

    def work_row(self, row_id: str) -> bool:
        """Do this one effect; False when it is done, not yet due, unknown, or in another's hands.

        Raises ``StoreUnavailable`` when the store is away.
        """
        now = self.cases.clock.now()
        row = self.cases.store.outbox.claim_row(row_id, self.name, now, self.lease_seconds)
        if row is not None:
            self._take_up(row)
        return row is not None

    def _take_up(self, row: OutboxRow) -> None:
        origin = trace.origin_of(row.payload)
        with trace.following(origin.id, origin.since):
            began = time.perf_counter()
            self._do(row)
            self.measures.record(EFFECT_DURATION, time.perf_counter() - began, kind=row.kind)

    def _do(self, row: OutboxRow) -> None:
        if row.attempts > self.most_attempts:
            # A row that takes its process down each time never comes to a failure that could be counted.
            self._bury(row, "Gave up: no attempt came to its end.")
            return
        try:
            self._finish(row, self._act(row))
        except Unavailable as error:
            self._later(row, _said(error))
        except MotcuaError as error:
            self._bury(row, _said(error))
        except Exception as error:  # a fault of ours in one effect must not stop all others
            self._later(row, _where(error))

    def _act(self, row: OutboxRow) -> Outcome:
        act = self.acts.get(row.kind)
        if act is None:
            raise Invalid(f"Nothing here does effects of the kind “{row.kind}”.")
        try:
            effect = Effect.model_validate({"kind": row.kind, **trace.without_origin(row.payload)})
        except ValidationError:
            raise Invalid("The row's payload is not that of an effect.") from None
        case = self.cases.load(row.case_id)
        if case.key is None and row.kind != "erase":
            return NOTHING
        return act(case, Owed(row, effect))

    def _finish(self, row: OutboxRow, outcome: Outcome) -> None:
        """Complete the row together with what followed; when the case moved on meanwhile, fold it anew."""
        for _fold in range(_FOLDS):
            case = self.cases.load(row.case_id)
            follow_up = self._follow_up(case, row, outcome)
            try:
                completed = self.cases.store.outbox.complete(row.id, self.name, follow_up)
            except Conflict:
                continue
            if not completed or case.key is None:
                self._take_back(outcome)
            if completed:
                self._done(row, outcome)
            return
        raise EffectFailed("The case kept changing while the effect was to be recorded.")

    def _follow_up(self, case: OpenCase, row: OutboxRow, outcome: Outcome) -> Batch | None:
        """What is written with the completion. An erased case remembers and owes nothing more."""
        decision = outcome.decision
        if case.key is None or not (decision.events or decision.effects):
            return None
        now = self.cases.clock.now()
        events = tuple(event.model_copy(update={"at": now}) for event in decision.events)
        batch = self.cases.batch(case, Decision(events=events, effects=decision.effects))
        owed = tuple(replace(one, id=f"{row.id}.{n}") for n, one in enumerate(batch.outbox))
        return replace(batch, outbox=owed, claims=claims_of(owed))

    def _take_back(self, outcome: Outcome) -> None:
        for name in outcome.written:
            self.blobs.delete(name, "documents")

    def _later(self, row: OutboxRow, error: str) -> None:
        if row.attempts >= self.most_attempts:
            self._bury(row, error)
            return
        again = self.cases.clock.now() + wait(row.attempts, self.chance())
        if self.cases.store.outbox.retry(row.id, self.name, again, error):
            self._tell(row, "retried", logging.WARNING, error=error)

    def _bury(self, row: OutboxRow, error: str) -> None:
        try:
            self.buried(
                row
            )  # first: a crash between leaves the row to be buried again, and nobody uninformed
        except Exception as trouble:  # a case that cannot be read must not be taken up for ever
            say(_log, "case not told", logging.ERROR, row=row.id, error=_where(trouble))
        if self.cases.store.outbox.bury(row.id, self.name, error):
            self._tell(row, "dead", logging.ERROR, error=error)

    def _done(self, row: OutboxRow, outcome: Outcome) -> None:
        """One line and one count; of a message that went out, how long after the act it did."""
        sent = any(isinstance(one, Notified) and one.outcome == "sent" for one in outcome.decision.events)
        since = trace.origin_of(row.payload).since
        if sent and since:
            waited = self.cases.clock.now() - datetime.fromisoformat(since)
            self.measures.record(NOTICE_DELAY, max(0.0, waited.total_seconds()))
        self._tell(row, "done", logging.INFO)

    def _tell(self, row: OutboxRow, outcome: str, level: int, **more: str) -> None:
        self.measures.count(EFFECT, kind=row.kind, outcome=outcome)
        say(_log, "effect", level, outcome=outcome, kind=row.kind, row=row.id, attempt=row.attempts, **more)


def _said(error: MotcuaError) -> str:
    """One line, and no long one: what a library adds may quote a document."""
    message = error.message.partition("\n")[0][:_LONGEST_ERROR]
    return f"{error.code}: {message}" if message else error.code


def _where(error: Exception) -> str:
    """The type and the place only: the text of a foreign error may quote somebody's data."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(last.filename).name}:{last.lineno}"
