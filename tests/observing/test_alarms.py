"""Every alarm can be looked up when it goes off at night, and goes off when its measure is past its limit."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from functions.adapters.aws.deployment.alarms import CLOUD_ALARMS
from functions.observing.alarms import ALARMS, Alarm
from functions.observing.instruments import INSTRUMENTS
from functions.services.health import Finding
from functions.services.survey import Now

RUN_BOOK = Path(__file__).parents[2] / "content/handbook/van-hanh/so-tay-su-co.md"
PARTS = ("Nghĩa là", "Xem", "Sửa", "Gọi")
NAMES = [one.name for one in (*ALARMS, *CLOUD_ALARMS)]


def entries() -> dict[str, str]:
    text = RUN_BOOK.read_text(encoding="utf-8")
    parts = re.split(r"^### (.+)\n", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_each_alarm_has_its_entry_with_meaning_look_mend_and_call(name: str) -> None:
    entry = entries()[name]
    for part in PARTS:
        assert re.search(rf"^\*\*{part}:\*\* \S.{{3,}}", entry, re.M), f"{name} lacks “{part}”"


def test_the_run_book_tells_of_no_alarm_that_there_is_not() -> None:
    assert sorted(entries()) == sorted(NAMES) and len({*NAMES}) == len(NAMES)


@pytest.mark.parametrize("alarm", ALARMS, ids=lambda one: one.name)
def test_each_alarm_stands_on_a_measure_that_cloudwatch_keeps(alarm: Alarm) -> None:
    assert alarm.instrument in INSTRUMENTS
    assert tuple(alarm.attributes) in alarm.instrument.cloud


def names(now: Now) -> list[str]:
    return [one.name for one in now.alarms()]


def test_a_quiet_installation_has_no_alarm_on() -> None:
    assert names(Now((Finding("store", "ok"),), {"dead": 0}, 3.0, 2**40, 60.0)) == []


def test_each_trouble_sets_off_its_own() -> None:
    quiet = {"findings": (), "outbox": {"dead": 0}, "wait": 0.0, "room": 2**40, "probe_age": 60.0}
    for change, name in (
        ({"findings": (Finding("keys", "failed"),)}, "not-ready"),
        ({"outbox": {"dead": 1}}, "effects-dead"),
        ({"wait": 301.0}, "effects-waiting"),
        ({"room": 2**30}, "disk-low"),
        ({"probe_age": 1801.0}, "probe-stopped"),
        ({"probe_age": None}, "probe-stopped"),
    ):
        assert names(Now(**{**quiet, **change})) == [name]  # type: ignore[arg-type]
