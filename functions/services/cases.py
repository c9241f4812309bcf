"""Loading a case from its chain and writing what an act decided, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from functions.domain.calendar import WorkCalendar
from functions.domain.case import CaseState, apply, fold
from functions.domain.case_code import CodeSeries
from functions.domain.chain import START, canonical, link_hash
from functions.domain.declaration import AnyService
from functions.domain.engine import Decision, Effect, office_of, open_consultations
from functions.domain.errors import NotFound
from functions.domain.events import Actor, AnyEvent, Sent, join, split
from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.observing import trace
from functions.ports import (
    Batch,
    Catalogue,
    Claim,
    Clock,
    Desk,
    KeyVault,
    OutboxRow,
    Projection,
    Store,
    StoredEvent,
)
from functions.services.sealing import CaseKey


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case as it stands, with what is needed to write its next events. ``key`` is gone once erased."""

    id: str
    state: CaseState
    service: AnyService
    key: CaseKey | None
    seq: int
    head: str


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases of one store."""

    store: Store
    keys: KeyVault
    clock: Clock
    catalogue: Catalogue

    @property
    def calendar(self) -> WorkCalendar:
        return self.catalogue.reference.calendar

    def load(self, case_id: str) -> OpenCase:
        """Fold a case from its events. Raises :class:`NotFound`."""
        stored = self.store.cases.events(case_id)
        if not stored:
            raise NotFound(_("Không tìm thấy hồ sơ."))
        key = self._key(case_id)
        events = [_opened(one, key) for one in stored]
        first = events[0]
        if not isinstance(first, Sent):
            raise ValueError(f"the chain of {case_id} does not begin with being sent")
        service = self.catalogue.version(first.version)
        state = fold(events, service, self.calendar)
        return OpenCase(case_id, state, service, key, stored[-1].seq, stored[-1].hash)

    def as_of(self, case: OpenCase, seq: int) -> tuple[CaseState, AnyEvent]:
        """The state just after event ``seq`` and that event: what a paper or message of that turn says.

        Effects run later, when the case may have moved on.
        """
        events = [_opened(one, case.key) for one in self.store.cases.events(case.id)[:seq]]
        return fold(events, case.service, self.calendar), events[-1]

    def by_code(self, code: str) -> str:
        """The id of the case with this code. Raises :class:`NotFound`, as for one that is not yours."""
        found = self.store.cases.case_id_of(f"code:{code}")
        if found is None:
            raise NotFound(_("Không tìm thấy hồ sơ."))
        return found

    def begin(
        self,
        case_id: str,
        sent: Sent,
        series: CodeSeries,
        service: AnyService,
        key: CaseKey,
        effects: Sequence[Effect],
        claims: Sequence[Claim],
        draft_id: str | None,
    ) -> str:
        """Store a new case with its key, its effects and the next code of ``series``, wholly or not at all.

        ``sent`` has no code yet; the code is returned. Raises ``Duplicate`` when a claim is held already.
        """
        state = fold([sent], service, self.calendar)
        case = OpenCase(case_id, state, service, key, 0, START)
        first = _written(case, sent, 1)
        listed = self.project(case, state, 1)
        owed = self._owed(case_id, 1, effects)
        wrapped = self.keys.wrap(key.raw, case_id)

        def numbered(number: int) -> Batch:
            """All writing waits for this: nothing is folded or sealed here."""
            code = series.code(number)
            return Batch(
                case_id=case_id,
                expected_seq=0,
                events=(first.link({**first.data, "code": code}, START),),
                projection=replace(listed, code=code),
                outbox=owed,
                claims=(*claims, Claim(f"code:{code}", case_id)),
                wrapped_key=wrapped,
                draft_id=draft_id,
            )

        return series.code(self.store.cases.append_numbered(series.counter, numbered))

    def write(self, case: OpenCase, decision: Decision) -> None:
        """Append what was decided. Raises ``Conflict`` when the case moved on meanwhile."""
        self.store.cases.append(self.batch(case, decision))

    def batch(self, case: OpenCase, decision: Decision) -> Batch:
        """The transaction of a decision, for a caller that writes it together with something else."""
        state = case.state
        for event in decision.events:
            state = apply(state, event, case.service, self.calendar)
        return self._batch(case, state, decision.events, decision.effects)

    def project(self, case: OpenCase, state: CaseState, seq: int) -> Projection:
        """What lists need of the case; nothing personal in clear."""
        due = state.clock.due_at if state.clock and state.clock.stopped_at is None else None
        who = (state.answers or {}).get("nguoi_nop", {}).get("ho_ten") if state.answers else None
        name = canonical({"applicant": who}) if who else None
        return Projection(
            case_id=case.id,
            seq=seq,
            code=state.code,
            slug=state.slug,
            version=state.version,
            state=state.step,
            status=int(state.status),
            desks=_desks(state, case.service),
            due=due,
            data={
                "title": case.service.title,
                "sent_at": state.sent_at.isoformat(),
                "channel": str(state.channel),
                **_answered(state),
                **_ended(state, case),
            },
            sealed=case.key.seal(name, _aad(case.id, "projection")) if name and case.key else None,
        )

    def applicant(self, projection: Projection) -> str:
        """The applicant's name of a listed case, for those who may see it; empty once erased."""
        key = self._key(projection.case_id) if projection.sealed else None
        if key is None or projection.sealed is None:
            return ""
        opened = json.loads(key.open(projection.sealed, _aad(projection.case_id, "projection")))
        return str(opened["applicant"])

    def _key(self, case_id: str) -> CaseKey | None:
        wrapped = self.store.cases.wrapped_key(case_id)
        return CaseKey(self.keys.unwrap(wrapped, case_id)) if wrapped else None

    def _batch(
        self, case: OpenCase, state: CaseState, events: Iterable[AnyEvent], effects: Sequence[Effect]
    ) -> Batch:
        stored: list[StoredEvent] = []
        seq, head = case.seq, case.head
        for event in events:
            seq += 1
            written = _written(case, event, seq)
            link = written.link(written.data, head)
            stored.append(link)
            head = link.hash
        return Batch(
            case_id=case.id,
            expected_seq=case.seq,
            events=tuple(stored),
            projection=self.project(case, state, seq),
            outbox=self._owed(case.id, seq, effects),
        )

    def _owed(self, case_id: str, seq: int, effects: Sequence[Effect]) -> tuple[OutboxRow, ...]:
        now = self.clock.now()
        return tuple(_row(case_id, seq, n, effect, now) for n, effect in enumerate(effects))


