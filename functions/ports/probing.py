"""What the synthetic journey and the status page need of the world."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class Answer(NamedTuple):
    """What a door answered. ``location`` is where it leads on to."""

    status: int
    body: bytes
    location: str = ""


class Doors(Protocol):
    """The installation from outside."""

    def get(self, path: str) -> Answer:
        """Raises ``OSError`` when nobody answers."""

    def post(self, path: str, form: Mapping[str, str], as_json: bool = False) -> Answer:
        """Raises ``OSError`` when nobody answers."""


class StatusBoard(Protocol):
    """Where the last report hangs for citizens, apart from everything that may fail."""

    def hang(self, report: str, page: str) -> None:
        """Put up the report (JSON) and the page (HTML), each whole. Raises ``StoreUnavailable``."""

    def report(self) -> str:
        """The report that hangs there; the empty text for none."""
