"""Loading a case from its chain and writing what an act decided, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from functions.domain.calendar import WorkCalendar
from functions.domain.case import CaseState, apply, fold
from functions.domain.case_code import CodeSeries
from functions.domain.chain import START, canonical, link_hash
from functions.domain.declaration import AnyService
from functions.domain.engine import Decision, Effect, office_of, open_consultations
from functions.domain.errors import NotFound
from functions.domain.events import AnyEvent, Sent, join, split
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
        batch = replace(
            self._batch(case, state, [sent], effects),
            claims=tuple(claims),
            wrapped_key=self.keys.wrap(key.raw, case_id),
            draft_id=draft_id,
        )
        number = self.store.cases.append_numbered(
            series.counter, lambda number: _coded(batch, series.code(number))
        )
        return series.code(number)

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
            data={"title": case.service.title, "sent_at": state.sent_at.isoformat(), **_ended(state, case)},
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
            link = _stored(case, event, seq, head)
            stored.append(link)
            head = link.hash
        now = self.clock.now()
        return Batch(
            case_id=case.id,
            expected_seq=case.seq,
            events=tuple(stored),
            projection=self.project(case, state, seq),
            outbox=tuple(_row(case.id, seq, n, effect, now) for n, effect in enumerate(effects)),
        )


def _coded(batch: Batch, code: str) -> Batch:
    """A new case's batch with its code. All writing waits for this: nothing is folded or sealed here."""
    [sent], listed = batch.events, batch.projection
    data = {**sent.data, "code": code}
    made = link_hash(sent.case_id, sent.seq, sent.type, sent.at, sent.actor, data, sent.sealed, sent.prev)
    return replace(
        batch,
        events=(replace(sent, data=data, hash=made),),
        projection=replace(listed, code=code) if listed else None,
        claims=(*batch.claims, Claim(f"code:{code}", batch.case_id)),
    )


def _row(case_id: str, seq: int, number: int, effect: Effect, now: datetime) -> OutboxRow:
    payload = effect.model_dump(mode="json", exclude={"kind"}) | {"about": effect.about or seq}
    payload |= trace.origin(now)
    return OutboxRow(f"{case_id}:{seq}:{number}:{effect.kind}", case_id, effect.kind, payload, now)


def _stored(case: OpenCase, event: AnyEvent, seq: int, prev: str) -> StoredEvent:
    data, personal = split(event)
    sealed = None
    if personal:
        if case.key is None:
            raise NotFound(_("Dữ liệu của hồ sơ này đã được xóa theo luật."))
        sealed = case.key.seal(canonical(personal), _aad(case.id, str(seq)))
    at = event.at.isoformat()
    actor = canonical(event.actor.model_dump(mode="json", exclude_defaults=True)).decode()
    made = link_hash(case.id, seq, event.type, at, actor, data, sealed, prev)
    return StoredEvent(case.id, seq, event.type, at, actor, data, sealed, prev, made)


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


def _desks(state: CaseState, service: AnyService) -> tuple[Desk, ...]:
    """Where the case lies now: with the step's role, and with every agency that has yet to answer."""
    step = service.workflow.step(state.step)
    if step is None:
        return ()
    own = [Desk(office_of(state, step.unit), step.role)] if step.role else []
    asked = [Desk(office_of(state, one.unit), one.role) for one in open_consultations(state, step)]
    return tuple(dict.fromkeys((*own, *asked)))
