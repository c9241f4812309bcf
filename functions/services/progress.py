"""Officers' work on cases: the inbox, a case, its files, and the moves that carry it on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from functions.domain.case_code import agency_code, is_case_code
from functions.domain.declaration import Transition
from functions.domain.engine import Decision, extend, give_opinion, may_see, move, moves, note
from functions.domain.errors import Conflict, Fault, Invalid, NotFound
from functions.domain.events import Actor, CaseFile
from functions.domain.fields import FormContext, Raw
from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.ports import BlobStore, Officer, StoredEvent
from functions.services.cases import Cases, OpenCase, file_aad
from functions.services.in_force import InForce
from functions.services.inbox import Desks, Inbox, View
from functions.services.track import document_of

OPENABLE = ("clean", "unscanned", "protected")
"""States in which officers may open a file; what waits for the scanner or is infected stays shut."""

_TURNS = ("moved", "supplemented", "extended", "opinion_given", "erased")
"""Events after which an officer should look again. What the system adds in between disturbs nobody."""
_TRIES = 5
MAX_TEXT = 5000
"""Characters of a note or an opinion; of a reason as many, says the engine."""
_SHORT_CODE = re.compile(r"\d{6}-\d{4,}", re.ASCII)


def actor_of(officer: Officer) -> Actor:
    """The officer as the engine knows them."""
    return Actor(kind="officer", id=officer.id, office_id=officer.office_id, roles=officer.roles)


@dataclass(frozen=True, slots=True)
class Casework:
    """What officers do. Every call names the officer, and refuses what is not theirs.

    ``seen`` is the last event on the officer's screen; when the case took a turn since, the act is refused
    with :class:`Conflict`, unless that turn was this very act, sent twice.
    """

    cases: Cases
    blobs: BlobStore
    in_force: InForce

    def inbox(
        self, officer: Officer, view: View = View.ALL, page: int = 1, after: str | None = None
    ) -> Inbox:
        """Only cases of the officer's own office and roles."""
        desks = Desks(self.cases.store, self.cases.catalogue)
        return desks.inbox(officer, self.cases.clock.now(), self.cases.applicant, view, page, after)

    def find(self, officer: Officer, typed: str) -> str:
        """The code of a case that the officer may see, from all of it or from its date and number.

        Raises :class:`NotFound` alike for unknown codes, for what is no code, and for cases of others.
        """
        typed = typed.strip().upper()
        if _SHORT_CODE.fullmatch(typed):
            office = self.cases.catalogue.reference.office(officer.office_id)
            tried = [f"{agency_code(office, '2020')}-{typed}", f"{agency_code(office, '2018')}-{typed}"]
        else:
            tried = [typed]
        for code in filter(is_case_code, tried):
            try:
                return self.open(officer, code).state.code
            except NotFound:
                continue
        raise NotFound(_("Không có hồ sơ nào mang mã này trong phần việc của bạn. Xem lại mã."))

    def open(self, officer: Officer, code: str) -> OpenCase:
        """A case of the officer's. Unknown and not theirs are one answer: :class:`NotFound`."""
        case = self.cases.load(self.cases.by_code(code))
        if not may_see(case.state, case.service, actor_of(officer)):
            raise NotFound(_("Không tìm thấy hồ sơ."))
        return case

    def context(self) -> FormContext:
        """What officers' questions need to be read: today, and the units in force."""
        return self.in_force.context(self.in_force.day(self.cases.clock.now()))

    def able(self, officer: Officer, case: OpenCase) -> tuple[Transition, ...]:
        """The moves that this officer can make now."""
        return moves(case.state, case.service, actor_of(officer))

    def move(self, officer: Officer, code: str, transition: str, reason: str, typed: Raw, seen: int) -> None:
        """Move a case on. ``typed`` holds the step's own questions as a browser posts them, by step."""
        actor, context = actor_of(officer), self.context()

        def decide(case: OpenCase, now: datetime) -> Decision:
            fields = _recorded(case, typed, context) if self.able(officer, case) else {}
            return move(
                case.state, case.service, transition, actor, now,
                reason=reason, fields=fields, context=context,
            )  # fmt: skip

        def done(event: StoredEvent) -> bool:
            return event.type == "moved" and event.data.get("transition") == transition

        self._write(officer, code, seen, decide, done)

    def note(self, officer: Officer, code: str, text: str) -> None:
        """Add a private note. The same note twice in a row is one."""
        _within(text, "text")
        actor = actor_of(officer)
        notes = self.open(officer, code).state.notes
        if notes and (notes[-1].actor, notes[-1].text) == (actor, text.strip()):
            return
        self._write(officer, code, None, lambda case, now: note(case.state, case.service, actor, now, text))

    def answer(self, officer: Officer, code: str, consultation: str, text: str) -> None:
        """Give the opinion that another agency asked for. The same answer again changes nothing."""
        _within(text, "text")
        actor = actor_of(officer)
        given = self.open(officer, code).state.opinions.get(consultation)
        if given and (given.actor, given.text) == (actor, text.strip()):
            return
        self._write(
            officer,
            code,
            None,
            lambda case, now: give_opinion(case.state, case.service, consultation, actor, now, text),
        )

    def extend(self, officer: Officer, code: str, day: date, reason: str, seen: int) -> None:
        """Set a new date with an apology: the end of working hours of ``day``."""
        _within(reason, "reason")
        calendar, actor = self.cases.calendar, actor_of(officer)
        new_due = calendar.at(calendar.next_working_day(day), calendar.day_end)
        self._write(
            officer,
            code,
            seen,
            lambda case, now: extend(case.state, case.service, actor, now, new_due, reason, calendar),
            lambda event: event.type == "extended" and event.data.get("new_due") == new_due.isoformat(),
        )

    def file(self, officer: Officer, code: str, file_id: str) -> tuple[CaseFile, bytes]:
        """An uploaded file. Raises :class:`Conflict` until it is known to be clean."""
        case = self.open(officer, code)
        file = case.state.file(file_id)
        if file is None or case.key is None:
            raise NotFound(_("Không có tệp này."))
        if file.state not in OPENABLE:
            raise Conflict(_("Tệp chưa mở được: đang chờ quét mã độc, hoặc có mã độc."))
        return file, case.key.open(self.blobs.get(file.id, "clean"), file_aad(file.id))

    def document(self, officer: Officer, code: str, document_id: str) -> tuple[str, bytes]:
        """An issued document of a case that the officer may see."""
        return document_of(self.open(officer, code), self.blobs, document_id, unfinished=True)

    def _write(
        self,
        officer: Officer,
        code: str,
        seen: int | None,
        decide: Callable[[OpenCase, datetime], Decision],
        done: Callable[[StoredEvent], bool] = lambda event: False,
    ) -> None:
        """Decide on the case as it stands and write; again when the system wrote something meanwhile."""
        for _attempt in range(_TRIES):
            case = self.open(officer, code)
            turns = self._turns_since(case, seen)
            if turns and done(turns[0]) and json.loads(turns[0].actor).get("id") == officer.id:
                return
            if turns:
                break
            decision = decide(case, self.cases.clock.now())
            try:
                self.cases.write(case, decision)
            except Conflict:
                continue
            return
        raise Conflict(_("Hồ sơ vừa thay đổi. Xem lại rồi làm tiếp."))

    def _turns_since(self, case: OpenCase, seen: int | None) -> list[StoredEvent]:
        if seen is None or seen == case.seq:
            return []
        events = self.cases.store.cases.events(case.id)
        if not 0 < seen < len(events):
            raise Conflict(_("Hồ sơ vừa thay đổi. Xem lại rồi làm tiếp."))
        return [event for event in events[seen:] if _is_turn(event)]


def _within(text: str, where: str) -> None:
    """Events stay for ever and are read at every look: no book goes into one."""
    if len(text) > MAX_TEXT:
        fault = Fault(where, "max_length", _("Viết ngắn hơn 5.000 ký tự"))
        raise Invalid(_("Nội dung quá dài."), [fault])


def _is_turn(event: StoredEvent) -> bool:
    infected = event.type == "file_checked" and event.data.get("state") == "infected"
    return event.type in _TURNS or infected


def _recorded(case: OpenCase, typed: Raw, context: FormContext) -> JSON:
    """What the officer typed for the step's own questions. Raises :class:`Invalid` with every fault."""
    step = case.service.workflow.step(case.state.step)
    asked = [one for one in step.fields if one.asks] if step else []
    reads = {one.id: one.read(typed, f"{case.state.step}.{one.id}", context) for one in asked}
    faults = [fault for read in reads.values() for fault in read.faults]
    if faults:
        raise Invalid(_("Phần ghi của công chức còn chỗ chưa đúng."), faults)
    return {id: read.value for id, read in reads.items()}
