"""A question as terms, and the ways in which it can be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from functions.domain.search.index import Index, Synonym
from functions.domain.search.slips import meant, split
from functions.domain.search.words import Word, words_of

FULL = 16
"""Quality of a word that is what was asked for."""
LONGEST = 200
"""Characters of a question that are read."""
WORDS = 12
"""Words of a question that count."""
READINGS = 8
_BY_COST = (FULL, 12, 9, 6, 4)
_BEGUN = 8
"""Quality of a word that only begins with what was typed."""
_SAID = 9
"""Quality from which on a word counts as said where phrases are looked for."""
_COMPLETIONS = 12
_OFFICIAL = 15
"""Quality of a reading in official words, of 16."""
_UNKNOWN = 4
"""What a word tells that nothing is called by."""
_GUESSED = 40
"""What a word tells at most that had to be guessed."""


class Term(NamedTuple):
    """One word of a question."""

    word: Word
    meant: dict[str, int]
    """Words that answer it, with their quality."""
    weight: int


class Reading(NamedTuple):
    """One way to understand a question."""

    terms: tuple[Term, ...]
    factor: int
    """Of 16."""


class Asked(NamedTuple):
    """A question, read."""

    words: tuple[Word, ...]
    codes: tuple[str, ...]
    """Words that look like a code or a part of one."""
    readings: tuple[Reading, ...]


def read(index: Index, question: str, bold: bool = False) -> Asked:
    """All ways to read a question. ``bold`` doubts also words that exist."""
    words = words_of(question[:LONGEST])[:WORDS]
    codes = tuple(word.plain for word in words if _is_code(word.plain))
    words = [word for word in words if not _is_code(word.plain)]
    parted = [part for word in words for part in _parted(index, word)]
    last = len(parted) - 1
    terms = [_term(index, word, n == last, bold) for n, word in enumerate(parted)]
    return Asked(tuple(words), codes, tuple(_readings(index, terms)))


def _is_code(plain: str) -> bool:
    return plain[0].isdigit() and ("." in plain or (plain.isdigit() and len(plain) > 3))


def _parted(index: Index, word: Word) -> list[Word]:
    parts: list[str] = []
    if word.plain not in index.words and not meant(word.plain, index.weights, index.sounds):
        parts = split(word.plain, index.weights)
    return [Word(part, part, word.start, word.end) for part in parts] or [word]


def _term(index: Index, word: Word, last: bool, bold: bool) -> Term:
    found: dict[str, int] = {}
    known = index.words.get(word.plain)
    if known is None:
        found = {other: _BY_COST[cost] for other, cost in meant(word.plain, index.weights, index.sounds)}
    elif bold:
        near = meant(word.plain, index.weights, index.sounds)
        found = {other: _BY_COST[cost + 1] for other, cost in near if cost == 1}
    told = max((index.weights[other] for other in found), default=_UNKNOWN)
    weight = known.weight if known else min(_GUESSED, told)
    if last:
        for other in index.begun(word.plain, _COMPLETIONS):
            found[other] = max(_BEGUN, found.get(other, 0))
    if known:
        found[word.plain] = FULL
    return Term(word, found, weight)


def _readings(index: Index, terms: Sequence[Term]) -> Iterator[Reading]:
    """As it was said, then in official words: one phrase changed at a time, and all of them."""
    plain = _busy(index, terms)
    if plain:
        yield Reading(plain, FULL)
    found = _longest(_phrases(index, terms))[: READINGS - 2]
    for at, synonym in found:
        changed = [*terms[:at], *_official(index, synonym), *terms[at + len(synonym.say) :]]
        yield Reading(_busy(index, _once(changed)), _OFFICIAL)
    if len(found) > 1:
        yield Reading(_busy(index, _once(_all(index, terms, found))), _OFFICIAL)


def _phrases(index: Index, terms: Sequence[Term]) -> Iterator[tuple[int, Synonym]]:
    """Everyday phrases in a question, the longest first."""
    for synonym in index.synonyms:
        for at in range(len(terms) - len(synonym.say) + 1):
            if says(terms[at : at + len(synonym.say)], synonym.say):
                yield at, synonym


def _longest(found: Iterator[tuple[int, Synonym]]) -> list[tuple[int, Synonym]]:
    """Phrases that do not lie within a longer one."""
    kept: list[tuple[int, Synonym]] = []
    for at, one in found:
        end = at + len(one.say)
        if not any(
            first <= at and end <= first + len(other.say) and len(one.say) < len(other.say)
            for first, other in kept
        ):
            kept.append((at, one))
    return kept


def says(terms: Sequence[Term], phrase: Sequence[Word]) -> bool:
    """Whether terms say a phrase; of their marks one word may be wrong, as in ``sổ đõ``, but not all."""
    other = 0
    for term, word in zip(terms, phrase, strict=True):
        least = _BEGUN if len(phrase) > 1 else _SAID
        if term.meant.get(word.plain, 0) < least:
            return False
        wrote = term.word
        other += wrote.marked != wrote.plain and wrote.plain == word.plain and wrote.marked != word.marked
    return other == 0 or (other == 1 and len(phrase) > 1)


def _all(index: Index, terms: Sequence[Term], found: Sequence[tuple[int, Synonym]]) -> list[Term]:
    """Every phrase in official words; of phrases that share words the longest."""
    taken: dict[int, Synonym] = {}
    used: set[int] = set()
    for at, synonym in found:
        span = range(at, at + len(synonym.say))
        if used.isdisjoint(span):
            taken[at] = synonym
            used.update(span)
    made: list[Term] = []
    for n, term in enumerate(terms):
        if n in taken:
            made += _official(index, taken[n])
        elif n not in used:
            made.append(term)
    return made


def _once(terms: Sequence[Term]) -> list[Term]:
    """Each word once, where it stands last: official words may repeat what was said anyway."""
    last = {term.word.plain: n for n, term in enumerate(terms)}
    return [term for n, term in enumerate(terms) if last[term.word.plain] == n]


def _official(index: Index, synonym: Synonym) -> list[Term]:
    """The official words. A long name counts no more than the short one that was said."""
    said, means = len(synonym.say), len(synonym.means)
    return [
        Term(word, {word.plain: FULL}, max(1, _told(index, word) * min(said, means) // means))
        for word in synonym.means
    ]


def _told(index: Index, word: Word) -> int:
    return index.weights.get(word.plain, _UNKNOWN)


def _busy(index: Index, terms: Sequence[Term]) -> tuple[Term, ...]:
    """Terms with the phrases that name nothing counting least, unless nothing else is said."""
    idle: set[int] = set()
    for phrase in index.idle:
        for at in range(len(terms) - len(phrase) + 1):
            if all(_is(term, word) for term, word in zip(terms[at:], phrase, strict=False)):
                idle.update(range(at, at + len(phrase)))
    if len(idle) == len(terms):
        return tuple(terms)
    return tuple(term._replace(weight=1) if n in idle else term for n, term in enumerate(terms))


def _is(term: Term, word: Word) -> bool:
    wrote = term.word
    return wrote.plain == word.plain and wrote.marked in (wrote.plain, word.marked)
