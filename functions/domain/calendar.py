"""The working calendar: which days and hours an agency works.

It is data of the catalogue, made at publishing time from the national holidays and the province's own
overrides; asking outside its span is refused rather than guessed.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from functions.domain.errors import Invalid
from functions.domain.model import Model

DAY_HOURS = 8
"""One working day is eight working hours in internal processes (QĐ of provinces on one-stop work)."""


class Shift(Model):
    """A span of working time in a day, local time."""

    start: time
    end: time

    def hours(self) -> float:
        return (_minutes(self.end) - _minutes(self.start)) / 60


def office_hours() -> tuple[Shift, ...]:
    """The usual two shifts. Made when asked for: a model made on import costs every cold start."""
    return Shift(start=time(7, 30), end=time(11, 30)), Shift(start=time(13), end=time(17))


class WorkCalendar(Model):
    """Working days and hours between ``valid_from`` and ``valid_to``, both included."""

    valid_from: date
    valid_to: date
    days_off: dict[date, str] = Field(default_factory=dict)
    """Holidays and closures, with the name that people read."""
    days_on: dict[date, str] = Field(default_factory=dict)
    """Weekend days that are worked, by a swap or by an agency's custom, with the reason."""
    shifts: Annotated[tuple[Shift, ...], Field(min_length=1, default_factory=office_hours)]
    cut_off: time = time(15)
    """Applications after it count as received on the next working day (NĐ 61/2018 Điều 18)."""
    weekend: tuple[int, ...] = (5, 6)
    """Weekdays without work, Monday being 0."""
    timezone: str = "Asia/Ho_Chi_Minh"

    @model_validator(mode="after")
    def _holds(self) -> Self:
        if self.valid_to < self.valid_from:
            raise ValueError("the calendar ends before it begins")
        if sum(shift.hours() for shift in self.shifts) != DAY_HOURS:
            raise ValueError("the shifts of a day must add up to eight hours")
        if set(self.days_off) & set(self.days_on):
            raise ValueError("a day is both off and on")
        return self

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def day_end(self) -> time:
        """When the last shift ends."""
        return self.shifts[-1].end

    def local(self, moment: datetime) -> datetime:
        """An aware moment in the agency's local time."""
        return moment.astimezone(self.zone)

    def at(self, day: date, hour: time) -> datetime:
        """The aware moment of a local day and hour."""
        return datetime.combine(day, hour, self.zone)

    def is_working_day(self, day: date) -> bool:
        """Raises :class:`Invalid` outside the calendar's span."""
        if not self.valid_from <= day <= self.valid_to:
            raise Invalid(
                f"The working calendar ends on {self.valid_to}, and {day} lies outside it. "
                "Build the catalogue again with a later calendar."
            )
        return day in self.days_on or (day.weekday() not in self.weekend and day not in self.days_off)

    def next_working_day(self, day: date) -> date:
        """The first working day on or after ``day``."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; ``day`` itself does not count."""
        for _step in range(count):
            day = self.next_working_day(day + timedelta(days=1))
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after ``start`` up to and including ``end``."""
        span = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, span + 1))

    def add_working_time(self, moment: datetime, amount: timedelta) -> datetime:
        """The moment at which ``amount`` of working time has passed since ``moment``."""
        local = self.local(moment)
        day = local.date()
        while True:
            for start, end in self._spans(day):
                begin = max(start, local)
                if begin < end and end - begin >= amount:
                    return begin + amount
                amount -= max(end - begin, timedelta())
            day += timedelta(days=1)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """Working time from ``start`` to ``end``; zero when ``end`` is not later."""
        first, last = self.local(start), self.local(end)
        total, day = timedelta(), first.date()
        while day <= last.date():
            for begin, finish in self._spans(day):
                total += max(min(finish, last) - max(begin, first), timedelta())
            day += timedelta(days=1)
        return total

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.is_working_day(day):
            return []
        return [(self.at(day, shift.start), self.at(day, shift.end)) for shift in self.shifts]


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
