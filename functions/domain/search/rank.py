"""The order of what was found: how much of the question is answered, how closely, and by what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from functions.domain.search.index import Index, Item, Load
from functions.domain.search.query import FULL, Asked, Reading, Term, read

NAMES, TEXTS = 10, 4
"""Segments whose names, and whose texts, one question opens at most."""
LIKELY = 5
"""Meanings of a word that count where pairs of words choose segments."""
TITLE, KEYWORD, MORE = 8, 7, 2
"""What a word counts in a title, in another name of the thing, and in its text."""
OTHER_MARKS = 10
"""Quality, of 16, of a word that differs in its marks from what was typed with marks."""
KINDS = {"procedure": 8, "life": 7, "news": 5, "campaign": 5, "page": 5, "handbook": 4}
"""What things count beside each other: the procedure comes before news of it."""
GOOD = 20_000
"""Score of something that answers: every word in its title, most of them side by side. Below it, words are
doubted and texts are read."""
_CODE = 10**12

LoadCodes = Callable[[str], Sequence[str]]
"""Codes of each segment, parted by spaces."""


class Hit(NamedTuple):
    """Something found."""

    item: Item
    score: int
    matched: frozenset[str]
    """Plain words that answer the question, for showing where."""


def answer(index: Index, question: str, load: Load, codes: LoadCodes) -> list[Hit]:
    """What a question finds, best first."""
    asked = read(index, question)
    found: dict[tuple[int, int], Hit] = {}
    for number in _segments(index, asked.readings, TITLE, 0)[:NAMES]:
        _search(index.items(number, load), asked, found)
    if asked.words and max((hit.score for hit in found.values()), default=0) < GOOD:
        asked = read(index, question, bold=True)
        numbers = _segments(index, asked.readings, TITLE, MORE)
        for place, number in enumerate(numbers[:NAMES]):
            items = index.whole_items(number, load) if place < TEXTS else index.items(number, load)
            _search(items, asked, found)
    if asked.codes:
        _by_code(index, asked.codes, load, codes(index.codes), found)
    return sorted(found.values(), key=lambda hit: (-hit.score, len(hit.item.title), hit.item.place))


def _search(items: Iterable[Item], asked: Asked, found: dict[tuple[int, int], Hit]) -> None:
    """Take what the readings find into ``found``."""
    for item in items:
        for reading in asked.readings:
            score, matched = _score(item, reading)
            known = found.get(item.place)
            if score and (known is None or known.score < score):
                found[item.place] = Hit(item, score, matched)


def _segments(index: Index, readings: Iterable[Reading], name: int, text: int) -> list[int]:
    """Segments by what they can answer at most, a word counting ``name`` in names and ``text`` in texts."""
    bounds: dict[int, int] = {}
    for reading in readings:
        here = [0] * len(index.segments)
        for term in reading.terms:
            for number, worth in _worth(index, term, name, text).items():
                here[number] += worth * term.weight
        for before, term in zip(reading.terms, reading.terms[1:], strict=False):
            for number, quality in _beside(index, before, term).items():
                here[number] += quality * term.weight * TITLE // 2
        total = sum(term.weight for term in reading.terms)
        for number, bound in enumerate(here):
            bounds[number] = max(bounds.get(number, 0), bound * reading.factor * FULL // total)
    top = max(bounds.values(), default=0)
    able = [number for number, bound in bounds.items() if bound and bound * 3 >= top]
    return sorted(able, key=lambda number: (-bounds[number], number))


def _worth(index: Index, term: Term, name: int, text: int) -> dict[int, int]:
    best: dict[int, int] = {}
    for word, quality in term.meant.items():
        known = index.words.get(word)
        for where, counts in ((known.named, name), (known.said, text)) if known else ():
            for number in index.numbers(where) if counts else ():
                best[number] = max(quality * counts, best.get(number, 0))
    return best


def _beside(index: Index, before: Term, term: Term) -> dict[int, int]:
    """Quality of two terms side by side in titles, by segment."""
    best: dict[int, int] = {}
    for first, one in _likely(before):
        for second, other in _likely(term):
            for number in index.beside(first, second):
                best[number] = max(min(one, other), best.get(number, 0))
    return best


def _likely(term: Term) -> list[tuple[str, int]]:
    return sorted(term.meant.items(), key=lambda pair: (-pair[1], pair[0]))[:LIKELY]


def _score(item: Item, reading: Reading) -> tuple[int, frozenset[str]]:
    gained = have = total = 0
    matched: set[str] = set()
    in_title: set[int] = set()
    last: list[int] = []
    for term in reading.terms:
        total += term.weight
        value, word, places = _value(item, term)
        if value:
            gained += term.weight * value
            have += term.weight
            matched.add(word)
            in_title.update(places)
        near = any(place + 1 in places for place in last)
        gained += term.weight * FULL * TITLE // 2 if near else 0
        last = places
    if not have:
        return 0, frozenset()
    gained += gained * len(in_title) // (2 * item.length)
    gained += _named(item, reading) * gained // 2
    score = gained * have // total * reading.factor * KINDS.get(item.kind, 4) // total
    return score, frozenset(matched)


def _value(item: Item, term: Term) -> tuple[int, str, list[int]]:
    """What the best word of an item is worth to a term, which word that is, and its places in the title."""
    best, found = 0, ""
    places: list[int] = []
    for word, quality in term.meant.items():
        worth = 0
        here = item.at.get(word, ())
        if here:
            worth = TITLE * max(_marks(term, item.words[place].marked, word, quality) for place in here)
            places += here
        for marked in item.names.get(word, ()):
            worth = max(worth, KEYWORD * _marks(term, marked, word, quality))
        if not worth and word in item.more:
            worth = MORE * quality
        if worth > best:
            best, found = worth, word
    return best, found, places


def _marks(term: Term, marked: str, word: str, quality: int) -> int:
    wrote = term.word
    if wrote.plain == word and wrote.marked != wrote.plain and wrote.marked != marked:
        return quality * OTHER_MARKS // FULL
    return quality


def _named(item: Item, reading: Reading) -> bool:
    """Whether the question is one of the item's names, whole."""
    return any(
        len(name) == len(reading.terms)
        and all(word.plain in term.meant for word, term in zip(name, reading.terms, strict=True))
        for name in item.keywords
    )


def _by_code(
    index: Index, wanted: Sequence[str], load: Load, codes: Sequence[str], found: dict[tuple[int, int], Hit]
) -> None:
    for number, line in enumerate(codes):
        for item in index.items(number, load) if any(word in line for word in wanted) else ():
            fit = max(_fit(item.code, word) for word in wanted)
            if fit:
                known = found.get(item.place) or Hit(item, 0, frozenset())
                found[item.place] = known._replace(score=_CODE * fit + known.score)


def _fit(code: str, part: str) -> int:
    """3 for a whole code, 2 for its beginning, 1 for a part of it."""
    return (part in code) + code.startswith(part) + (code == part)
