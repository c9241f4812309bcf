"""The way of a case as officers see it: the line of steps, what happened when, and who was asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.domain.case import CaseState, Turn
from functions.domain.declaration import AnyService, Consultation, MessageChannel, Reference, Step
from functions.domain.engine import office_of, open_consultations
from functions.domain.errors import NotFound
from functions.domain.events import SYSTEM, Actor
from functions.domain.i18n import _
from functions.entrypoints.officer_papers import title_of

Named = Callable[[Actor], str]
"""Says who somebody is."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on the line. ``who`` is the person of the past, or whose turn it is."""

    kind: Literal["past", "now", "next"]
    label: str
    who: str = ""
    at: datetime | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the history."""

    at: datetime
    who: str
    what: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """An agency that was asked for its opinion."""

    id: str
    label: str
    office: str
    due: datetime | None
    late: bool
    silence_agrees: bool
    text: str = ""
    answered_at: datetime | None = None
    who: str = ""
    mine: bool = False

    @property
    def holds_up(self) -> bool:
        """Whether the case cannot go on without it."""
        return self.answered_at is None and not (self.late and self.silence_agrees)


def line(state: CaseState, service: AnyService, reference: Reference, named: Named) -> list[Stop]:
    """Steps that were passed, the present one, and those of the usual way from here."""
    steps = {step.id: step for step in service.workflow.steps}
    passed = [
        Stop(
            "past",
            steps[before.step].label if before.step in steps else before.step,
            named(turn.actor),
            turn.at,
        )
        for before, turn in zip(state.history, state.history[1:], strict=False)
    ]
    here = steps[state.step]
    limit = state.step_clock.due_at if state.step_clock else None
    now = Stop("now", here.label, _whose(state, here, reference), None, limit)
    ahead = [Stop("next", step.label, _whose(state, step, reference)) for step in _usual_way(service, here)]
    return [*passed, now, *ahead]


def _whose(state: CaseState, step: Step, reference: Reference) -> str:
    """The role that acts, with its office where that is another one."""
    if step.role is None:
        return ""
    role = next((_(one.name) for one in reference.roles if one.id == step.role), step.role)
    office = office_of(state, step.unit)
    return role if office == state.office_id else f"{role}, {office_name(reference, office)}"


def office_name(reference: Reference, office_id: str) -> str:
    """The office's name, or its id when the reference data have forgotten it."""
    try:
        return reference.office(office_id).name
    except NotFound:
        return office_id


def _usual_way(service: AnyService, step: Step) -> Iterator[Step]:
    """Follow what each step does as a rule, its primary transition, to the end."""
    seen = {step.id}
    while True:
        way = next((one.to for one in step.transitions if one.style == "primary"), "")
        onward = service.workflow.step(way)
        if onward is None or onward.id in seen:
            return
        seen.add(onward.id)
        yield onward
        step = onward


def history(state: CaseState, service: AnyService, named: Named) -> list[Happening]:
    """Everything that happened, newest first."""
    found = [*_turns(state, service, named), *_others(state, service, named)]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _turns(state: CaseState, service: AnyService, named: Named) -> Iterator[Happening]:
    sent, *turns = state.history
    opened = _("Gửi hồ sơ") if service.kind == "procedure" else _("Mở việc")
    yield Happening(sent.at, named(sent.actor), opened)
    step = service.workflow.steps[0]
    for turn in turns:
        yield Happening(turn.at, named(turn.actor), _done(step, turn), turn.reason or "")
        step = service.workflow.step(turn.step) or step


def _done(step: Step, turn: Turn) -> str:
    taken = step.transition(turn.transition)
    return taken.label if taken else turn.transition


def _others(state: CaseState, service: AnyService, named: Named) -> Iterator[Happening]:
    labels = {one.id: one.label for step in service.workflow.steps for one in step.consultations}
    for id, given in state.opinions.items():
        what = _("Trả lời ý kiến: {label}").format(label=labels.get(id, id))
        yield Happening(given.at, named(given.actor), what, given.text or "")
    for issued in state.documents:
        what = _("Lập “{title}”") if not issued.final else _("Phát hành “{title}”")
        yield Happening(issued.at, named(issued.actor), what.format(title=title_of(issued.kind, service)))
    for one in state.notices:
        if one.failed:
            yield Happening(one.at, named(SYSTEM), _failure(one.channel, one.outcome))
    if state.extension is not None:
        what = _("Hẹn lại ngày trả kết quả: {day}").format(day=f"{state.extension.new_due:%d/%m/%Y}")
        yield Happening(state.extension.at, "", what, state.extension.reason or "")


def unreached(state: CaseState) -> list[str]:
    """Ways on which no message reached the citizen with what they gave last, each with what to do."""
    failed = {one.channel: one for one in state.notices if one.failed and not one.superseded}
    sent = {one.channel for one in state.notices if one.outcome == "sent"} - set(failed)
    return [f"{_failure(way, one.outcome)} {_instead(sent)}" for way, one in failed.items()]


def _failure(way: MessageChannel, outcome: str) -> str:
    if outcome == "complained":
        return _("Người nộp báo thư của cổng là thư rác, nên thư sau không đến nữa.")
    if way is MessageChannel.EMAIL:
        return _("Email không đến được người nộp.")
    return _("Tin nhắn không đến được người nộp.")


def _instead(sent: Collection[MessageChannel]) -> str:
    if MessageChannel.SMS in sent:
        return _("Tin nhắn vẫn gửi được. Việc cần người nộp làm ngay thì gọi điện.")
    if MessageChannel.EMAIL in sent:
        return _("Email vẫn gửi được. Việc cần người nộp làm ngay thì gọi điện.")
    return _("Không còn cách nào khác gửi đến: gọi điện báo cho người nộp.")


def asked(
    state: CaseState, service: AnyService, reference: Reference, actor: Actor, now: datetime, named: Named
) -> list[Asked]:
    """Agencies that the present step asks, and answers that earlier steps brought."""
    here = service.workflow.step(state.step)
    waiting = open_consultations(state, here) if here else ()
    found = [_asked(state, one, reference, actor, now) for one in waiting]
    for step in service.workflow.steps:
        for one in step.consultations:
            if given := state.opinions.get(one.id):
                office = office_name(reference, office_of(state, one.unit))
                found.append(
                    Asked(
                        one.id,
                        one.label,
                        office,
                        None,
                        False,
                        False,
                        given.text or "",
                        given.at,
                        named(given.actor),
                    )
                )
    return found


def _asked(state: CaseState, one: Consultation, reference: Reference, actor: Actor, now: datetime) -> Asked:
    office, due = office_of(state, one.unit), state.opinions_due.get(one.id)
    mine = actor.office_id == office and one.role in actor.roles
    late = due is not None and now > due
    silent = one.silence == "agrees"
    return Asked(one.id, one.label, office_name(reference, office), due, late, silent, mine=mine)
