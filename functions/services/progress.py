"""Officers' work on cases: the inbox, a case, its files, and the moves that carry it on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from functions.domain.declaration import Transition
from functions.domain.engine import extend, give_opinion, may_see, move, moves, note
from functions.domain.errors import Conflict, NotFound
from functions.domain.events import Actor, CaseFile
from functions.domain.fields.context import FormContext
from functions.domain.i18n import _
from functions.ports import BlobStore, Officer, Projection
from functions.services.cases import Cases, OpenCase, file_aad
from functions.services.track import document_of

OPENABLE = ("clean", "unscanned", "protected")
"""States in which officers may open a file; what waits for the scanner or is infected stays shut."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the inbox."""

    projection: Projection
    applicant: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """Cases on an officer's desks by due date, and the cursor of the next page."""

    rows: tuple[Row, ...]
    after: str | None


def actor_of(officer: Officer) -> Actor:
    """The officer as the engine knows them."""
    return Actor(kind="officer", id=officer.id, office_id=officer.office_id, roles=officer.roles)


@dataclass(frozen=True, slots=True)
class Casework:
    """What officers do. Every call names the officer, and refuses what is not theirs."""

    cases: Cases
    blobs: BlobStore

    def inbox(self, officer: Officer, after: str | None = None, limit: int = 50) -> Inbox:
        """Only cases of the officer's own office and roles."""
        page = self.cases.store.cases.inbox(officer.office_id, officer.roles, after=after, limit=limit)
        return Inbox(tuple(Row(one, self.cases.applicant(one)) for one in page.items), page.after)

    def open(self, officer: Officer, code: str) -> OpenCase:
        """A case of the officer's. Unknown and not theirs are one answer: :class:`NotFound`."""
        case = self.cases.load(self.cases.by_code(code))
        if not may_see(case.state, case.service, actor_of(officer)):
            raise NotFound(_("Không tìm thấy hồ sơ."))
        return case

    def able(self, officer: Officer, case: OpenCase) -> tuple[Transition, ...]:
        """The moves that this officer can make now."""
        return moves(case.state, case.service, actor_of(officer))

    def move(
        self, officer: Officer, code: str, transition: str, reason: str, fields: Mapping[str, Any], seen: int
    ) -> None:
        """Move a case on. ``seen`` is the last event on the officer's screen: a newer one is a conflict."""
        case = self._unchanged(officer, code, seen)
        now = self.cases.clock.now()
        context = FormContext(self.cases.calendar.local(now).date())
        actor = actor_of(officer)
        decision = move(
            case.state, case.service, transition, actor, now, reason=reason, fields=fields, context=context
        )
        self.cases.write(case, decision)

    def note(self, officer: Officer, code: str, text: str) -> None:
        """Add a private note."""
        case = self.open(officer, code)
        self.cases.write(
            case, note(case.state, case.service, actor_of(officer), self.cases.clock.now(), text)
        )

    def answer(self, officer: Officer, code: str, consultation: str, text: str) -> None:
        """Give the opinion that another agency asked for."""
        case, now = self.open(officer, code), self.cases.clock.now()
        self.cases.write(
            case, give_opinion(case.state, case.service, consultation, actor_of(officer), now, text)
        )

    def extend(self, officer: Officer, code: str, day: date, reason: str, seen: int) -> None:
        """Set a new date with an apology: the end of working hours of ``day``."""
        case, calendar = self._unchanged(officer, code, seen), self.cases.calendar
        new_due = calendar.at(calendar.next_working_day(day), calendar.day_end)
        decision = extend(
            case.state, case.service, actor_of(officer), self.cases.clock.now(), new_due, reason, calendar
        )
        self.cases.write(case, decision)

    def file(self, officer: Officer, code: str, file_id: str) -> tuple[CaseFile, str, bytes]:
        """An uploaded file with its name. Raises :class:`Conflict` until it is known to be clean."""
        case = self.open(officer, code)
        file = case.state.file(file_id)
        if file is None or case.key is None:
            raise NotFound(_("Không có tệp này."))
        if file.state not in OPENABLE:
            raise Conflict(_("Tệp chưa mở được: đang chờ quét mã độc, hoặc có mã độc."))
        data = case.key.open(self.blobs.get(file.id, "clean"), file_aad(file.id))
        return file, (case.state.file_names or {}).get(file.id, file.id), data

    def document(self, officer: Officer, code: str, document_id: str) -> tuple[str, bytes]:
        """An issued document of a case that the officer may see."""
        return document_of(self.open(officer, code), self.blobs, document_id)

    def _unchanged(self, officer: Officer, code: str, seen: int) -> OpenCase:
        case = self.open(officer, code)
        if case.seq != seen:
            raise Conflict(_("Hồ sơ vừa thay đổi. Xem lại rồi làm tiếp."))
        return case
