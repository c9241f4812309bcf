"""The working-time clock of a case: when it is due, and what pausing, restarting and extending do.

Sources: counting starts on the day after reception (BLDS 2015 Điều 147), a limit that ends on a day off
ends on the next working day (Điều 148); applications after the cut-off count from the next working day
(NĐ 61/2018 Điều 18); waiting for the citizen is not the agency's time, full papers restart it from zero,
and a new date can be set once, at the latest one day before the old one (Điều 19).
"""

from __future__ import annotations

import calendar as month_lengths
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from functions.domain.calendar import DAY_HOURS, WorkCalendar
from functions.domain.duration import Duration, Unit
from functions.domain.errors import Conflict
from functions.domain.i18n import _
from functions.domain.model import Model


def counting_day(received_at: datetime, calendar: WorkCalendar) -> date:
    """The working day on which the application counts as received."""
    local = calendar.local(received_at)
    day = local.date()
    if calendar.is_working_day(day) and local.time() > calendar.cut_off:
        day += timedelta(days=1)
    return calendar.next_working_day(day)


def due(received_at: datetime, limit: Duration, calendar: WorkCalendar) -> datetime:
    """The moment by which the result is owed. Raises ``ValueError`` for the limit of an unfinished draft."""
    if limit.unit is Unit.UNKNOWN:
        raise ValueError("a draft without a time limit cannot be counted")
    if limit.unit is Unit.HOURS:
        return calendar.add_working_time(received_at, timedelta(hours=limit.value))
    start = counting_day(received_at, calendar)
    if limit.unit is Unit.SAME_DAY:
        return calendar.at(start, calendar.day_end)
    if limit.unit is Unit.WORKING_DAYS:
        last = calendar.add_working_days(start, limit.value)
    elif limit.unit is Unit.DAYS:
        last = start + timedelta(days=limit.value)
    else:
        last = add_months(start, limit.value)
    return calendar.at(calendar.next_working_day(last), calendar.day_end)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month (BLDS 2015 Điều 147)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, month_lengths.monthrange(year, month + 1)[1]))


class Standing(StrEnum):
    """How a case stands against its deadline."""

    LATE = "late"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    PAUSED = "paused"
    DONE = "done"


class DayInStrip(Model):
    """One day of the strip that shows why a case is due when it is."""

    day: date
    kind: Literal["received", "rest", "counted", "due"]
    index: int | None = None
    reason: str = ""


