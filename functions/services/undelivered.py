"""Messages that did not reach the citizen: the case remembers, so that an officer looks for another way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import ValidationError

from functions.domain.case import Notice
from functions.domain.engine import Decision, Effect
from functions.domain.errors import EffectFailed, NotFound
from functions.domain.events import SYSTEM, AnyEvent, Notified, Undelivered
from functions.observing import trace
from functions.ports import OutboxRow
from functions.services.cases import Cases, OpenCase
from functions.services.effects.notify import claim_key, message_id
from functions.services.retry import retried

Cause = Literal["bounced", "complained"]


@dataclass(frozen=True, slots=True)
class UndeliveredMessages:
    """Writes down whom no message reached. No address enters a case's chain."""

    cases: Cases

    def report(self, message: str, cause: Cause) -> bool:
        """News of a message by its id; False when they are none: heard before, or the case is erased.

        Raises ``NotFound`` for a message that never went out from here, and ``EffectFailed`` for one whose
        sending is not written down yet: the news must come again.
        """
        case_id = self.cases.store.cases.case_id_of(claim_key(message))
        if case_id is None:
            raise NotFound("No message of this id went out from here.")
        return retried(lambda: self._report(case_id, message, cause))

    def gave_up(self, row: OutboxRow) -> None:
        """A message will not be tried any more. Other effects, and what was written down, are left alone."""
        try:
            effect = Effect.model_validate({"kind": row.kind, **trace.without_origin(row.payload)})
        except ValidationError:
            return
        if effect.kind == "notify" and effect.channel is not None:
            retried(lambda: self._gave_up(row, effect))

    def _report(self, case_id: str, message: str, cause: Cause) -> bool:
        case = self.cases.load(case_id)
        if case.key is None:
            return False
        notice = _notice(case, message)
        if notice is None:
            raise EffectFailed("The sending of this message is not written down yet.")
        if notice.outcome in ("bounced", "complained"):
            return False
        self._write(
            case,
            Undelivered(
                at=self.cases.clock.now(),
                actor=SYSTEM,
                event=notice.event,
                channel=notice.channel,
                message=message,
                cause=cause,
            ),
        )
        return True

    def _gave_up(self, row: OutboxRow, effect: Effect) -> None:
        case, message = self.cases.load(row.case_id), message_id(row.case_id, row.id)
        if case.key is None or effect.channel is None or _notice(case, message) is not None:
            return
        at = self.cases.clock.now()
        told = {"event": effect.subject, "channel": effect.channel, "outcome": "gave_up"}
        self._write(case, Notified.model_validate({"at": at, "actor": SYSTEM, "message": message, **told}))

    def _write(self, case: OpenCase, event: AnyEvent) -> None:
        self.cases.write(case, Decision(events=(event,)))


def _notice(case: OpenCase, message: str) -> Notice | None:
    return next((one for one in case.state.notices if one.message == message), None)
