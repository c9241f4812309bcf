"""Following a case: by its code how far it is and nothing personal; with the private token, in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from functions.domain.case import Turn
from functions.domain.case_code import is_case_code
from functions.domain.declaration import Status
from functions.domain.engine import move
from functions.domain.errors import NotFound
from functions.domain.events import CITIZEN
from functions.domain.i18n import _
from functions.ports import BlobStore, Limits
from functions.services.cases import Cases, OpenCase, file_aad
from functions.services.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What anybody may know who has the code: how far the case is."""

    code: str
    title: str
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

        Raises ``TooMany``, and :class:`NotFound` alike for unknown codes and for what is no code.
        """
        self._count(address)
        code = code.strip().upper()
        if not is_case_code(code):
            raise NotFound(_("Không tìm thấy hồ sơ có mã này. Xem lại mã trên giấy tiếp nhận."))
        known = self.cases.store.cases.projection(self.cases.by_code(code))
        if known is None:
            raise NotFound(_("Không tìm thấy hồ sơ có mã này. Xem lại mã trên giấy tiếp nhận."))
        service = self.cases.catalogue.version(known.version)
        steps = [step for step in service.workflow.steps if step.public]
        ids = [step.id for step in steps]
        reached = ids.index(known.state) + 1 if known.state in ids else 0
        return Glimpse(code, service.title, Status(known.status), reached, len(steps))

    def full(self, code: str, token: str) -> OpenCase:
        """The whole case for its owner. Raises :class:`NotFound` unless the token is this very case's."""
        case_id = self._owner(token)
        case = self.cases.load(case_id)
        if case.state.code != code:
            raise NotFound(_("Không tìm thấy hồ sơ."))
        return case

    def withdraw(self, code: str, token: str, reason: str) -> None:
        """The citizen takes the application back."""
        case = self.full(code, token)
        step = case.service.workflow.step(case.state.step)
        moves = step.transitions if step else ()
        end = {one.id for one in case.service.workflow.steps if one.status is Status.WITHDRAWN}
        way = next((one.id for one in moves if one.actor == "citizen" and one.to in end), "")
        now = self.cases.clock.now()
        self.cases.write(case, move(case.state, case.service, way, CITIZEN, now, reason=reason))

    def document(self, code: str, token: str, document_id: str) -> tuple[str, bytes]:
        """Kind and bytes of an issued document of one's own case. Raises :class:`NotFound`."""
        return document_of(self.full(code, token), self.blobs, document_id)

    def _owner(self, token: str) -> str:
        subject = self.tokens.read("case", token)
        if len(subject) != 1:
            raise NotFound(_("Không tìm thấy hồ sơ."))
        return subject[0]

    def _count(self, address: str) -> None:
        key = f"lookup:{self.tokens.fingerprint('lookup', address)}"
        self.limits.hit(key, self.per_minute, 60, self.cases.clock.now())


def document_of(case: OpenCase, blobs: BlobStore, document_id: str) -> tuple[str, bytes]:
    """Kind and bytes of a finished document. Raises :class:`NotFound` for others, and after erasure."""
    found = next((one for one in case.state.documents if one.id == document_id and one.final), None)
    if found is None or case.key is None:
        raise NotFound(_("Không có tệp này."))
    return found.kind, case.key.open(blobs.get(found.id, "documents"), file_aad(found.id))


def public_history(case: OpenCase) -> tuple[Turn, ...]:
    """The turns that the citizen sees: changes of status, each with its reason, oldest first."""
    turns = case.state.history
    return tuple(turn for n, turn in enumerate(turns) if n == 0 or turn.status != turns[n - 1].status)


def due_of(case: OpenCase) -> datetime | None:
    """The promised moment; none before reception, none after the end."""
    clock = case.state.clock
    return clock.due_at if clock and clock.stopped_at is None else None
