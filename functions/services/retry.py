"""Doing an act again when somebody else wrote between its reading and its writing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from functions.domain.errors import Conflict

T = TypeVar("T")


def retried(act: Callable[[], T], tries: int = 4) -> T:
    """What ``act`` gives. It must read anew each time; a refusal that is no race comes out the same again."""
    for _attempt in range(tries - 1):
        try:
            return act()
        except Conflict:
            continue
    return act()
