"""The state of a case, folded from its events; nothing of it is stored as truth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import reduce
from typing import Any, Literal

from pydantic import Field

from functions.domain.calendar import WorkCalendar
from functions.domain.deadline import ClockState, due
from functions.domain.declaration import AnyService, ChannelKind, Procedure, Status, Step, Transition
from functions.domain.declaration.terms import MessageChannel, MessageEvent
from functions.domain.declaration.workflow import ClockAct
from functions.domain.duration import Duration
from functions.domain.events import (
    Actor,
    AnyEvent,
    CaseFile,
    DocumentIssued,
    Erased,
    Extended,
    FileChecked,
    Moved,
    Noted,
    Notified,
    OpinionGiven,
    Sent,
    Supplemented,
    Undelivered,
)
from functions.domain.model import JSON, Model


class Turn(Model):
    """One turn in the history of a case."""

    at: datetime
    actor: Actor
    transition: str
    step: str
    status: Status
    reason: str | None = None


class Note(Model):
    """A private note of an officer."""

    at: datetime
    actor: Actor
    text: str | None


class Opinion(Model):
    """A consulted agency's answer."""

    at: datetime
    actor: Actor
    text: str | None = None


class Extension(Model):
    """The new date that was set, once, and why (NĐ 61/2018 Điều 19.9)."""

    at: datetime
    old_due: datetime
    new_due: datetime
    reason: str | None = None


class Notice(Model):
    """A message to the citizen and what became of it; ``superseded`` when they sent something new since."""

    at: datetime
    event: MessageEvent
    channel: MessageChannel
    message: str
    outcome: Literal["sent", "no_address", "refused", "gave_up", "bounced", "complained"]
    superseded: bool = False

    @property
    def failed(self) -> bool:
        """Whether it went out in vain, or could not go out at all."""
        return self.outcome not in ("sent", "no_address")


class CaseState(Model):
    """A case as it stands after its last event. Personal parts are ``None`` once erased."""

    slug: str
    version: str
    code: str
    office_id: str
    channel: ChannelKind
    sent_at: datetime
    fee: int
    limit: Duration
    consents: tuple[str, ...] = ()
    step: str
    status: Status
    entered_at: datetime
    clock: ClockState | None = None
    step_clock: ClockState | None = None
    answers: dict[str, JSON] | None = None
    file_names: dict[str, str] | None = None
    files: tuple[CaseFile, ...] = ()
    documents: tuple[DocumentIssued, ...] = ()
    opinions: dict[str, Opinion] = Field(default_factory=dict)
    opinions_due: dict[str, datetime] = Field(default_factory=dict)
    """Until when each agency that this step consults is to answer."""
    recorded: dict[str, JSON] = Field(default_factory=dict)
    """What officers recorded, by step."""
    notes: tuple[Note, ...] = ()
    notices: tuple[Notice, ...] = ()
    extension: Extension | None = None
    history: tuple[Turn, ...] = ()
    erased: bool = False

    def file(self, id: str) -> CaseFile | None:
        return next((file for file in self.files if file.id == id), None)

    def values(self) -> dict[str, JSON]:
        """What conditions of the workflow may read: answers by section and records by step."""
        return {**(self.answers or {}), **self.recorded}


def limit_of(service: AnyService, channel: ChannelKind, values: Mapping[str, Any]) -> Duration:
    """The time limit that applies to a case with these answers that came by this channel."""
    for case in service.time_limit_cases:
        if case.when.holds(values):
            return case.time_limit
    if not isinstance(service, Procedure):
        return service.time_limit
    fitting = [one.time_limit for one in service.channels if one.kind is channel]
    return fitting[0] if fitting else service.channels[0].time_limit


def fold(events: Iterable[AnyEvent], service: AnyService, calendar: WorkCalendar) -> CaseState:
    """The state after ``events``, of which the first is :class:`Sent`."""
    first, *rest = events
    if not isinstance(first, Sent):
        raise ValueError("a case begins with being sent")
    return reduce(
        lambda state, event: apply(state, event, service, calendar), rest, _begin(first, service, calendar)
    )


def _begin(event: Sent, service: AnyService, calendar: WorkCalendar) -> CaseState:
    step = service.workflow.steps[0]
    return CaseState(
        slug=event.slug,
        version=event.version,
        code=event.code,
        office_id=event.office_id,
        channel=event.channel,
        sent_at=event.at,
        fee=event.fee,
        consents=event.consents,
        limit=event.limit or limit_of(service, event.channel, event.answers or {}),
        step=step.id,
        status=step.status,
        entered_at=event.at,
        step_clock=_step_clock(step, event.at, calendar),
        answers=event.answers,
        file_names=event.file_names,
        files=event.files,
        history=(Turn(at=event.at, actor=event.actor, transition="", step=step.id, status=step.status),),
    )


def _step_clock(step: Step, at: datetime, calendar: WorkCalendar) -> ClockState | None:
    return ClockState.start(at, step.time_limit, calendar) if step.time_limit else None


