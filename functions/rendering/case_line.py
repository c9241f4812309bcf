"""The line of a case: what it has passed, where it lies and who has it, and what is still to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from functions.domain.calendar import WorkCalendar
from functions.domain.case import CaseState, Turn
from functions.domain.declaration import AnyService, Reference, Status, Step
from functions.domain.engine import office_of
from functions.domain.errors import NotFound
from functions.domain.i18n import _
from functions.domain.say import clock as hour
from functions.domain.say import day as written


@dataclass(frozen=True, slots=True)
class Milestone:
    """One stop. ``icon`` is the theme's, for stops that are passed or current."""

    state: Literal["past", "now", "next"]
    title: str
    text: str = ""
    at: str = ""
    """Local time as written, empty for what is to come."""
    at_iso: str = ""
    who: str = ""
    icon: str = "check"


@dataclass(frozen=True, slots=True)
class Line:
    """Draws the line of one case. ``officers`` gives name and position by id."""

    service: AnyService
    reference: Reference
    officers: Mapping[str, str]

    @property
    def calendar(self) -> WorkCalendar:
        return self.reference.calendar

    def of(self, state: CaseState) -> tuple[Milestone, ...]:
        """Past and present from the history; the future from the workflow's public steps."""
        turns = [
            turn
            for n, turn in enumerate(state.history)
            if n == 0 or turn.status != state.history[n - 1].status
        ]
        over = state.status.final or state.status is Status.DONE
        past = [self._past(turn) for turn in (turns if over else turns[:-1])]
        if over:
            return (*past, *self._to_come(state))
        own = [self._past(turns[-1])] if turns[-1].actor.kind == "citizen" else []
        return (*past, *own, self._now(state, turns[-1]), *self._to_come(state))

    def _past(self, turn: Turn) -> Milestone:
        icon = {Status.NOT_RECEIVED: "x", Status.WITHDRAWN: "undo", Status.STOPPED: "stop"}
        return Milestone(
            "past",
            self._title(turn),
            turn.reason or "",
            **self._when(turn.at),
            who=self._who(turn),
            icon=icon.get(turn.status, "check"),
        )

    def _now(self, state: CaseState, turn: Turn) -> Milestone:
        """Where it lies. What the citizen did stands above as passed: now it is the office's turn."""
        step = self.service.workflow.step(state.step)
        label = step.label if step and step.public else ""
        if turn.actor.kind == "citizen":
            office = office_name(self.reference, office_of(state, step.unit)) if step else ""
            title = _("{office} kiểm tra hồ sơ").format(office=office)
            return Milestone("now", title, "" if turn.transition else _checking(), icon="clock")
        waiting = state.status in (Status.SUPPLEMENT_REQUESTED, Status.FEE_REQUESTED)
        return Milestone(
            "now",
            state.status.say(),
            (turn.reason if waiting else label) or "",
            **self._when(turn.at),
            who=self._who(turn),
            icon="pause" if waiting else "clock",
        )

    def _title(self, turn: Turn) -> str:
        if not turn.transition:
            return _("Bạn nộp hồ sơ")
        if turn.actor.kind == "citizen" and turn.status is Status.RECEIVED:
            return _("Bạn nộp bổ sung")
        if turn.actor.kind == "citizen" and turn.status is Status.WITHDRAWN:
            return _("Bạn rút hồ sơ")
        return turn.status.say()

    def _who(self, turn: Turn) -> str:
        if turn.actor.kind != "officer":
            return ""
        office = office_name(self.reference, turn.actor.office_id)
        name = self.officers.get(turn.actor.id, "")
        return f"{name}, {office}" if name and office else name or office

    def _when(self, at: datetime) -> dict[str, str]:
        local = self.calendar.local(at)
        return {"at": f"{written(local)} {hour(local)}", "at_iso": local.isoformat(timespec="minutes")}

    def _to_come(self, state: CaseState) -> list[Milestone]:
        ahead = steps_ahead(self.service, state)
        return [Milestone("next", step.label, who=self._whose(state, step)) for step in ahead]

    def _whose(self, state: CaseState, step: Step) -> str:
        """The role that acts, and the office where it is another than the case's own."""
        office_id = office_of(state, step.unit)
        office = office_name(self.reference, office_id) if office_id != state.office_id else ""
        role = next((_(one.name) for one in self.reference.roles if one.id == step.role), "")
        return ", ".join(filter(None, (role, office)))


def steps_ahead(service: AnyService, state: CaseState) -> list[Step]:
    """Public steps that usually follow; from a step aside, such as waiting for papers, by its main way."""
    steps = service.workflow.steps
    here = next((n for n, one in enumerate(steps) if one.id == state.step), len(steps))
    if here == len(steps):
        return []
    if not steps[here].public:
        main = next((one.to for one in steps[here].transitions if one.style == "primary"), "")
        here = next((n - 1 for n, one in enumerate(steps) if one.id == main), len(steps))
    return [one for one in steps[here + 1 :] if one.public]


def office_name(reference: Reference, office_id: str) -> str:
    """A body's name; empty for one that the reference data no longer know."""
    try:
        return reference.office(office_id).name
    except NotFound:
        return ""


def _checking() -> str:
    return _("Thiếu gì, chúng tôi báo một lần cho đủ. Lúc đó thời hạn tạm dừng chờ bạn.")
