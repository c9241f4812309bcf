"""Days on which agencies are closed, beside the weekend, in the order in which they come."""

from __future__ import annotations

from datetime import date

from functions.domain.calendar import WorkCalendar
from functions.domain.i18n import _


def days_off(calendar: WorkCalendar) -> list[tuple[date, str]]:
    """Each day off with its name; one that falls on a weekend keeps nobody from anything."""
    return sorted(
        (day, name) for day, name in calendar.days_off.items() if day.weekday() not in calendar.weekend
    )


def weekday(day: date) -> str:
    names = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))
    return names[day.weekday()]
