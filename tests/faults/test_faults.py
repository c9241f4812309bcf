"""A sample of `make faults`: nothing acknowledged is lost, nothing happens twice, the backlog drains by itself."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from functions.adapters.clock import SetClock
from tests.faults.kills import BEGIN, Ground, Toll, every_step, several, tried
from tests.faults.life import Citizen, Officers, broken, lifetime, messages_of
from tests.faults.run import ROOT
from tests.faults.weather import Weather
from tests.services.conftest import built

__all__ = ["built"]

KINDS = (
    "store_away",
    "store_slow",
    "clock_jumps",
    "mail_refuses",
    "signer_away_for_a_day",
    "stamps_hang",
    "scanner_hangs",
    "queue_repeats_and_garbles",
    "workers_race",
)


@pytest.fixture(scope="module")
def ground(built: Path) -> Iterator[Ground]:
    made = Ground(built)
    yield made
    made.clear()


def test_a_death_at_any_step_of_one_life(ground: Ground) -> None:
    toll = tried(ground, islice(every_step(ground), 3, None, 29), Toll(), lambda _toll: None)
    assert toll.broken == [] and toll.deaths == toll.runs > 10


def test_deaths_while_recovering_from_deaths(ground: Ground) -> None:
    toll = tried(ground, several(ground, 6, random.Random(1)), Toll(), lambda _toll: None)
    assert toll.broken == [] and toll.deaths >= toll.runs == 6


@pytest.mark.parametrize("kind", KINDS)
def test_bad_weather(ground: Ground, kind: str) -> None:
    told = getattr(Weather(ground, random.Random(2), cases=2), kind)()
    assert told.broken == [] and told.struck and told.cases == 2


def test_every_kind_of_weather_is_tried() -> None:
    source = Path(sys.modules[Weather.__module__].__file__ or "").read_text(encoding="utf-8")
    assert all(f"yield self.{kind}()" in source for kind in KINDS)


def test_a_full_disk(built: Path) -> None:
    command = ["unshare", "--user", "--map-root-user", "--mount", sys.executable, "-m", "tests.faults.disk"]
    done = subprocess.run([*command, str(built)], cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["broken"] == [] and told["struck"] == 5


def test_the_judge_sees_what_is_lost_and_what_is_twice(ground: Ground) -> None:
    state, citizen = ground.fresh(), Citizen()
    world = ground.open(state, SetClock(BEGIN), {})
    try:
        lifetime(world, citizen, Officers())
        assert broken(world, [citizen], messages_of(world)) == []
        assert "2 people sent, 1 cases are there" in broken(world, [citizen, Citizen()], {})
        assert broken(world, [citizen], {"a": 2}) == ["message a went out 2 times"]
        (file,) = world.cases.load(world.store.cases.all_case_ids()[0]).state.files
        world.blobs.delete(file.id, "clean")
        assert any("is not there" in said for said in broken(world, [citizen], {}))
        Citizen().send(world)
        assert any("did not drain" in said for said in broken(world, [citizen], {}))
    finally:
        world.close()
