"""The working calendar, made from national holidays and the province's override file.

``holidays`` knows the lunar feasts and the swap days announced so far; ``content/reference/calendar.yml``
adds what it does not know. An override counts only when somebody has confirmed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from functions.domain.calendar import Shift, WorkCalendar
from functions.domain.errors import Fault, Invalid
from functions.domain.i18n import _
from functions.domain.model import Model, Text


class Override(Model):
    """A closure (``closed`` alone), an extra working day (``open`` alone) or a swap (both)."""

    closed: date | None = None
    open: date | None = None
    name: Text
    status: Literal["confirmed", "unverified"]
    source: str = ""


class CalendarFile(Model):
    """The shape of ``calendar.yml``."""

    from_year: Annotated[int, Field(ge=2020, le=2100)]
    to_year: Annotated[int, Field(ge=2020, le=2100)]
    timezone: str = "Asia/Ho_Chi_Minh"
    cut_off: time = time(15)
    shifts: tuple[Shift, ...] = Field(default_factory=lambda: WorkCalendar.model_fields["shifts"].default)
    overrides: tuple[Override, ...] = ()


def work_calendar(data: Mapping[str, Any]) -> WorkCalendar:
    """Build the calendar from the file's data. Raises :class:`Invalid` with every fault and its path."""
    try:
        given = CalendarFile.model_validate(data)
    except ValidationError as error:
        raise _invalid([_fault(e["loc"], e["msg"]) for e in error.errors()]) from None
    faults = _contradictions(given)
    if faults:
        raise _invalid(faults)
    off, on = _national(given.from_year, given.to_year)
    for override in given.overrides:
        if override.status == "confirmed":
            _apply(override, off, on)
    try:
        return WorkCalendar(
            valid_from=date(given.from_year, 1, 1),
            valid_to=date(given.to_year, 12, 31),
            days_off=off,
            days_on=on,
            shifts=given.shifts,
            cut_off=given.cut_off,
            timezone=given.timezone,
        )
    except ValidationError:
        reason = _("Giờ làm việc trong ngày phải cộng đủ 8 giờ.")
        raise _invalid([Fault("shifts", "calendar_shifts", reason)]) from None


def _national(first: int, last: int) -> tuple[dict[date, str], dict[date, str]]:
    import holidays  # takes longer to import than all else here, and is needed when the file changed

    national = holidays.country_holidays("VN", years=range(first, last + 1), language="vi")
    off = {day: str(name) for day, name in sorted(national.items()) if day.weekday() < 5}
    years = range(first, last + 1)
    on = {day: _("làm bù") for day in sorted(national.weekend_workdays) if day.year in years}
    return off, on


def _apply(override: Override, off: dict[date, str], on: dict[date, str]) -> None:
    if override.closed:
        on.pop(override.closed, None)
        off[override.closed] = override.name
    if override.open:
        off.pop(override.open, None)
        on[override.open] = override.name


def _contradictions(given: CalendarFile) -> list[Fault]:
    faults, seen = [], set()
    if given.to_year < given.from_year:
        faults.append(Fault("to_year", "calendar_span", _("Năm cuối phải sau năm đầu.")))
    for index, override in enumerate(given.overrides):
        where = f"overrides[{index}]"
        days = [day for day in (override.closed, override.open) if day]
        if not days or override.closed == override.open:
            reason = _(
                "Ghi ngày nghỉ ở “closed”, ngày làm ở “open”, hoặc cả hai ngày khác nhau khi hoán đổi."
            )
            faults.append(Fault(where, "calendar_override", reason))
        for day in days:
            if day in seen:
                reason = _("Ngày {day} được nêu hai lần.").format(day=f"{day:%d/%m/%Y}")
                faults.append(Fault(where, "calendar_twice", reason))
            if not given.from_year <= day.year <= given.to_year:
                reason = _("Ngày {day} nằm ngoài các năm của lịch.").format(day=f"{day:%d/%m/%Y}")
                faults.append(Fault(where, "calendar_outside", reason))
            seen.add(day)
    return faults


def _fault(location: tuple[int | str, ...], message: str) -> Fault:
    where = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in location).lstrip(".")
    return Fault(where, "calendar_shape", message)


def _invalid(faults: list[Fault]) -> Invalid:
    return Invalid(_("Lịch làm việc có chỗ sai."), faults)
