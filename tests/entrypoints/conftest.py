"""The whole app behind its real gateway, over a real store, with a clock to turn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from functions import bootstrap
from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.entrypoints.gateway import Gateway
from tests.entrypoints.browsing import Visitor
from tests.services.conftest import built, clock

__all__ = ["built", "clock"]

MAX_BODY = 3 * 2**20


@pytest.fixture
def world(built: Path, tmp_path: Path, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The world that the views find, opened from this environment."""
    opening = bootstrap.open_world
    monkeypatch.setattr(bootstrap, "open_world", lambda settings: opening(settings, clock))
    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "var"))
    monkeypatch.setenv("MOTCUA_BUILD", str(built))
    bootstrap.world.cache_clear()
    yield bootstrap.world()
    bootstrap.world().close()
    bootstrap.world.cache_clear()


@pytest.fixture
def visitor(world: World) -> Visitor:
    from app import app
    from functions.entrypoints.http import bare_problem

    portal = world.settings.build / "www"
    return Visitor(Gateway(app, portal, MAX_BODY, problem=bare_problem))
