"""The calendar follows the nation's holidays and the province's confirmed word, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from functions.domain.calendar import WorkCalendar
from functions.domain.errors import Invalid
from publisher.calendar_source import work_calendar

YEARS: dict[str, Any] = {"from_year": 2025, "to_year": 2028}


def override(**keys: Any) -> WorkCalendar:
    return work_calendar({**YEARS, "overrides": [{"name": "x", "status": "confirmed", **keys}]})


def test_the_known_days_of_2026_stand() -> None:
    calendar = work_calendar(YEARS)
    assert calendar.is_working_day(date(2026, 8, 22)), "a Saturday that is worked by a swap"
    assert not calendar.is_working_day(date(2026, 8, 31))
    assert not calendar.is_working_day(date(2026, 11, 24)), "the day of Vietnamese culture"
    assert calendar.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 23), "over Tết"


def test_a_confirmed_storm_closure_closes_and_an_unverified_one_does_not() -> None:
    day = date(2026, 10, 14)
    assert not override(closed=day).is_working_day(day)
    assert override(closed=day, status="unverified").is_working_day(day)


def test_a_swap_moves_work_from_one_day_to_another() -> None:
    calendar = override(closed="2026-01-02", open="2026-01-10")
    assert not calendar.is_working_day(date(2026, 1, 2))
    assert calendar.is_working_day(date(2026, 1, 10))


@pytest.mark.parametrize(
    "overrides",
    [
        [{"name": "x", "status": "confirmed"}],
        [{"name": "x", "status": "confirmed", "closed": "2026-05-05", "open": "2026-05-05"}],
        [{"name": "x", "status": "confirmed", "closed": "2035-05-05"}],
        [{"name": "x", "status": "confirmed", "closed": "2026-13-05"}],
        [{"name": "x", "status": "maybe", "closed": "2026-05-05"}],
        [{"name": "x", "status": "confirmed", "of": "2026-05-05"}],
        [{"name": "x", "status": "confirmed", "closed": "2026-05-05"}] * 2,
    ],
    ids=["no day", "same day", "outside", "no such day", "unknown status", "unknown key", "twice"],
)
def test_a_wrong_override_is_named_with_its_place(overrides: list[dict[str, Any]]) -> None:
    with pytest.raises(Invalid) as caught:
        work_calendar({**YEARS, "overrides": overrides})
    assert all(fault.where.startswith("overrides[") for fault in caught.value.faults)


def test_shifts_must_make_eight_hours() -> None:
    with pytest.raises(Invalid) as caught:
        work_calendar({**YEARS, "shifts": [{"start": "08:00", "end": "11:00"}]})
    assert "8 giờ" in caught.value.faults[0].message


def test_the_file_in_use_holds() -> None:
    text = (Path(__file__).parents[2] / "content/reference/calendar.yml").read_text(encoding="utf-8")
    assert work_calendar(yaml.safe_load(text)).is_working_day(date(2026, 1, 2))
