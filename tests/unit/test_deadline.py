"""Deadlines are counted as the law counts, and every date can be explained."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.calendar import WorkCalendar
from functions.domain.deadline import ClockState, Standing, due, strip
from functions.domain.duration import Duration
from functions.domain.errors import Conflict, Invalid

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
CALENDAR = WorkCalendar(
    valid_from=date(2026, 1, 1),
    valid_to=date(2027, 12, 31),
    days_off={date(2026, 11, 24): "Ngày Văn hóa Việt Nam"},
    days_on={date(2026, 8, 22): "làm bù"},
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("received", "limit", "expected"),
    [
        ("2026-11-23 14:06", "3 working_days", "2026-11-27 17:00"),
        ("2026-11-23 15:01", "3 working_days", "2026-11-30 17:00"),
        ("2026-11-23 15:00", "same_day", "2026-11-23 17:00"),
        ("2026-11-23 15:01", "same_day", "2026-11-25 17:00"),
        ("2026-11-21 09:00", "same_day", "2026-11-23 17:00"),
        ("2026-11-20 09:00", "1 days", "2026-11-23 17:00"),
        ("2026-01-30 09:00", "1 months", "2026-03-02 17:00"),
        ("2026-11-23 11:00", "2 hours", "2026-11-23 14:30"),
        ("2026-11-23 16:00", "2 hours", "2026-11-25 08:30"),
        ("2026-08-21 09:00", "1 working_days", "2026-08-22 17:00"),
    ],
    ids=[
        "a holiday is not counted",
        "after the cut-off one day more",
        "at the cut-off still the same day",
        "same day after the cut-off is the next working day",
        "on a day off it counts from the next working day",
        "a calendar limit that ends on a day off moves on",
        "a month ends where the next one is shorter",
        "hours skip the noon rest",
        "hours go on after the holiday",
        "a swapped Saturday works",
    ],
)
def test_the_due_moment(received: str, limit: str, expected: str) -> None:
    assert due(at(received), Duration.parse(limit), CALENDAR) == at(expected)


def clock(received: str = "2026-11-23 14:06", limit: str = "3 working_days") -> ClockState:
    return ClockState.start(at(received), Duration.parse(limit), CALENDAR)


def test_waiting_for_the_citizen_is_not_the_agencys_time() -> None:
    waited = clock().pause(at("2026-11-25 10:00"))
    assert waited.standing(at("2026-12-20 10:00"), CALENDAR) is Standing.PAUSED
    assert waited.resume(at("2026-11-30 10:00"), CALENDAR).due_at == at("2026-12-02 17:00")


def test_full_papers_restart_the_whole_limit() -> None:
    paused = clock().pause(at("2026-11-25 10:00"))
    assert paused.restart(at("2026-11-30 10:00"), CALENDAR).due_at == at("2026-12-03 17:00")


def test_a_new_date_is_set_once_and_in_time_only() -> None:
    later = clock().extend(at("2026-11-26 16:00"), at("2026-12-01 17:00"), CALENDAR)
    assert later.due_at == at("2026-12-01 17:00")
    with pytest.raises(Conflict, match="một lần"):
        later.extend(at("2026-11-26 16:00"), at("2026-12-04 17:00"), CALENDAR)
    with pytest.raises(Conflict, match="ít nhất 1 ngày"):
        clock().extend(at("2026-11-27 08:00"), at("2026-12-01 17:00"), CALENDAR)
    with pytest.raises(Conflict, match="sau ngày hẹn cũ"):
        clock().extend(at("2026-11-25 08:00"), at("2026-11-26 17:00"), CALENDAR)


@pytest.mark.parametrize(
    ("now", "standing"),
    [
        ("2026-11-27 17:01", Standing.LATE),
        ("2026-11-27 17:00", Standing.TODAY),
        ("2026-11-25 08:00", Standing.SOON),
        ("2026-11-23 15:00", Standing.LATER),
    ],
)
def test_a_running_clock_says_where_the_case_stands(now: str, standing: Standing) -> None:
    assert clock().standing(at(now), CALENDAR) is standing


def test_a_stopped_clock_stays_stopped_and_remembers_being_late() -> None:
    late = clock().stop(at("2026-11-30 09:00"))
    assert late.standing(at("2026-12-30 09:00"), CALENDAR) is Standing.DONE
    assert late.was_late(at("2026-12-30 09:00"))
    assert not clock().stop(at("2026-11-27 09:00")).was_late(at("2026-12-30 09:00"))
    with pytest.raises(Conflict):
        late.restart(at("2026-12-01 09:00"), CALENDAR)


def test_the_strip_explains_the_date() -> None:
    days = strip(clock(), CALENDAR)
    shown = [(d.day.day, d.kind, d.index) for d in days]
    assert shown == [
        (23, "received", None),
        (24, "rest", None),
        (25, "counted", 1),
        (26, "counted", 2),
        (27, "due", 3),
    ]
    assert days[1].reason == "Ngày Văn hóa Việt Nam"


def test_the_strip_says_why_a_late_arrival_counts_from_the_next_day() -> None:
    assert "sau 15 giờ" in strip(clock("2026-11-23 16:20"), CALENDAR)[0].reason


def test_outside_the_calendar_nothing_is_guessed() -> None:
    with pytest.raises(Invalid, match="Build the catalogue again"):
        due(at("2027-12-30 09:00"), Duration.parse("9 working_days"), CALENDAR)


moments = st.datetimes(datetime(2026, 1, 5), datetime(2027, 6, 1)).map(
    lambda moment: moment.replace(tzinfo=ZONE)
)
limits = st.sampled_from(["same_day", "1 working_days", "20 working_days", "7 hours", "15 days", "2 months"])


@given(moments, limits)
def test_a_due_moment_is_in_working_time_and_never_before_reception(moment: datetime, limit: str) -> None:
    owed = due(moment, Duration.parse(limit), CALENDAR)
    assert CALENDAR.is_working_day(owed.date()) and owed >= moment - timedelta(hours=0)


@given(moments, st.timedeltas(timedelta(), timedelta(days=20)), limits)
def test_who_applies_earlier_is_never_due_later(moment: datetime, gap: timedelta, limit: str) -> None:
    duration = Duration.parse(limit)
    assert due(moment, duration, CALENDAR) <= due(moment + gap, duration, CALENDAR)


@given(moments, st.integers(0, 90))
def test_counting_back_gives_what_was_added(moment: datetime, hours: int) -> None:
    added = CALENDAR.add_working_time(moment, timedelta(hours=hours))
    assert CALENDAR.working_time_between(moment, added) == timedelta(hours=hours)


@given(moments, limits)
def test_a_pause_of_no_length_changes_nothing(moment: datetime, limit: str) -> None:
    running = ClockState.start(moment, Duration.parse(limit), CALENDAR)
    assert running.pause(moment).resume(moment, CALENDAR).due_at == running.due_at
