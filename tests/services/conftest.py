"""A whole embedded installation for each test: real database, real files, real keys, a clock to turn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World, open_world
from functions.settings import Settings
from publisher.build import build

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build_into(folder)
    return folder


def build_into(folder: Path) -> None:
    build(ROOT / "content", folder, ROOT / "pelicanconf.py", date(2026, 6, 9))


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 6, 9, 1, 30, tzinfo=UTC))


@pytest.fixture
def world(built: Path, tmp_path: Path, clock: SetClock) -> Iterator[World]:
    opened = open_world(Settings(state=tmp_path / "var", build=built), clock)
    yield opened
    opened.close()
