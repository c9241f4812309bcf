"""Doubts as they are found: each kind once for each place."""

from __future__ import annotations

from functions.domain.declaration import DoubtKind
from functions.domain.model import JSON
from publisher.importer.text import damaged, short


class Doubts:
    """Collects doubts in the order in which the record gives rise to them."""

    def __init__(self) -> None:
        self._found: dict[tuple[DoubtKind, str], str] = {}

    def add(self, kind: DoubtKind, where: str, said: str = "") -> None:
        """Note a doubt; the first words about one kind and place stay."""
        self._found.setdefault((kind, where), short(said))

    def look(self, text: str, where: str) -> None:
        """Note whether ``text`` lost letters on the way."""
        if damaged(text):
            self.add(DoubtKind.TEXT_DAMAGED, where, text)

    def rows(self) -> list[JSON]:
        """As the file states them."""
        return [
            {"kind": str(kind), "where": where} | ({"said": said} if said else {})
            for (kind, where), said in self._found.items()
        ]

    def __len__(self) -> int:
        return len(self._found)
