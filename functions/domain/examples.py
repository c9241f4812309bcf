"""Running the examples that stand in a service's file, in memory, as tests of that file."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.domain.case import CaseState, apply, fold, limit_of
from functions.domain.declaration import (
    AnyService,
    Example,
    MessageEvent,
    Move,
    Procedure,
    Reference,
    offices_for,
)
from functions.domain.engine import (
    Decision,
    Effect,
    begin_effects,
    give_opinion,
    move,
    office_of,
    open_consultations,
    supplement,
)
from functions.domain.errors import Fault, Refused
from functions.domain.events import CITIZEN, SYSTEM, Actor, CaseFile, Sent
from functions.domain.fees import fees_due
from functions.domain.fields.context import FormContext
from functions.domain.fields.section import check_answers
from functions.domain.i18n import _
from functions.domain.papers import missing_papers


def run_example(service: AnyService, example: Example, reference: Reference) -> list[Fault]:
    """Everything that does not come out as the example expects. ``where`` is inside the example."""
    run = _Run(service, example, reference)
    if example.office and example.office != run.office:
        reason = _("Không có nơi nộp “{office}” cho dịch vụ này.").format(office=example.office)
        return [Fault("office", "office_unknown", reason)]
    faults = run.form_faults()
    expected = example.expect.faults
    if expected is not None or faults:
        wrong = _compare("expect.faults", sorted(expected or ()), sorted(run.names(faults)))
        if wrong or faults:
            return wrong
    try:
        run.go()
    except Refused as refused:
        return [Fault(run.where, "example_refused", refused.message)]
    return run.differences()


class _Run:
    """One run: the form, the case, and what came of it."""

    def __init__(self, service: AnyService, example: Example, reference: Reference) -> None:
        self.service, self.example, self.reference = service, example, reference
        self.calendar = reference.calendar
        self.where = "answers"
        self.effects: list[Effect] = []
        sent_at = self._at(example.sent_at)
        units = {unit.code: unit.name for unit in reference.communes(sent_at.date())}
        provinces = frozenset(reference.citizen_id_provinces)
        self.context = FormContext(sent_at.date(), units, provinces)
        self.answers = check_answers(service.form, example.answers, self.context)
        self.office = self._home()
        self.sent_at = sent_at

    def _home(self) -> str:
        """The office that the example names, else the first that takes the service."""
        offices = [one.id for one in offices_for(self.service, self.reference, self.context.today)]
        if self.example.office in offices:
            return str(self.example.office)
        return offices[0] if offices else self.service.authority

    def form_faults(self) -> list[Fault]:
        missing = missing_papers(self.service, self.answers.values, self.example.papers)
        return [*self.answers.faults, *missing]

    def names(self, faults: list[Fault]) -> list[str]:
        """Faults as examples name them: the question's path, or the paper's id."""
        return [fault.where.removeprefix("_paper.") for fault in faults]

    def fee(self) -> int:
        if not isinstance(self.service, Procedure):
            return 0
        return fees_due(self.service, self.example.channel, self.answers.values).total

    def go(self) -> None:
        files = tuple(self._file(paper) for paper in self.example.papers)
        self.sent = Sent(
            at=self.sent_at,
            actor=CITIZEN,
            slug=self.service.slug,
            version="example",
            code="example",
            office_id=self.office,
            channel=self.example.channel,
            fee=self.fee(),
            limit=limit_of(self.service, self.example.channel, self.answers.values),
            files=files,
            answers=self.answers.values,
            file_names={},
        )
        self.state: CaseState = fold([self.sent], self.service, self.calendar)
        self.effects += begin_effects(files, public=isinstance(self.service, Procedure))
        for number, step in enumerate(self.example.moves):
            self.where = f"moves[{number}]"
            self._take(self._decide(step))

    def _decide(self, step: Move) -> Decision:
        at = self._at(step.at)
        if step.by == "citizen" and (step.answers or step.papers):
            files = tuple(self._file(paper) for paper in step.papers)
            return supplement(self.state, self.service, at, step.answers, files, {}, CITIZEN)
        if step.by.startswith("consultation:"):
            return self._opinion(step, at)
        return move(
            self.state,
            self.service,
            step.do,
            self._actor(step.by),
            at,
            reason=step.reason,
            fields=step.fields,
            context=replace(self.context, today=self.calendar.local(at).date()),
        )

    def _opinion(self, step: Move, at: datetime) -> Decision:
        now = self.service.workflow.step(self.state.step)
        asked = step.by.partition(":")[2]
        found = (
            next((one for one in open_consultations(self.state, now) if one.id == asked), None)
            if now
            else None
        )
        unit = office_of(self.state, found.unit) if found else ""
        actor = Actor(kind="officer", id="example", office_id=unit, roles=(found.role,) if found else ())
        return give_opinion(self.state, self.service, asked, actor, at, step.reason or "Đồng ý")

    def _take(self, decision: Decision) -> None:
        for event in decision.events:
            self.state = apply(self.state, event, self.service, self.calendar)
        self.effects += decision.effects

    def _actor(self, by: str) -> Actor:
        if by in ("citizen", "system"):
            return CITIZEN if by == "citizen" else SYSTEM
        step = self.service.workflow.step(self.state.step)
        unit = office_of(self.state, step.unit) if step else self.office
        return Actor(kind="officer", id=f"example-{by}", office_id=unit, roles=(by,))

    def _file(self, paper: str) -> CaseFile:
        return CaseFile(id=paper, evidence=paper, size=1, media_type="application/pdf", sha256="0" * 64)

    def _at(self, moment: datetime) -> datetime:
        return moment if moment.tzinfo else moment.replace(tzinfo=self.calendar.zone)

    def differences(self) -> list[Fault]:
        """What came out beside what was expected; only keys that the example states."""
        expect, due = self.example.expect, self.state.clock.due_at if self.state.clock else None
        got: dict[str, Any] = {
            "fee": self.state.fee,
            "due": self.calendar.local(due).date() if due else None,
            "statuses": _without_repeats([int(turn.status) for turn in self.state.history]),
            "messages": [str(event) for event in self._told()],
            "documents": _documents(self.effects),
        }
        wanted = expect.model_dump(exclude_none=True, exclude={"faults"})
        faults = []
        for key, value in wanted.items():
            plain = [str(v) if key == "messages" else v for v in value] if isinstance(value, tuple) else value
            faults += _compare(f"expect.{key}", plain, got[key])
        return faults

    def _told(self) -> list[MessageEvent]:
        told = [MessageEvent(e.subject) if e.kind == "notify" else e.then_notify for e in self.effects]
        return [event for event in told if event is not None]


def _documents(effects: list[Effect]) -> list[str]:
    """Kinds of documents in the order in which the agency issues them."""
    return [e.subject for e in effects if e.kind == "issue" and e.signer == "agency"]


def _without_repeats(items: list[int]) -> list[int]:
    return [one for n, one in enumerate(items) if n == 0 or items[n - 1] != one]


def _compare(where: str, wanted: Any, got: Any) -> list[Fault]:
    if wanted == got:
        return []
    reason = _("Ví dụ mong {wanted}, nhưng được {got}.").format(wanted=_say(wanted), got=_say(got))
    return [Fault(where, "example_differs", reason)]


def _say(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(str, value)) + "]"
    return _("không có") if value is None else str(value)