def apply(state: CaseState, event: AnyEvent, service: AnyService, calendar: WorkCalendar) -> CaseState:
    """The state after one more event."""
    match event:
        case Moved():
            return _moved(state, event, service, calendar)
        case Supplemented():
            return _supplemented(state, event)
        case FileChecked():
            files = tuple(
                file.model_copy(update={"state": event.state}) if file.id == event.file else file
                for file in state.files
            )
            return state.model_copy(update={"files": files})
        case OpinionGiven():
            given = Opinion(at=event.at, actor=event.actor, text=event.text)
            return state.model_copy(update={"opinions": {**state.opinions, event.consultation: given}})
        case DocumentIssued():
            kept = tuple(one for one in state.documents if one.id != event.id)
            return state.model_copy(update={"documents": (*kept, event)})
        case Extended() if state.clock:
            extension = Extension(
                at=event.at, old_due=state.clock.due_at, new_due=event.new_due, reason=event.reason
            )
            clock = state.clock.extend(event.at, event.new_due, calendar)
            return state.model_copy(update={"clock": clock, "extension": extension})
        case Noted():
            note = Note(at=event.at, actor=event.actor, text=event.text)
            return state.model_copy(update={"notes": (*state.notes, note)})
        case Notified():
            return state.model_copy(update={"notices": _told(state.notices, event)})
        case Undelivered():
            marked = tuple(
                one.model_copy(update={"outcome": event.cause}) if one.message == event.message else one
                for one in state.notices
            )
            return state.model_copy(update={"notices": marked})
        case Erased():
            return state.model_copy(update={"erased": True})
        case _:
            return state


def _told(notices: tuple[Notice, ...], event: Notified) -> tuple[Notice, ...]:
    """With one more notice, in the place of an earlier attempt at the same message."""
    made = Notice(
        at=event.at,
        event=event.event,
        channel=event.channel,
        message=event.message,
        outcome=event.outcome,
    )
    return (*(one for one in notices if not event.message or one.message != event.message), made)


def _supplemented(state: CaseState, event: Supplemented) -> CaseState:
    changed = {**({} if event.whole else state.answers or {}), **(event.answers or {})}
    replaced = {file.evidence for file in event.files}
    kept = tuple(file for file in state.files if file.evidence not in replaced)
    names = {**(state.file_names or {}), **(event.file_names or {})}
    return state.model_copy(
        update={
            "answers": changed if state.answers is not None else event.answers,
            "files": (*kept, *event.files),
            "file_names": names,
            "limit": event.limit or state.limit,
            "notices": tuple(one.model_copy(update={"superseded": True}) for one in state.notices),
        }
    )


def _moved(state: CaseState, event: Moved, service: AnyService, calendar: WorkCalendar) -> CaseState:
    source, target = service.workflow.step(event.from_step), service.workflow.step(event.to_step)
    move = source.transition(event.transition) if source else None
    if source is None or target is None or move is None:
        raise ValueError(f"version {state.version} has no transition {event.from_step}.{event.transition}")
    turn = Turn(
        at=event.at,
        actor=event.actor,
        transition=event.transition,
        step=event.to_step,
        status=event.status,
        reason=event.reason,
    )
    recorded = {**state.recorded, source.id: {**state.recorded.get(source.id, {}), **(event.fields or {})}}
    opened = {one.id for one in target.consultations}
    return state.model_copy(
        update={
            "step": target.id,
            "status": target.status,
            "entered_at": event.at,
            "clock": _case_clock(state, move, source, target, event.at, calendar),
            "step_clock": _step_clock(target, event.at, calendar),
            "recorded": recorded,
            "opinions": {id: given for id, given in state.opinions.items() if id not in opened},
            "opinions_due": {one.id: due(event.at, one.time_limit, calendar) for one in target.consultations},
            "history": (*state.history, turn),
        }
    )


def clock_act(move: Transition, source: Step, target: Step) -> ClockAct:
    """What a move does to the case's clock: as declared, or by the statuses it goes between."""
    if move.clock is not None:
        return move.clock
    if target.status.final or target.status is Status.DONE:
        return "stop"
    if source.status is target.status:
        return "keep"
    if target.status in (Status.SUPPLEMENT_REQUESTED, Status.FEE_REQUESTED):
        return "pause"
    if source.status is Status.SUPPLEMENT_REQUESTED:
        return "restart"
    return "resume" if source.status is Status.FEE_REQUESTED else "keep"


def _case_clock(
    state: CaseState,
    move: Transition,
    source: Step,
    target: Step,
    at: datetime,
    calendar: WorkCalendar,
) -> ClockState | None:
    """The clock after a move.

    An application that is received as sent counts from its sending, so that a slow counter costs the
    citizen nothing; one that was waited for counts from the day on which it was whole.
    """
    act, clock = clock_act(move, source, target), state.clock
    if act in ("start", "restart"):
        as_sent = act == "start" and source.status is Status.REGISTERED
        begun = ClockState.start(state.sent_at if as_sent else at, state.limit, calendar)
        return begun.model_copy(update={"extended": clock.extended}) if clock else begun
    if clock is None or clock.stopped_at is not None:
        return clock
    if act == "pause":
        return clock if clock.paused_at else clock.pause(at)
    if act == "resume":
        return clock.resume(at, calendar) if clock.paused_at else clock
    return clock.stop(at) if act == "stop" else clock
