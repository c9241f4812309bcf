"""Saying how far long work has come: on a terminal, or when asked; never into a log by itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

Thing = TypeVar("Thing")
EVERY = 0.2
"""Seconds between two signs of life."""


class Progress:
    """One line that is written over, with what is done, how much of it, and how long it has taken."""

    def __init__(self, shown: bool | None = None, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shown = self._stream.isatty() if shown is None else shown
        self._width = 0

    def over(self, things: Iterable[Thing], label: str, total: int) -> Iterator[Thing]:
        """Pass ``things`` on, saying how many have passed."""
        begun = said = time.monotonic()
        for done, thing in enumerate(things, 1):
            yield thing
            now = time.monotonic()
            if self._shown and (now - said >= EVERY or (self._width and done == total)):
                said = now
                self._say(f"{label}: {done}/{total} ({now - begun:.0f} s)")
        self._wipe()

    def _say(self, line: str) -> None:
        self._stream.write("\r" + line.ljust(self._width))
        self._stream.flush()
        self._width = len(line)

    def _wipe(self) -> None:
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
            self._width = 0
