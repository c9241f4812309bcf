"""The demo's officers carry every online service from its form to its end, as the examples of its file tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World, open_world
from functions.domain.declaration import ChannelKind, Procedure
from functions.domain.errors import Refused
from functions.entrypoints.demo import seeded
from functions.ports import Officer
from functions.settings import Settings
from tests.officer.played import Run, examples


@pytest.fixture
def demo(built: Path, tmp_path: Path, clock: SetClock) -> Iterator[World]:
    opened = open_world(Settings(state=tmp_path / "demo", build=built, demo=True), clock)
    yield opened
    opened.close()


def test_every_online_service_reaches_its_end(demo: World, clock: SetClock) -> None:
    officers, reached = seeded(demo).officers, dict[str, set[str]]()

    def at(office_id: str, role: str) -> Officer:
        return next(one for one in officers if one.office_id == office_id and role in one.roles)

    for service, example in examples(demo.catalogue.reference):
        try:
            sent = Run(demo, clock, at, service, example).go()
        except Refused as refused:
            pytest.fail(f"{service.slug}, {example.name}: {refused.message} {getattr(refused, 'faults', ())}")
        reached.setdefault(service.slug, set()).add(demo.cases.load(sent.case_id).state.step)
    current = [demo.catalogue.current(slug)[1] for slug in demo.catalogue.slugs()]
    procedures = [one for one in current if isinstance(one, Procedure)]
    online = {one.slug for one in procedures if any(c.kind is ChannelKind.ONLINE for c in one.channels)}
    assert set(reached) == online
    assert {slug for slug, steps in reached.items() if not {"returned", "done", "stopped"} & steps} == set()
