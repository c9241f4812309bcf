"""The whole embedded installation of the services' tests, with workers to do what it owes."""

from __future__ import annotations

from tests.services.conftest import built, clock, world

__all__ = ["built", "clock", "world"]
