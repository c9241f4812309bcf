"""The contract of clocks: moments with a zone that never run backwards by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from functions.adapters.clock import SetClock, SystemClock
from functions.ports import Clock

HANOI = timezone(timedelta(hours=7))


@pytest.mark.parametrize("clock", [SystemClock(), SetClock(datetime(2026, 3, 2, 12, tzinfo=HANOI))])
def test_a_clock_answers_in_utc_and_in_order(clock: Clock) -> None:
    first, second = clock.now(), clock.now()
    assert first.tzinfo is UTC
    assert first <= second


def test_the_clock_of_the_machine_shows_its_time() -> None:
    assert abs(SystemClock().now().timestamp() - datetime.now(HANOI).timestamp()) < 60


def test_a_clock_set_by_hand_stands_until_it_is_moved() -> None:
    clock = SetClock(datetime(2026, 3, 2, 12, tzinfo=HANOI))
    assert clock.now() == clock.now() == datetime(2026, 3, 2, 5, tzinfo=UTC)
    clock.advance(timedelta(days=1, hours=1))
    assert clock.now() == datetime(2026, 3, 3, 6, tzinfo=UTC)
