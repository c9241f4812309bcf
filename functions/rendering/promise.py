"""A promised date with its arithmetic: why it falls on that day, told day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from functions.domain.calendar import WorkCalendar
from functions.domain.deadline import ClockState, DayInStrip, due, strip
from functions.domain.duration import Unit
from functions.domain.i18n import _
from functions.domain.say import clock as hour
from functions.domain.say import day as written

MOST_DAYS = 16
"""A longer strip is no easier to read than a sentence."""


@dataclass(frozen=True, slots=True)
class DayShown:
    """One day of the strip. ``css`` is ``rest``, ``end`` or empty; ``words`` says the same."""

    weekday: str
    date: str
    words: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """When a result is due, in words, and the days between."""

    day: date
    said: str
    """``thứ Sáu 27/11/2026``."""
    limit: str
    rule: str
    days: tuple[DayShown, ...] = ()


def weekday(day: date) -> str:
    """``thứ Hai``."""
    names = (
        _("thứ Hai"),
        _("thứ Ba"),
        _("thứ Tư"),
        _("thứ Năm"),
        _("thứ Sáu"),
        _("thứ Bảy"),
        _("Chủ nhật"),
    )
    return names[day.weekday()]


def promise_of(clock: ClockState, calendar: WorkCalendar) -> Promise:
    """The promise of a clock. Where waiting or a new date moved it, the days would not add up: no strip."""
    day = calendar.local(clock.due_at).date()
    said = f"{weekday(day)} {written(day)}"
    if clock.extended or clock.due_at != due(clock.started_at, clock.limit, calendar):
        return Promise(day, said, clock.limit.say(), "")
    days = strip(clock, calendar) if clock.limit.unit is not Unit.MONTHS else []
    shown = tuple(_day(one, clock, calendar) for one in days) if len(days) <= MOST_DAYS else ()
    return Promise(day, said, clock.limit.say(), _rule(clock, calendar), shown)


def _rule(clock: ClockState, calendar: WorkCalendar) -> str:
    limit, cut_off = clock.limit.say(), calendar.cut_off.hour
    if clock.limit.unit is Unit.SAME_DAY:
        text = _("Trong ngày nhận đủ hồ sơ. Nộp sau {hour} giờ thì trả trong ngày làm việc tiếp theo.")
        return text.format(hour=cut_off)
    if clock.limit.unit is Unit.HOURS:
        return _("{limit}, tính theo giờ làm việc kể từ lúc nhận đủ hồ sơ.").format(limit=limit)
    text = _(
        "{limit}, tính từ ngày sau ngày nhận đủ hồ sơ. Nộp sau {hour} giờ thì lùi thêm một ngày làm việc."
    )
    return text.format(limit=limit[:1].upper() + limit[1:], hour=cut_off)


def _day(one: DayInStrip, clock: ClockState, calendar: WorkCalendar) -> DayShown:
    name = weekday(one.day)
    name, shown = name[:1].upper() + name[1:], f"{one.day:%d/%m}"
    if one.kind == "due":
        words = _("ngày {n}, trả").format(n=one.index) if one.index else _("trả")
        return DayShown(name, shown, words, "end")
    if one.kind == "counted":
        return DayShown(name, shown, _("ngày {n}").format(n=one.index))
    if one.kind == "rest":
        words = _("nghỉ, không tính") if one.reason == _("nghỉ") else one.reason
        return DayShown(name, shown, words, "rest")
    received = calendar.local(clock.started_at)
    if one.day != received.date():
        return DayShown(name, shown, _("bắt đầu tính"))
    return DayShown(name, shown, _("nộp {clock}").format(clock=hour(received)))