class _Written(NamedTuple):
    """An event as it is stored, but for its place in the chain."""

    case_id: str
    seq: int
    type: str
    at: str
    actor: str
    data: JSON
    sealed: bytes | None

    def link(self, data: JSON, prev: str) -> StoredEvent:
        """The link of the chain after ``prev``, with these data."""
        case_id, seq, type_, at, actor, _data, sealed = self
        made = link_hash(case_id, seq, type_, at, actor, data, sealed, prev)
        return StoredEvent(case_id, seq, type_, at, actor, data, sealed, prev, made)


@lru_cache(maxsize=256)
def _told(effect: Effect) -> JSON:
    return effect.model_dump(mode="json", exclude={"kind"})


def _row(case_id: str, seq: int, number: int, effect: Effect, now: datetime) -> OutboxRow:
    payload = {**_told(effect), "about": effect.about or seq, **trace.origin(now)}
    return OutboxRow(f"{case_id}:{seq}:{number}:{effect.kind}", case_id, effect.kind, payload, now)


@lru_cache(maxsize=1024)
def _actor(actor: Actor) -> str:
    return canonical(actor.model_dump(mode="json", exclude_defaults=True)).decode()


def _written(case: OpenCase, event: AnyEvent, seq: int) -> _Written:
    data, personal = split(event)
    sealed = None
    if personal:
        if case.key is None:
            raise NotFound(_("Dữ liệu của hồ sơ này đã được xóa theo luật."))
        sealed = case.key.seal(canonical(personal), _aad(case.id, str(seq)))
    return _Written(case.id, seq, event.type, event.at.isoformat(), _actor(event.actor), data, sealed)


def _opened(stored: StoredEvent, key: CaseKey | None) -> AnyEvent:
    personal: JSON | None = None
    if key is not None and stored.sealed is not None:
        personal = json.loads(key.open(stored.sealed, _aad(stored.case_id, str(stored.seq))))
    actor: Any = json.loads(stored.actor)
    return join(stored.type, stored.at, actor, stored.data, personal)


def _aad(case_id: str, place: str) -> bytes:
    return f"{case_id}/{place}".encode()


def file_aad(file_id: str) -> bytes:
    """What binds an encrypted file to its name."""
    return f"file/{file_id}".encode()


def _ended(state: CaseState, case: OpenCase) -> JSON:
    """When the case ended, for housekeeping: no transition leads on from its step."""
    step = case.service.workflow.step(state.step)
    return {"ended_at": state.entered_at.isoformat()} if step and not step.transitions else {}


def _answered(state: CaseState) -> JSON:
    """When the authority's time stopped for good, and whether that was within it, for whoever counts."""
    clock = state.clock
    if clock is None or clock.stopped_at is None:
        return {}
    return {"answered_at": clock.stopped_at.isoformat(), "on_time": clock.stopped_at <= clock.due_at}


def _desks(state: CaseState, service: AnyService) -> tuple[Desk, ...]:
    """Where the case lies now: with the step's role, and with every agency that has yet to answer."""
    step = service.workflow.step(state.step)
    if step is None:
        return ()
    own = [Desk(office_of(state, step.unit), step.role)] if step.role else []
    asked = [Desk(office_of(state, one.unit), one.role) for one in open_consultations(state, step)]
    return tuple(dict.fromkeys((*own, *asked)))
