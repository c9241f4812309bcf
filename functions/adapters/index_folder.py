"""The search index of the last build, read from its folder when somebody asks."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from functions.domain.errors import Unavailable
from functions.domain.i18n import _
from functions.domain.search import Index


class IndexFolder:
    """Reads ``index.json`` again when a build has replaced it; all other files never change."""

    def __init__(self, build: Path) -> None:
        self._folder = build / "www" / "tim"
        self._known: tuple[int, Index] | None = None
        self.rows = lru_cache(maxsize=256)(self._read)

    def index(self) -> Index:
        """The lexicon as it is now. Raises :class:`Unavailable` where there is none."""
        try:
            stamp = (self._folder / "index.json").stat().st_mtime_ns
        except OSError as error:
            raise self._missing() from error
        if self._known is None or self._known[0] != stamp:
            self._known = (stamp, Index(self._read("index")))
        return self._known[1]

    def _read(self, name: str) -> Any:
        try:
            return json.loads((self._folder / f"{name}.json").read_bytes())
        except (OSError, ValueError) as error:
            raise self._missing() from error

    def _missing(self) -> Unavailable:
        return Unavailable(_("Chưa tìm được lúc này. Thử lại sau, hoặc xem danh mục thủ tục."))
