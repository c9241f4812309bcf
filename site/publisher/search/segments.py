"""Cutting what can be found into segments, and the lexicon over them.

Things of one field lie together, so that a question opens few segments. Where one ends is said by the
addresses in it, not by counting: a new procedure changes the segment that it comes into, and no other.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any
from zlib import crc32

from functions.domain.search.index import EVERYWHERE, FIRST, FORMAT
from functions.domain.search.words import pair
from publisher.outputs import digest
from publisher.search.findable import Findable

LEAST, USUAL, MOST = 24, 40, 96
"""Things in a segment; about 5 KB over the line."""
_STEP = 8
"""Steps of weight for a word twice as rare."""


def cut(found: Iterable[Findable]) -> list[list[Findable]]:
    """Segments, in a fixed order."""
    segments: list[list[Findable]] = [[]]
    for one in sorted(found, key=lambda one: (one.shelf, one.url)):
        segments[-1].append(one)
        size = len(segments[-1])
        if size >= MOST or (size >= LEAST and crc32(one.url.encode()) % (USUAL - LEAST) == 0):
            segments.append([])
    return [segment for segment in segments if segment]


def names_key(segment: Sequence[Findable]) -> str:
    """Digest of all that the file of names shows."""
    return digest(*(part for one in segment for part in (*one[:4], one.says.note, one.says.keywords)))


def texts_key(segment: Sequence[Findable]) -> str:
    """Digest of all that the file of texts shows."""
    return digest(*(one.says.more for one in segment))


def names(segment: Sequence[Findable]) -> bytes:
    """The names of a segment as a file."""
    return _json([(*one[:4], one.says.note, one.says.keywords) for one in segment])


def texts(segment: Sequence[Findable]) -> bytes:
    """The other words of a segment as a file."""
    return _json([(one.says.more,) for one in segment])


def codes(segments: Sequence[Sequence[Findable]]) -> bytes:
    """The codes of each segment, parted by spaces."""
    return _json([" ".join(one.code for one in segment if one.code) for segment in segments])


def lexicon(
    segments: Sequence[Sequence[Findable]],
    files: Sequence[tuple[str, str]],
    codes_name: str,
    synonyms: Sequence[tuple[str, str]],
    idle: Sequence[str],
) -> bytes:
    """All words with what they tell and where they stand."""
    named: dict[str, list[int]] = {}
    said: dict[str, list[int]] = {}
    count: Counter[str] = Counter()
    for number, segment in enumerate(segments):
        names = [set(one.says.named.split()) for one in segment]
        for own in names:
            count.update(own)
        _note(named, set().union(*names), number)
        _note(said, set().union(*(one.says.more.split() for one in segment)), number)
    pairs = _pairs(segments)
    every, total = sorted({*named, *said}), sum(map(len, segments))
    return _json(
        {
            "format": FORMAT,
            "segments": files,
            "codes": codes_name,
            "words": " ".join(every),
            "weights": "".join(chr(FIRST + _weight(count[word], total)) for word in every),
            "named": " ".join(_where(named.get(word, ()), len(segments)) for word in every),
            "said": " ".join(_where(said.get(word, ()), len(segments)) for word in every),
            "pairs": " ".join(_where(numbers, len(segments)) for numbers in pairs),
            "synonyms": synonyms,
            "idle": idle,
        }
    )


def _note(where: dict[str, list[int]], words: set[str], number: int) -> None:
    for word in words:
        where.setdefault(word, []).append(number)


def _pairs(segments: Sequence[Sequence[Findable]]) -> list[list[int]]:
    """Segments by pairs of words that stand side by side in their names."""
    total = sum(map(len, segments))
    buckets: list[list[int]] = [[] for _ in range(1 << max(6, (total * 2).bit_length()))]
    known: dict[tuple[str, str], int] = {}
    for number, segment in enumerate(segments):
        here = {both for one in segment for both in pairwise(one.says.named.split())}
        for both in here - known.keys():
            known[both] = pair(*both, len(buckets))
        for bucket in {known[both] for both in here}:
            buckets[bucket].append(number)
    return buckets


def _weight(named: int, total: int) -> int:
    """A word of many names tells little, a word of few much; one of none is no name."""
    return 2 * _STEP if not named else 1 + round(_STEP * math.log2((total + 4) / (named + 3)))


def _where(numbers: Sequence[int], count: int) -> str:
    return EVERYWHERE if len(numbers) == count else "".join(chr(FIRST + number) for number in numbers)


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
