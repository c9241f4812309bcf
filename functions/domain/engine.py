"""The case engine: what may be done with a case now, by whom, and what follows from it.

Every verb takes the state and gives a :class:`Decision`: events to append and effects that are owed.
Nothing is done here; refusing raises ``Conflict``, ``Forbidden`` or ``Invalid`` with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal

from functions.domain.calendar import WorkCalendar
from functions.domain.case import CaseState, limit_of
from functions.domain.declaration import (
    SAME_COMMUNE,
    SELF,
    AnyService,
    Consultation,
    MessageChannel,
    MessageEvent,
    Status,
    Step,
    Transition,
)
from functions.domain.errors import Conflict, Fault, Forbidden, Invalid
from functions.domain.events import (
    Actor,
    AnyEvent,
    CaseFile,
    Extended,
    Moved,
    Noted,
    OpinionGiven,
    Supplemented,
)
from functions.domain.fields.context import FormContext
from functions.domain.i18n import _
from functions.domain.model import JSON, Model
from functions.domain.recording import allowed, goes_on, possible, recorded

EffectKind = Literal["scan", "issue", "notify", "erase"]

MESSAGE_OF_STATUS: dict[Status, MessageEvent] = {
    Status.RECEIVED: MessageEvent.RECEIVED,
    Status.NOT_RECEIVED: MessageEvent.REFUSED,
    Status.IN_PROGRESS: MessageEvent.IN_PROGRESS,
    Status.SUPPLEMENT_REQUESTED: MessageEvent.SUPPLEMENT_REQUESTED,
    Status.FEE_REQUESTED: MessageEvent.FEE_REQUESTED,
    Status.WITHDRAWN: MessageEvent.WITHDRAWN,
    Status.STOPPED: MessageEvent.STOPPED,
    Status.DONE: MessageEvent.DONE,
    Status.RETURNED: MessageEvent.RETURNED,
}


class Effect(Model):
    """Something owed to the world. ``subject`` is a file, a document kind or a message event."""

    kind: EffectKind
    subject: str
    signer: Literal["", "person", "agency"] = ""
    officer: str = ""
    channel: MessageChannel | None = None
    """Of a message: the way it goes. Left out, it goes every way that it has a text for."""
    about: int = 0
    """The number of the event that it tells of; 0 stands for the last event of the act that owes it."""
    then_notify: MessageEvent | None = None
    """The message that waits for this effect, so that nobody is told of a file that is not there yet."""


class Decision(Model):
    """What an act writes, and what it owes."""

    events: tuple[AnyEvent, ...]
    effects: tuple[Effect, ...] = ()


def begin_effects(files: tuple[CaseFile, ...], *, public: bool) -> tuple[Effect, ...]:
    """What is owed when an application has been sent: every file scanned, and the citizen told."""
    scans = tuple(Effect(kind="scan", subject=file.id) for file in files)
    return (*scans, _told_of_sending()) if public else scans


@cache
def _told_of_sending() -> Effect:
    return Effect(kind="notify", subject=MessageEvent.SUBMITTED)


def office_of(state: CaseState, unit: str) -> str:
    """The office that a step or consultation belongs to."""
    if unit.endswith(SAME_COMMUNE):
        return unit.removesuffix(SAME_COMMUNE) + ":" + state.office_id.partition(":")[2]
    return state.office_id if unit == SELF else unit


def may_act(state: CaseState, step: Step, actor: Actor) -> bool:
    """Whether an officer has the step's role in the step's office."""
    at_home = actor.office_id == office_of(state, step.unit)
    return actor.kind == "officer" and step.role in actor.roles and at_home


def open_consultations(state: CaseState, step: Step) -> tuple[Consultation, ...]:
    """Agencies of this step that are asked in this case and have not answered."""
    values = state.values()
    return tuple(
        one
        for one in step.consultations
        if (one.when is None or one.when.holds(values)) and one.id not in state.opinions
    )


def moves(state: CaseState, service: AnyService, actor: Actor) -> tuple[Transition, ...]:
    """The transitions that this actor could take now."""
    step = _step(state, service)
    if actor.kind == "officer" and not may_act(state, step, actor):
        return ()
    values = state.values()
    return tuple(one for one in step.transitions if one.actor == actor.kind and possible(one, step, values))


def move(
    state: CaseState,
    service: AnyService,
    transition: str,
    actor: Actor,
    now: datetime,
    *,
    reason: str = "",
    fields: Mapping[str, Any] | None = None,
    context: FormContext | None = None,
) -> Decision:
    """Take a transition. ``fields`` are what the officer records in the step that is left."""
    step = _step(state, service)
    chosen = step.transition(transition)
    if chosen is None or chosen not in moves(state, service, actor):
        raise _refusal(state, service, step, chosen, actor)
    target = service.workflow.step(chosen.to)
    if target is None:
        raise Conflict(_("Quy trình không có bước “{step}”.").format(step=chosen.to))
    _must_be_answered(state, step, target, now)
    onward = goes_on(service.workflow, step, target)
    found = recorded(state, step, onward, fields or {}, context) if actor.kind == "officer" else {}
    if not allowed(chosen, step, state.values(), found):
        raise Conflict(_("“{name}” không hợp với phần vừa ghi ở bước này.").format(name=chosen.label))
    event = Moved(
        at=now,
        actor=actor,
        transition=chosen.id,
        from_step=step.id,
        to_step=target.id,
        status=target.status,
        reason=_reason(chosen, reason),
        fields=found or None,
    )
    return Decision(events=(event,), effects=_effects(chosen, step, target, actor, service))


def supplement(
    state: CaseState,
    service: AnyService,
    now: datetime,
    answers: dict[str, JSON],
    files: tuple[CaseFile, ...],
    names: dict[str, str],
    actor: Actor,
    *,
    whole: bool = False,
) -> Decision:
    """The citizen changes answers or adds papers, and the case goes back to the office.

    ``whole`` says that ``answers`` are the whole form, and not only the sections that changed.
    """
    step = _step(state, service)
    back = next((one for one in step.transitions if one.actor == "citizen" and one.clock == "restart"), None)
    if step.status is not Status.SUPPLEMENT_REQUESTED or back is None:
        raise Conflict(_("Hồ sơ không ở bước chờ bổ sung."))
    limit = limit_of(service, state.channel, {**({} if whole else state.answers or {}), **answers})
    given = Supplemented(
        at=now, actor=actor, limit=limit, files=files, answers=answers, file_names=names, whole=whole
    )
    onward = move(state, service, back.id, actor, now)
    scans = tuple(Effect(kind="scan", subject=file.id) for file in files)
    return Decision(events=(given, *onward.events), effects=(*scans, *onward.effects))


def give_opinion(
    state: CaseState, service: AnyService, consultation: str, actor: Actor, now: datetime, text: str
) -> Decision:
    """A consulted agency answers; once."""
    step = _step(state, service)
    asked = next((one for one in open_consultations(state, step) if one.id == consultation), None)
    if asked is None:
        raise Conflict(_("Việc xin ý kiến này không còn chờ trả lời."))
    if actor.office_id != office_of(state, asked.unit) or asked.role not in actor.roles:
        raise Forbidden(_("Việc này thuộc cơ quan khác."))
    if not text.strip():
        raise Invalid(_("Chưa có nội dung trả lời."), [Fault("text", "required", _("Nhập ý kiến trả lời"))])
    event = OpinionGiven(at=now, actor=actor, consultation=consultation, text=text.strip())
    return Decision(events=(event,))


def extend(
    state: CaseState,
    service: AnyService,
    actor: Actor,
    now: datetime,
    new_due: datetime,
    reason: str,
    calendar: WorkCalendar,
) -> Decision:
    """Set a later date, once, with an apology to the citizen (NĐ 61/2018 Điều 19.9)."""
    if not may_act(state, _step(state, service), actor):
        raise Forbidden(_("Hồ sơ đang ở bước của người khác."))
    if state.clock is None:
        raise Conflict(_("Hồ sơ chưa được tiếp nhận nên chưa có ngày hẹn."))
    if not reason.strip():
        raise Invalid(_("Chưa có lý do."), [Fault("reason", "required", _("Nhập lý do hẹn lại"))])
    state.clock.extend(now, new_due, calendar)
    apology = Effect(kind="issue", subject="apology", signer="agency", then_notify=MessageEvent.EXTENDED)
    event = Extended(at=now, actor=actor, new_due=new_due, reason=reason.strip())
    return Decision(events=(event,), effects=(apology,))


def note(state: CaseState, service: AnyService, actor: Actor, now: datetime, text: str) -> Decision:
    """A private note by somebody of the offices that handle the case."""
    if not may_see(state, service, actor):
        raise Forbidden(_("Hồ sơ này thuộc cơ quan khác."))
    if not text.strip():
        raise Invalid(_("Ghi chú còn trống."), [Fault("text", "required", _("Nhập ghi chú"))])
    return Decision(events=(Noted(at=now, actor=actor, text=text.strip()),))


def may_see(state: CaseState, service: AnyService, actor: Actor) -> bool:
    """Officers of the receiving office, and of offices that the current step asks, in a role of the way."""
    if actor.kind != "officer":
        return False
    step = _step(state, service)
    here = {(office_of(state, one.unit), one.role) for one in service.workflow.steps if one.unit == SELF}
    here |= {(office_of(state, step.unit), step.role)}
    here |= {(office_of(state, one.unit), one.role) for one in step.consultations}
    return any((actor.office_id, role) in here for role in actor.roles)


def _step(state: CaseState, service: AnyService) -> Step:
    step = service.workflow.step(state.step)
    if step is None:
        raise ValueError(f"version {state.version} has no step {state.step}")
    return step


def _refusal(
    state: CaseState, service: AnyService, step: Step, chosen: Transition | None, actor: Actor
) -> Conflict | Forbidden:
    if actor.kind == "officer" and not may_act(state, step, actor):
        return Forbidden(_("Hồ sơ đang ở bước của người khác."))
    able = ", ".join(one.label for one in moves(state, service, actor)) or _("không việc nào")
    name = chosen.label if chosen else _("việc này")
    reason = _("Không làm được “{name}” ở bước “{step}”. Việc làm được bây giờ: {able}.")
    return Conflict(reason.format(name=name, step=step.label, able=able))


def _must_be_answered(state: CaseState, step: Step, target: Step, now: datetime) -> None:
    """Stopping the case, and asking the citizen for papers, need nobody's opinion."""
    asks = target.status is Status.SUPPLEMENT_REQUESTED
    waiting = [
        one
        for one in open_consultations(state, step)
        if one.silence == "waits" or now <= state.opinions_due[one.id]
    ]
    if waiting and not (target.status.final or asks):
        names = ", ".join(one.label for one in waiting)
        raise Conflict(_("Còn chờ ý kiến: {names}.").format(names=names))


def _reason(chosen: Transition, reason: str) -> str | None:
    text = reason.strip()
    if chosen.reason == "required" and not text:
        fault = Fault("reason", "required", _("Nhập lý do; người dân sẽ đọc lý do này"))
        raise Invalid(_("Chưa có lý do."), [fault])
    if len(text) > 5000:
        raise Invalid(_("Lý do quá dài."), [Fault("reason", "max_length", _("Viết ngắn hơn 5.000 ký tự"))])
    return text or None


def _effects(
    chosen: Transition, step: Step, target: Step, actor: Actor, service: AnyService
) -> tuple[Effect, ...]:
    told = chosen.message or (MESSAGE_OF_STATUS.get(target.status) if step.status != target.status else None)
    if service.kind == "process":
        told = chosen.message
    issued = [Effect(kind="issue", subject=kind, signer="agency") for kind in chosen.issues]
    if chosen.signs == "person":
        issued.append(Effect(kind="issue", subject="result", signer="person", officer=actor.id))
    if told is None:
        return tuple(issued)
    if issued:
        return (*issued[:-1], issued[-1].model_copy(update={"then_notify": told}))
    return (Effect(kind="notify", subject=told),)
