"""Deaths at every step of sending, storing, claiming and doing, and deaths while recovering from one."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from functions.adapters.clock import SetClock
from functions.bootstrap import World, open_world
from functions.settings import Settings
from tests.faults.blade import Blade, ports_under, survived
from tests.faults.life import Citizen, Officers, broken, lifetime, messages_of, recover

BEGIN = datetime(2026, 6, 9, 1, 30, tzinfo=UTC)
Options = Callable[[], dict[str, Any]]
"""Settings of the store for one run; each run has a place of its own."""


@dataclass
class Ground:
    """A fresh installation for each run, with an authority that was made once: keys take a second to make."""

    build: Path
    options: Options = dict
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="motcua-faults-")))

    def __post_init__(self) -> None:
        self._first = self.folder / "first"
        world = self.open(self._first, SetClock(BEGIN), self.options())
        lifetime(world, Citizen(), Officers())
        world.close()
        for name in ("motcua.sqlite3", "motcua.sqlite3-wal", "motcua.sqlite3-shm"):
            (self._first / name).unlink(missing_ok=True)
        for name in ("files", "mail", "sms"):
            shutil.rmtree(self._first / name, ignore_errors=True)

    def fresh(self) -> Path:
        """The state folder of the next run."""
        state = Path(tempfile.mkdtemp(dir=self.folder)) / "var"
        shutil.copytree(self._first, state)
        return state

    def open(self, state: Path, clock: SetClock, options: dict[str, Any]) -> World:
        return open_world(Settings(state=state, build=self.build, **options), clock)

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass
class Toll:
    """What was tried, and what broke."""

    runs: int = 0
    deaths: int = 0
    where: Counter[str] = field(default_factory=Counter)
    """Deaths by the call at which they came."""
    broken: list[str] = field(default_factory=list)


def steps(ground: Ground) -> int:
    """How many calls of ports one whole life takes."""
    blade = Blade()
    _live(ground, ground.fresh(), [blade], Toll())
    return len(blade.calls)


def every_step(ground: Ground) -> Iterator[list[Blade]]:
    """A death at each call, before it and after it."""
    for at in range(1, steps(ground) + 1):
        yield [Blade(at)]
        yield [Blade(at, after=True)]


def several(ground: Ground, runs: int, chance: random.Random) -> Iterator[list[Blade]]:
    """Two to four deaths one after the other: whoever recovers dies too."""
    most = steps(ground)
    for _run in range(runs):
        yield [
            Blade(chance.randint(1, most), after=chance.random() < 0.5) for _n in range(chance.randint(2, 4))
        ]


def tried(ground: Ground, runs: Iterator[list[Blade]], toll: Toll, told: Callable[[Toll], None]) -> Toll:
    """Each run in an installation of its own."""
    for blades in runs:
        state = ground.fresh()
        try:
            _live(ground, state, blades, toll)
        finally:
            shutil.rmtree(state.parent, ignore_errors=True)
        toll.runs += 1
        told(toll)
    return toll


def _live(ground: Ground, state: Path, blades: list[Blade], toll: Toll) -> None:
    """One life a blade, then one that nobody cuts, in which everything must come to its end."""
    clock, citizen, officers, options = SetClock(BEGIN), Citizen(), Officers(), ground.options()
    for blade in blades:
        with ports_under(blade):
            world = ground.open(state, clock, options)
            with survived():
                lifetime(world, citizen, officers)
            world.close()
        if blade.fallen:
            toll.deaths += 1
            toll.where[blade.calls[-1] if blade.calls else "opening"] += 1
    world = ground.open(state, clock, options)
    try:
        citizen.send(world)
        for _turn in range(6):
            recover(world, clock)
            officers.work(world)
        recover(world, clock)
        place = " then ".join(f"{one.at}{'+' if one.after else '-'} {_at(one)}" for one in blades)
        toll.broken += [f"{said} ({place})" for said in broken(world, [citizen], messages_of(world))]
    finally:
        world.close()


def _at(blade: Blade) -> str:
    return blade.calls[-1] if blade.calls else "opening"
