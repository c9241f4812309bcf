"""What somebody is looking for, from the index that the browser searches too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from functions.domain.errors import Unavailable
from functions.domain.search import Hit, answer, words_of
from functions.ports import SearchIndex

TAIL = 3
"""What scores less than the best divided by so much only shares some words with the question."""
SIZE = 20
"""Results on a page."""


class Part(NamedTuple):
    """A piece of a title, and whether it answers the question."""

    text: str
    found: bool


class Found(NamedTuple):
    """A result as a page shows it."""

    kind: str
    url: str
    code: str
    note: str
    title: tuple[Part, ...]


class Results(NamedTuple):
    """One page of results. ``number`` counts from 1."""

    found: tuple[Found, ...]
    total: int
    number: int
    pages: int


class Search:
    """Answers questions."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index

    def find(self, question: str, number: int = 1) -> Results:
        """A page of what the question finds, best first; past the last page the last one."""
        hits = self._answer(question) if question.strip() else []
        kept = [hit for hit in hits if hit.score * TAIL >= hits[0].score]
        pages = max(1, -(-len(kept) // SIZE))
        number = min(max(1, number), pages)
        shown = kept[(number - 1) * SIZE : number * SIZE]
        return Results(tuple(map(_found, shown)), len(kept), number, pages)

    def _answer(self, question: str) -> Sequence[Hit]:
        """Once again where a build replaced the index in between."""
        try:
            return answer(self._index.index(), question, self._index.rows, self._index.rows)
        except Unavailable:
            return answer(self._index.index(), question, self._index.rows, self._index.rows)


def _found(hit: Hit) -> Found:
    item = hit.item
    return Found(item.kind, item.url, item.code, item.note, tuple(_parts(item.title, hit.matched)))


def _parts(title: str, matched: frozenset[str]) -> list[Part]:
    """Words that answer side by side are one part."""
    parts: list[Part] = []
    done = 0
    for word in words_of(title):
        if word.plain in matched:
            gap = title[done : word.start]
            if parts and parts[-1].found and gap == " ":
                parts[-1] = Part(parts[-1].text + gap + title[word.start : word.end], True)
            else:
                parts += [Part(gap, False), Part(title[word.start : word.end], True)]
            done = word.end
    return [part for part in (*parts, Part(title[done:], False)) if part.text]
