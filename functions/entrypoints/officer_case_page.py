"""The case page: everything that an officer sees of a case and may do with it, with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chalice.app import Response

from functions.bootstrap import World, world
from functions.domain.deadline import Standing
from functions.domain.declaration import Procedure, Status, Transition
from functions.domain.engine import may_act, office_of
from functions.domain.errors import Fault
from functions.domain.events import Actor
from functions.domain.fields.day import Day
from functions.domain.fields.section import Section
from functions.domain.i18n import _
from functions.entrypoints import officer_answers, officer_papers, officer_turns
from functions.entrypoints.officer_chips import case_chip, status_chip, step_chip
from functions.entrypoints.officer_door import Visitor
from functions.ports import Officer
from functions.rendering.form import QuestionView, questions
from functions.services.cases import OpenCase
from functions.services.progress import actor_of
from functions.services.supplement import typed_again

Typed = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed into one form of the page, and what is wrong with it.

    ``form`` is ``move``, ``note``, ``extend`` or ``opinion``; ``about`` names the consultation.
    """

    form: str = ""
    typed: Typed = field(default_factory=dict, repr=False)
    faults: Sequence[Fault] = ()
    about: str = ""

    def of(self, form: str, about: str = "") -> Entry:
        """This entry where it belongs to that form, else an empty one."""
        return self if (self.form, self.about) == (form, about) else Entry(form, about=about)

    def text(self, name: str) -> str:
        """What was typed into one input."""
        return next(iter(self.typed.get(name, ())), "")

    def fault(self, name: str) -> str:
        """The first thing wrong at one input."""
        return next((one.message for one in self.faults if one.where == name), "")


def extension_day() -> Day:
    """The question for a new date; it may lie in the future, as no other date here does."""
    hint = _("Sau ngày hẹn cũ. Rơi vào ngày nghỉ thì tính ngày làm việc tiếp theo.")
    return Day(kind="date", id="new_due", label=_("Ngày hẹn mới"), hint=hint, earliest="today", latest=None)


def show(
    visitor: Visitor,
    code: str,
    entry: Entry | None = None,
    *,
    status: int = 200,
    notice: str = "",
    done: str = "",
) -> Response:
    """The page of a case. ``entry`` is shown again in its form; ``done`` is the form that was just sent."""
    here, entry = world(), entry or Entry()
    case = here.casework.open(visitor.officer, code)
    case = replace(case, service=here.translations.spoken(case.state.version, case.service))
    named = _names(here)
    asks = _move_questions(here, visitor.officer, case, entry)
    able = here.casework.able(visitor.officer, case)
    extend = _extension(here, visitor.officer, case, entry.of("extend"))
    context = {
        **_head(here, case),
        **_body(here, visitor.officer, case, named),
        "moves": [(one, _icon(case, one)) for one in able],
        "reasons": [one.label for one in able if one.reason == "required"],
        "takes_reason": any(one.reason != "none" for one in able),
        "questions": asks,
        "why_not": "" if able else _why_not(here, visitor.officer, case),
        "extend": extend,
        "entry": entry,
        "summary": list(_summary(entry, [*asks, *extend])),
        "notice": notice,
        "done": _just_done(case, visitor.officer, done),
    }
    return visitor.page("officer/case.html", status, case=case, state=case.state, **context)


def _head(here: World, case: OpenCase) -> dict[str, object]:
    state, service = case.state, case.service
    calendar, now = here.cases.calendar, here.clock.now()
    step = service.workflow.step(state.step)
    applicant = (state.answers or {}).get("nguoi_nop", {})
    running = step is not None and bool(step.transitions)
    return {
        "service": service,
        "step": step,
        "is_public": isinstance(service, Procedure),
        "status": status_chip(state.status),
        "due_case": case_chip(state.clock, now, calendar),
        "step_due": step_chip(state.step_clock, now, calendar) if running else None,
        "applicant": applicant.get("ho_ten") or "",
        "phone": applicant.get("dien_thoai") or "",
        "office": officer_turns.office_name(here.catalogue.reference, state.office_id),
        "local": calendar.local,
        "unreached": officer_turns.unreached(state) if running else [],
    }


def _body(here: World, officer: Officer, case: OpenCase, named: Callable[[Actor], str]) -> dict[str, object]:
    state, service, reference = case.state, case.service, here.catalogue.reference
    return {
        "parts": officer_answers.answered(state, service),
        "recorded": officer_answers.recorded(state, service),
        "papers": officer_papers.papers(state, service),
        "documents": officer_papers.documents(state, service),
        "line": officer_turns.line(state, service, reference, named),
        "history": officer_turns.history(state, service, named),
        "asked": officer_turns.asked(state, service, reference, actor_of(officer), here.clock.now(), named),
        "notes": [(named(one.actor), one.at, one.text or "") for one in state.notes],
    }


