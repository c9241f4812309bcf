"""A round of housekeeping that is cut off by its time comes to every case in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.services.housekeeping import between
from tests.effects.made import send


def seen(world: World, chance: float, most: int = 99) -> list[str]:
    """The cases that one round looks at, by their place in time."""
    ids = world.store.cases.all_case_ids()
    looked: list[str] = []

    class Watched:
        """The list of cases as it is, noting who is looked at."""

        def __getattr__(self, name: str) -> object:
            return getattr(world.store.cases, name)

        def projection(self, case_id: str) -> None:
            looked.append(str(ids.index(case_id)))

    class Store:
        cases = Watched()
        outbox = world.store.outbox

    cases = replace(world.cases, store=Store())  # type: ignore[arg-type]
    keeper = replace(world.housekeeping, cases=cases, chance=lambda: chance)
    keeper.tidy(lambda: len(looked) < most)
    return looked


def test_a_round_begins_anywhere_and_passes_every_case_once(world: World, clock: SetClock) -> None:
    for _case in range(5):
        send(world)
        clock.advance(timedelta(hours=1))
    assert seen(world, 0.0) == ["0", "1", "2", "3", "4"]
    assert seen(world, 0.5) == ["3", "4", "0", "1", "2"]
    assert seen(world, 1.0) == ["0", "1", "2", "3", "4"]
    assert seen(world, 0.5, 2) == ["3", "4"]


def test_where_ids_name_no_moment_the_round_begins_at_the_first(clock: SetClock) -> None:
    assert between("", clock.now(), 0.5) == between("khong-phai", clock.now(), 0.5) == ""
