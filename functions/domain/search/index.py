"""The index as it lies on disk and goes over the line: a lexicon, and segments of items.

The lexicon knows every word, how much it tells, and in which segments it stands, so that a question opens
few segments. A segment lies in two files: the names of its items, which nearly always answer, and the other
words of their texts. Files are named by their content: a name never holds two things, and may be cached
for ever.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from functions.domain.search.slips import by_ear
from functions.domain.search.words import Word, pair, words_of

FORMAT = 1
EVERYWHERE = "*"
"""Stands for all segments."""
_EVERYDAY = 40
"""What a word tells that only everyday phrases have."""
FIRST = 48
"""Segment ``n`` is written as the character ``FIRST + n``."""


class Item:
    """Something that can be found. Made from a row of a segment."""

    def __init__(self, segment: int, row: int, cells: Sequence[str], more: str = "") -> None:
        self.kind, self.url, self.title, self.code, self.note, keywords = cells
        self.place = (segment, row)
        self.keywords = [words_of(one) for one in keywords.split(";") if one.strip()]
        """Other names that an editor gave it."""
        self.more = frozenset(more.split(" "))
        """Other words in what it says, without marks; empty where only names were asked for."""
        self.words = words_of(self.title)
        self.at: dict[str, list[int]] = {}
        """Places of each word of the title."""
        for place, word in enumerate(self.words):
            self.at.setdefault(word.plain, []).append(place)
        self.names: dict[str, list[str]] = {}
        """Words of its other names, each as it is marked there."""
        for name in self.keywords:
            for word in name:
                self.names.setdefault(word.plain, []).append(word.marked)
        self.length = max(1, len(self.words) - 2 * (self.words[:2] == _PROCEDURE))
        """Words of the title; that it is a procedure does not count."""


Load = Callable[[str], Sequence[Sequence[str]]]
"""Rows of the file of a name."""
_PROCEDURE = [Word("thu", "thu\u0309", 0, 3), Word("tuc", "tuc\u0323", 4, 7)]


class Synonym(NamedTuple):
    """Everyday words and the official ones."""

    say: tuple[Word, ...]
    means: tuple[Word, ...]


class Known(NamedTuple):
    """What the lexicon knows of a word."""

    weight: int
    """How much it tells: 1 for a word of every title, more for a rare one."""
    named: str
    """Segments in whose names it stands, a character each."""
    said: str
    """Segments in whose texts it stands."""


class Index:
    """The lexicon, read."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        if data["format"] != FORMAT:
            raise ValueError(f"an index of format {data['format']}")
        self.segments: Sequence[Sequence[str]] = data["segments"]
        """Of each segment the file of names and the file of texts."""
        self.codes: str = data["codes"]
        """Name of the file with the codes of each segment."""
        lists = (data["words"].split(" "), data["weights"], data["named"].split(" "), data["said"].split(" "))
        self.words: dict[str, Known] = {
            word: Known(ord(weight) - FIRST, named, said)
            for word, weight, named, said in zip(*lists, strict=True)
        }
        self.pairs: Sequence[str] = data["pairs"].split(" ")
        """Segments with titles in which two words stand side by side, by :func:`words.pair`."""
        self.synonyms = [
            Synonym(tuple(words_of(say)), tuple(words_of(means))) for say, means in data["synonyms"]
        ]
        self.synonyms.sort(key=lambda one: -len(one.say))
        self.idle = [words_of(phrase) for phrase in data["idle"]]
        """Phrases that ask and name nothing: ``ở đâu``, ``làm sao``."""
        for synonym in self.synonyms:
            for word in synonym.say:
                self.words.setdefault(word.plain, Known(_EVERYDAY, "", ""))
        self.weights = {word: known.weight for word, known in self.words.items()}
        self._items: dict[int, list[Item]] = {}
        self._whole: dict[int, list[Item]] = {}

    @cached_property
    def sounds(self) -> dict[str, list[str]]:
        """Words by how they sound."""
        found: dict[str, list[str]] = {}
        for word in self.words:
            found.setdefault(by_ear(word), []).append(word)
        return found

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.words)

    def begun(self, beginning: str, most: int) -> list[str]:
        """Longer words that begin so, those that tell least first: they are asked for most."""
        at, found = bisect_left(self._sorted, beginning), []
        while at < len(self._sorted) and self._sorted[at].startswith(beginning):
            if self._sorted[at] != beginning:
                found.append(self._sorted[at])
            at += 1
        return sorted(found, key=lambda word: (self.weights[word], word))[:most]

    def numbers(self, where: str) -> Sequence[int]:
        """The segments that a :class:`Known` names."""
        return range(len(self.segments)) if where == EVERYWHERE else [ord(one) - FIRST for one in where]

    def beside(self, first: str, second: str) -> Sequence[int]:
        """Segments with a title in which two words may stand side by side."""
        return self.numbers(self.pairs[pair(first, second, len(self.pairs))])

    def items(self, number: int, load: Load) -> list[Item]:
        """What a segment holds, by its names."""
        if number not in self._items:
            rows = load(self.segments[number][0])
            self._items[number] = [Item(number, row, cells) for row, cells in enumerate(rows)]
        return self._items[number]

    def whole_items(self, number: int, load: Load) -> list[Item]:
        """The same with the words of their texts."""
        if number not in self._whole:
            names, texts = map(load, self.segments[number])
            both = zip(names, texts, strict=True)
            self._whole[number] = [Item(number, row, one, more) for row, (one, (more,)) in enumerate(both)]
        return self._whole[number]
