"""Following a case: by its code how far it is and nothing personal; with the private token, in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from functions.domain.case import Turn
from functions.domain.case_code import is_case_code
from functions.domain.declaration import DocumentKind, Process, Status, Transition
from functions.domain.engine import move
from functions.domain.errors import NotFound
from functions.domain.events import CITIZEN
from functions.domain.i18n import _
from functions.ports import BlobStore, Limits, Officer
from functions.services.cases import Cases, OpenCase, file_aad
from functions.services.retry import retried
from functions.services.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What anybody may know who has the code: how far the case is, and not even what it is about."""

    code: str
    status: Status
    done_steps: int
    all_steps: int


@dataclass(frozen=True, slots=True)
class Tracking:
    """Look-ups by citizens."""

    cases: Cases
    blobs: BlobStore
    limits: Limits
    tokens: Tokens
    per_minute: int

    def glimpse(self, code: str, address: str) -> Glimpse:
        """The state of a case by its code. ``address`` is the asker's, and is kept only as a keyed hash.

        Raises ``TooMany``, and :class:`NotFound` alike for unknown codes, for what is no code and for
        internal work.
        """
        self._count(address)
        code = code.strip().upper()
        known = self.cases.store.cases.projection(self.cases.by_code(code)) if is_case_code(code) else None
        service = self.cases.catalogue.version(known.version) if known else None
        if known is None or service is None or isinstance(service, Process):
            raise NotFound(_("Không tìm thấy hồ sơ."))
        ids = [step.id for step in service.workflow.steps if step.public]
        if known.state in ids:
            reached = ids.index(known.state) + 1
        else:
            reached = len(ids) if Status(known.status).final else 0
        return Glimpse(code, Status(known.status), reached, len(ids))

    def full(self, code: str, token: str) -> OpenCase:
        """The whole case for its owner. Raises :class:`NotFound` unless the token is this very case's."""
        subject = self.tokens.read("case", token)
        case = self.cases.load(subject[0]) if len(subject) == 1 else None
        if case is None or case.state.code != code or isinstance(case.service, Process):
            raise NotFound(_("Không tìm thấy hồ sơ."))
        return case

    def withdraw(self, code: str, token: str, reason: str) -> None:
        """The citizen takes the application back. Having done so already is no fault."""
        retried(lambda: self._withdraw(code, token, reason))

    def document(self, code: str, token: str, document_id: str) -> tuple[str, bytes]:
        """Kind and bytes of an issued document of one's own case. Raises :class:`NotFound`."""
        return document_of(self.full(code, token), self.blobs, document_id)

    def officers(self, case: OpenCase) -> Mapping[str, Officer]:
        """The people who acted in a case, by id, as the citizen is told of them (NĐ 224/2026 Điều 15)."""
        ids = {turn.actor.id for turn in case.state.history if turn.actor.kind == "officer"}
        found = {one: self.cases.store.officers.get(one) for one in ids}
        return {one: officer for one, officer in found.items() if officer is not None}

    def _withdraw(self, code: str, token: str, reason: str) -> None:
        case = self.full(code, token)
        if case.state.status is Status.WITHDRAWN:
            return
        way, now = withdrawal(case), self.cases.clock.now()
        id = way.id if way else "withdraw"
        self.cases.write(case, move(case.state, case.service, id, CITIZEN, now, reason=reason))

    def _count(self, address: str) -> None:
        key = f"lookup:{self.tokens.fingerprint('lookup', address)}"
        self.limits.hit(key, self.per_minute, 60, self.cases.clock.now())


def document_of(
    case: OpenCase, blobs: BlobStore, document_id: str, *, unfinished: bool = False
) -> tuple[str, bytes]:
    """Kind and bytes of a document. Raises :class:`NotFound` for unknown ones, and after erasure.

    One that a signature is still to come on is nobody's but the officers', who pass ``unfinished``.
    """
    documents = [one for one in case.state.documents if one.final or unfinished]
    found = next((one for one in documents if one.id == document_id), None)
    if found is None or case.key is None:
        raise NotFound(_("Không có tệp này."))
    return found.kind, case.key.open(blobs.get(found.id, "documents"), file_aad(found.id))


def withdrawal(case: OpenCase) -> Transition | None:
    """The way by which the citizen may take the application back now."""
    step = case.service.workflow.step(case.state.step)
    ends = {one.id for one in case.service.workflow.steps if one.status is Status.WITHDRAWN}
    values = case.state.values()
    for one in step.transitions if step else ():
        if one.actor == "citizen" and one.to in ends and (one.when is None or one.when.holds(values)):
            return one
    return None


def documents_owed(case: OpenCase) -> tuple[DocumentKind, ...]:
    """Documents that a turn has promised and that are not there yet: the worker is still making them."""
    owed: list[DocumentKind] = []
    turns = case.state.history
    for before, turn in pairwise(turns):
        source = case.service.workflow.step(before.step)
        taken = source.transition(turn.transition) if source else None
        owed += [one for one in (taken.issues if taken else ()) if not _issued(case, one, turn.at)]
    if case.state.clock and case.state.clock.extended and not _issued(case, DocumentKind.APOLOGY):
        owed.append(DocumentKind.APOLOGY)
    return tuple(dict.fromkeys(owed))


def _issued(case: OpenCase, kind: str, since: datetime | None = None) -> bool:
    return any(
        one.kind == kind and one.final and (since is None or one.at >= since) for one in case.state.documents
    )


def public_history(case: OpenCase) -> tuple[Turn, ...]:
    """The turns that the citizen sees: changes of status, each with its reason, oldest first."""
    turns = case.state.history
    return tuple(turn for n, turn in enumerate(turns) if n == 0 or turn.status != turns[n - 1].status)


def due_of(case: OpenCase) -> datetime | None:
    """The promised moment; none before reception, none after the end."""
    clock = case.state.clock
    return clock.due_at if clock and clock.stopped_at is None else None
