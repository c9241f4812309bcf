"""The whole app over a real build, as the doors' own tests open it."""

from __future__ import annotations

from tests.entrypoints.conftest import built, clock, visitor, world

__all__ = ["built", "clock", "visitor", "world"]