def _names(here: World) -> Callable[[Actor], str]:
    known: dict[str, str] = {}

    def named(actor: Actor) -> str:
        if actor.kind != "officer":
            return _("Người nộp") if actor.kind == "citizen" else _("Cổng")
        if actor.id not in known:
            found = here.store.officers.get(actor.id)
            known[actor.id] = found.name if found else _("Cán bộ đã thôi việc")
        return known[actor.id]

    return named


def _move_questions(here: World, officer: Officer, case: OpenCase, entry: Entry) -> list[QuestionView]:
    """The step's own questions, with what was recorded the last time that the case was here."""
    step = case.service.workflow.step(case.state.step)
    if step is None or not here.casework.able(officer, case):
        return []
    again = entry.of("move")
    before = typed_again((Section(id=step.id, title=step.label, fields=step.fields),), case.state.recorded)
    raw = again.typed or before
    return questions(step.fields, step.id, here.casework.context(), raw=raw, faults=again.faults)


def _icon(case: OpenCase, move: Transition) -> str:
    if move.signs != "none":
        return "seal"
    target = case.service.workflow.step(move.to)
    by_status = {
        Status.RECEIVED: "check",
        Status.SUPPLEMENT_REQUESTED: "undo",
        Status.FEE_REQUESTED: "money",
        Status.NOT_RECEIVED: "stop",
        Status.STOPPED: "stop",
        Status.RETURNED: "check",
    }
    return by_status.get(target.status, "arrow") if target else "arrow"


def _why_not(here: World, officer: Officer, case: OpenCase) -> str:
    """Why there is nothing to do for this officer now."""
    step = case.service.workflow.step(case.state.step)
    if step is None or not step.transitions:
        return _("Hồ sơ đã kết thúc.")
    if may_act(case.state, step, actor_of(officer)):
        return _("Đang chờ người nộp hồ sơ.")
    reference = here.catalogue.reference
    holder = next((_(one.name) for one in reference.roles if one.id == step.role), step.role or "")
    office = office_of(case.state, step.unit)
    if office != officer.office_id:
        holder = f"{holder}, {officer_turns.office_name(reference, office)}"
    return _("Hồ sơ đang ở bước “{step}” của: {who}.").format(step=step.label, who=holder)


def _extension(here: World, officer: Officer, case: OpenCase, again: Entry) -> list[QuestionView]:
    """The question for a new date, where the law still allows one, or where one was just refused."""
    if not (again.typed or _may_extend(here, officer, case)):
        return []
    context = here.casework.context()
    return questions([extension_day()], "", context, raw=again.typed, faults=again.faults)


def _may_extend(here: World, officer: Officer, case: OpenCase) -> bool:
    """Once, while the clock runs, and at the latest one day before the promised date."""
    step, clock = case.service.workflow.step(case.state.step), case.state.clock
    if step is None or clock is None or clock.extended or not may_act(case.state, step, actor_of(officer)):
        return False
    now, calendar = here.clock.now(), here.cases.calendar
    runs = clock.standing(now, calendar) not in (Standing.PAUSED, Standing.DONE)
    return runs and calendar.local(now).date() < calendar.local(clock.due_at).date()


def _summary(entry: Entry, asked: Sequence[QuestionView]) -> Iterator[tuple[str, str]]:
    """Everything wrong, each with the id of the input that it is about."""
    for fault in entry.faults:
        at = next(
            (one for one in asked if fault.where == one.name or fault.where.startswith(one.name + ".")), None
        )
        yield (at.anchor(fault.where) if at else f"{entry.form}-{fault.where}{entry.about}", fault.message)


def _just_done(case: OpenCase, officer: Officer, form: str) -> str:
    """What the officer just did, in words."""
    if form != "move":
        words = {
            "note": _("ghi chú"),
            "opinion": _("ý kiến"),
            "extend": _("ngày hẹn mới"),
            "open": _("mở việc"),
        }
        return _("Đã ghi: {what}.").format(what=words[form]) if form in words else ""
    state = case.state
    last = state.history[-1]
    if len(state.history) < 2 or last.actor.id != officer.id:
        return ""
    step = case.service.workflow.step(state.history[-2].step)
    taken = step.transition(last.transition) if step else None
    return _("Đã ghi: {what}.").format(what=taken.label) if taken else ""
