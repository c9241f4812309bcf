"""Words of the content in other languages, as the last build left them beside the catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, TypeVar

from functions.domain.declaration import Service
from functions.domain.i18n import SOURCE, _, language
from functions.domain.model import JSON
from functions.domain.translation import translated

Said = TypeVar("Said", bound=Service)
MOST = 512
"""Versions kept in other languages."""


class Words(NamedTuple):
    """Everything that content says in one language."""

    glossary: Mapping[str, str]
    """Shared words, by their Vietnamese."""
    pages: frozenset[str]
    """Addresses of pages, beside the catalogue, that stand in this language too."""
    services: Mapping[str, JSON]
    """Words of each service by its slug; see :mod:`functions.domain.translation`."""


NONE = Words({}, frozenset(), {})


class BuiltTranslations:
    """Reads ``catalogue.<language>.json`` below a build folder, again whenever it was replaced.

    Without such a file nothing of the content is translated, and Vietnamese stands.
    """

    def __init__(self, build: Path) -> None:
        self._build = build
        self._held: dict[str, tuple[tuple[int, int], Words]] = {}
        self._spoken: dict[tuple[str, str], Service] = {}

    def words(self, code: str) -> Words:
        """What the content says in a language. The same object until another build."""
        path = self._build / f"catalogue.{code}.json"
        try:
            stat = path.stat()
            stamp = stat.st_mtime_ns, stat.st_ino
            if code not in self._held or self._held[code][0] != stamp:
                data = json.loads(path.read_text(encoding="utf-8"))
                found = Words(data["glossary"], frozenset(data["pages"]), data["services"])
                self._held[code] = (stamp, found)
                self._spoken.clear()
        except (OSError, ValueError, KeyError):
            return self._held[code][1] if code in self._held else NONE
        return self._held[code][1]

    def spoken(self, version: str, service: Said) -> Said:
        """A version of a service in the reader's language: for what people read, never for what is stored."""
        code = language()
        if code == SOURCE:
            return service
        words = self.words(code).services.get(service.slug, {})
        known = self._spoken.get((code, version))
        if not isinstance(known, type(service)):
            if len(self._spoken) >= MOST:
                self._spoken.clear()
            known = self._spoken[code, version] = translated(service, words, _)
        return known
