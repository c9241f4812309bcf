"""An installation that is looked into: its world, a visitor, and everything that it says."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from functions.observing.lines import Lines
from tests.effects.conftest import mail_server
from tests.entrypoints.conftest import built, clock, visitor, world

__all__ = ["built", "clock", "mail_server", "visitor", "world"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, down to DEBUG, as JSON lines: what an installation writes, and more."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Lines(as_json=True))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(before)