class ClockState(Model):
    """The clock of a case or of a step; every act gives a new state."""

    limit: Duration
    started_at: datetime
    due_at: datetime
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    extended: bool = False

    @classmethod
    def start(cls, at: datetime, limit: Duration, calendar: WorkCalendar) -> ClockState:
        return cls(limit=limit, started_at=at, due_at=due(at, limit, calendar))

    def pause(self, at: datetime) -> ClockState:
        """The citizen owes something; from here on it is not the agency's time."""
        self._must_run()
        return self.model_copy(update={"paused_at": at})

    def resume(self, at: datetime, calendar: WorkCalendar) -> ClockState:
        """The agency's time goes on; the due date moves by the working time that was waited."""
        if self.paused_at is None:
            raise Conflict(_("Thời hạn không ở trạng thái tạm dừng."))
        left = calendar.working_time_between(self.paused_at, self.due_at)
        moved = calendar.add_working_time(at, left) if left else self.due_at
        if self.limit.unit is not Unit.HOURS:
            moved = calendar.at(calendar.local(moved).date(), calendar.day_end)
        return self.model_copy(update={"paused_at": None, "due_at": max(self.due_at, moved)})

    def restart(self, at: datetime, calendar: WorkCalendar) -> ClockState:
        """Full papers have come: the whole limit runs again from here (NĐ 61/2018 Điều 19.4)."""
        if self.stopped_at is not None:
            raise Conflict(_("Hồ sơ đã kết thúc, thời hạn không tính lại được."))
        return self.start(at, self.limit, calendar)

    def extend(self, at: datetime, new_due: datetime, calendar: WorkCalendar) -> ClockState:
        """Set a later date: once only, and at the latest one day before the old one (Điều 19.9)."""
        self._must_run()
        if self.extended:
            raise Conflict(_("Hồ sơ đã hẹn lại một lần. Pháp luật chỉ cho hẹn lại một lần."))
        if calendar.local(at).date() >= calendar.local(self.due_at).date():
            raise Conflict(_("Đã quá muộn để hẹn lại: phải báo trước ngày hẹn ít nhất 1 ngày."))
        if new_due <= self.due_at:
            raise Conflict(_("Ngày hẹn mới phải sau ngày hẹn cũ."))
        return self.model_copy(update={"due_at": new_due, "extended": True})

    def stop(self, at: datetime) -> ClockState:
        """The work is done, refused, withdrawn or stopped."""
        if self.stopped_at is not None:
            return self
        return self.model_copy(update={"stopped_at": at})

    def standing(self, now: datetime, calendar: WorkCalendar) -> Standing:
        """Where the case stands at ``now``; *soon* is within two working days."""
        if self.stopped_at is not None:
            return Standing.DONE
        if self.paused_at is not None:
            return Standing.PAUSED
        return standing(self.due_at, now, calendar)

    def was_late(self, now: datetime) -> bool:
        """Whether the limit was missed, at the end or, while the clock runs, at ``now``."""
        return (self.stopped_at or self.paused_at or now) > self.due_at

    def remaining(self, now: datetime, calendar: WorkCalendar) -> timedelta:
        """Working time that is left; zero when late or ended. A working day is eight hours."""
        return calendar.working_time_between(self.stopped_at or self.paused_at or now, self.due_at)

    def _must_run(self) -> None:
        if self.stopped_at is not None or self.paused_at is not None:
            raise Conflict(_("Thời hạn đang tạm dừng hoặc đã kết thúc."))


def standing(due_at: datetime, now: datetime, calendar: WorkCalendar) -> Standing:
    """Where something owed at ``due_at`` stands at ``now``; *soon* is within two working days."""
    if now > due_at:
        return Standing.LATE
    days = calendar.working_days_between(calendar.local(now).date(), calendar.local(due_at).date())
    return Standing.TODAY if days == 0 else Standing.SOON if days <= 2 else Standing.LATER


def strip(clock: ClockState, calendar: WorkCalendar) -> list[DayInStrip]:
    """The days from reception to the due day, counted or not and why. Months are too long to draw."""
    first = calendar.local(clock.started_at).date()
    last = calendar.local(clock.due_at).date()
    start = counting_day(clock.started_at, calendar)
    counted = clock.limit.unit is not Unit.WORKING_DAYS
    days, index = [], 0
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        works = calendar.is_working_day(day)
        if day > start and (works or counted):
            index += 1
            kind: Literal["received", "rest", "counted", "due"] = "due" if day == last else "counted"
            days.append(DayInStrip(day=day, kind=kind, index=index))
        elif day == last:
            days.append(DayInStrip(day=day, kind="due"))
        elif day == first or (day == start and works):
            reason = _late(clock, calendar) if day == first else ""
            days.append(DayInStrip(day=day, kind="received", reason=reason))
        else:
            days.append(DayInStrip(day=day, kind="rest", reason=calendar.days_off.get(day, _("nghỉ"))))
    return days


def _late(clock: ClockState, calendar: WorkCalendar) -> str:
    local = calendar.local(clock.started_at)
    if counting_day(clock.started_at, calendar) == local.date():
        return ""
    return _("nhận sau {hour} giờ, tính từ ngày làm việc tiếp theo").format(hour=calendar.cut_off.hour)


def working_days(amount: timedelta) -> float:
    """Working time as days of eight hours."""
    return amount.total_seconds() / 3600 / DAY_HOURS
