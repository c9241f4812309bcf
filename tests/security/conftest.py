"""The app as in tests of its doors."""

from tests.entrypoints.conftest import built, clock, visitor, world

__all__ = ["built", "clock", "visitor", "world"]
