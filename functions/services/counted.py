"""Counting what is sent: what was accepted, and what was refused for which reason."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from functions.domain import probe
from functions.domain.errors import MotcuaError
from functions.observing.instruments import SUBMISSION
from functions.ports import Measures


@contextmanager
def refusals_counted(measures: Measures) -> Iterator[None]:
    """Whatever refuses a sending is counted by its code, and goes on."""
    try:
        yield
    except MotcuaError as error:
        measures.count(SUBMISSION, outcome="refused", reason=error.code)
        raise


def accepted(measures: Measures, slug: str) -> None:
    """One more stored. What the installation sends to itself is nobody's."""
    if slug != probe.SLUG:
        measures.count(SUBMISSION, outcome="accepted")
