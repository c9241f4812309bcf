"""The status page's report as two files of the portal, handed out with all functions down."""

from __future__ import annotations

import os
from pathlib import Path

from functions.domain.errors import StoreUnavailable

REPORT, PAGE = "hien-tai.json", "hien-tai.html"


class StatusFolder:
    """See :class:`functions.ports.StatusBoard`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hang(self, report: str, page: str) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for name, text in ((REPORT, report), (PAGE, page)):
                fresh = self._folder / f".{name}.{os.getpid()}"
                fresh.write_text(text, encoding="utf-8")
                fresh.replace(self._folder / name)
        except OSError as error:
            raise StoreUnavailable(f"The status files were not written: {type(error).__name__}.") from None

    def report(self) -> str:
        try:
            return (self._folder / REPORT).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return ""
