"""Ids of rows: made from their words, and kept when the record comes again with slightly other words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from functions.domain.model import JSON
from publisher.importer.text import id_of

_ALIKE = 0.8
"""How alike two names must be (0 to 1) to be one row whose words were changed."""


class Names:
    """Gives each row of one list its id. Rows are matched with those of the last import by their words."""

    def __init__(self, known: Iterable[Mapping[str, object]] = (), key: str = "name") -> None:
        self._known = [(str(one.get(key, "")), str(one["id"])) for one in known if "id" in one]
        self._taken: set[str] = set()

    def assign(self, rows: list[JSON], words: list[str]) -> None:
        """Put an ``id`` before the other keys of each row; ``words`` are what new ids are made of."""
        found: list[str | None] = [self._same(name) for name in words]
        for n, name in enumerate(words):
            found[n] = found[n] or self._alike(name)
        for row, id, name in zip(rows, found, words, strict=True):
            values = dict(row)
            row.clear()
            row.update({"id": id or self._fresh(name), **values})

    def _same(self, name: str) -> str | None:
        return self._take(next((pair for pair in self._known if pair[0] == name), None))

    def _alike(self, name: str) -> str | None:
        best, score = None, _ALIKE
        for pair in self._known:
            matcher = SequenceMatcher(None, pair[0], name, autojunk=False)
            if (
                matcher.real_quick_ratio() > score
                and matcher.quick_ratio() > score
                and matcher.ratio() > score
            ):
                best, score = pair, matcher.ratio()
        return self._take(best)

    def _take(self, pair: tuple[str, str] | None) -> str | None:
        if pair is None:
            return None
        self._known.remove(pair)
        self._taken.add(pair[1])
        return pair[1]

    def _fresh(self, name: str) -> str:
        """An id that no row has, nor had in the last import: an old id must not come to mean a new paper."""
        used = self._taken | {id for _name, id in self._known}
        first = id_of(name)
        id, n = first, 2
        while id in used:
            id, n = f"{first}_{n}", n + 1
        self._taken.add(id)
        return id
