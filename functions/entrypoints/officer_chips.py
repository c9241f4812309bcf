"""Status and due chips as officers see them: a word, a sign and a ground, none of them by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from functions.domain.calendar import WorkCalendar
from functions.domain.deadline import ClockState, Standing
from functions.domain.declaration import Status
from functions.domain.i18n import _
from functions.domain.say import clock, day


@dataclass(frozen=True, slots=True)
class Chip:
    """``kind`` chooses the ground, ``icon`` the sign; the text says it all."""

    kind: str
    icon: str
    text: str


_STATUS: dict[Status, tuple[str, str]] = {
    Status.REGISTERED: ("", "doc"),
    Status.RECEIVED: ("", "check"),
    Status.NOT_RECEIVED: ("no", "stop"),
    Status.IN_PROGRESS: ("", "pen"),
    Status.SUPPLEMENT_REQUESTED: ("you", "pause"),
    Status.FEE_REQUESTED: ("you", "money"),
    Status.WITHDRAWN: ("off", "undo"),
    Status.STOPPED: ("off", "stop"),
    Status.DONE: ("ok", "check"),
    Status.RETURNED: ("ok", "check"),
}


def status_chip(status: Status) -> Chip:
    """The official word for a status."""
    kind, icon = _STATUS[status]
    return Chip(kind, icon, status.say())


def due_chip(standing: Standing, due_at: datetime | None, now: datetime, calendar: WorkCalendar) -> Chip:
    """How long there is, or how late it is, in working days."""
    if standing is Standing.PAUSED:
        return Chip("wait", "pause", _("Tạm dừng"))
    if standing is Standing.DONE:
        return Chip("fin", "check", _("Đã xong"))
    if due_at is None:
        return Chip("ok", "clock", _("Chưa có hạn"))
    if standing is Standing.LATE:
        days = _days(due_at, now, calendar)
        text = _("Quá hạn {n} ngày").format(n=days) if days else _("Quá hạn từ {clock}")
        return Chip("late", "alert", text.format(clock=clock(calendar.local(due_at))))
    if standing is Standing.TODAY:
        return Chip("now", "clock", _("Hôm nay {clock}").format(clock=clock(calendar.local(due_at))))
    text = _("Còn {n} ngày").format(n=_days(now, due_at, calendar))
    return Chip("soon" if standing is Standing.SOON else "ok", "clock", text)


def case_chip(state: ClockState | None, now: datetime, calendar: WorkCalendar) -> Chip:
    """The promise to the citizen: the case's own clock."""
    if state is None:
        return Chip("ok", "clock", _("Chưa hẹn ngày"))
    if state.stopped_at is not None:
        return _kept(state, state.stopped_at, calendar)
    standing = state.standing(now, calendar)
    chip = due_chip(standing, state.due_at, now, calendar)
    if standing is Standing.PAUSED:
        return Chip(chip.kind, chip.icon, _("Tạm dừng, không tính thời gian"))
    promised = day(calendar.local(state.due_at).date())
    return Chip(chip.kind, chip.icon, _("{text}, hẹn {day}").format(text=chip.text, day=promised))


def step_chip(state: ClockState | None, now: datetime, calendar: WorkCalendar) -> Chip | None:
    """The limit of the step, where it has one."""
    if state is None:
        return None
    chip = due_chip(state.standing(now, calendar), state.due_at, now, calendar)
    text = chip.text[:1].lower() + chip.text[1:]
    return Chip(chip.kind, chip.icon, _("Bước này: {text}").format(text=text))


def _kept(state: ClockState, stopped_at: datetime, calendar: WorkCalendar) -> Chip:
    """How an ended case stood against its promise."""
    if stopped_at > state.due_at:
        days = _days(state.due_at, stopped_at, calendar)
        return Chip("late", "alert", _("Xong trễ {n} ngày").format(n=days) if days else _("Xong trễ"))
    days = _days(stopped_at, state.due_at, calendar)
    return Chip("fin", "check", _("Xong sớm {n} ngày").format(n=days) if days else _("Xong đúng hẹn"))


def _days(start: datetime, end: datetime, calendar: WorkCalendar) -> int:
    return calendar.working_days_between(calendar.local(start).date(), calendar.local(end).date())
