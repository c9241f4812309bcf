"""What somebody may have meant by a word that nothing is called by.

Three kinds of slips are undone: letters of the Telex and VNI ways of typing that no keyboard driver took
(``hoon``, ``ho6n``), spelling by ear (``xinh`` for ``sinh``, ``chíu`` for ``chiếu``), and wrong keys.
Each answer has a cost: 1 hardly wrong, 3 a bold guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from functions.domain.search.words import one_spelling

MOST = 12
"""Answers to one word."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWEL = re.compile(r"[aeiouy]")
_TWIN = re.compile(r"([aeo])\1|dd")
_BY_EAR = (
    (re.compile(r"^(tr)"), "ch"),
    (re.compile(r"^x"), "s"),
    (re.compile(r"^(gi(?=[aeou])|r)"), "d"),
    (re.compile(r"^ngh"), "ng"),
    (re.compile(r"^gh"), "g"),
    (re.compile(r"^k(?!h)"), "c"),
    (re.compile(r"^l"), "n"),
    (re.compile(r"y"), "i"),
    (re.compile(r"ieu"), "iu"),
    (re.compile(r"uou"), "uu"),
    (re.compile(r"uoi"), "ui"),
    (re.compile(r"n[gh]$"), "n"),
    (re.compile(r"(?:ch?|p)$"), "t"),
)


def _beside() -> frozenset[str]:
    pairs = set()
    for n, row in enumerate(_ROWS):
        for k, key in enumerate(row):
            near = [*row[k + 1 : k + 2], *(_ROWS[n + 1][max(0, k - 1) : k + 1] if n < 2 else "")]
            pairs |= {key + other for other in near} | {other + key for other in near}
    return frozenset(pairs)


BESIDE = _beside()
"""Pairs of keys that lie side by side."""


def by_ear(word: str) -> str:
    """Words that sound alike somewhere in Vietnam have one value."""
    for pattern, sound in _BY_EAR:
        word = pattern.sub(sound, word)
    return word


def typed_raw(word: str) -> list[str]:
    """The words that Telex or VNI would have made of ``word``, without marks."""
    found = []
    if re.fullmatch(r"[a-z]+[a-z0-9]*[1-9][a-z0-9]*", word):
        found.append(re.sub(r"[0-9]", "", word))
    base = _TWIN.sub(lambda twin: twin.group()[0], word)
    base = re.sub(r"(?<=[uoa])w", "", base).replace("w", "u")
    found.append(base)
    for at in range(len(base) - 1, 0, -1):
        if base[at] in "sfrxj" and _VOWEL.search(base[:at]):
            found.append(base[:at] + base[at + 1 :])
    return [one for one in dict.fromkeys(map(one_spelling, found)) if one and one != word]


def meant(word: str, known: Mapping[str, int], sounds: Mapping[str, list[str]]) -> list[tuple[str, int]]:
    """Known words that ``word`` may stand for, with costs, best first. ``known`` has how much each tells."""
    costs: dict[str, int] = {}
    _note(costs, ((one, 1) for one in typed_raw(word) if one in known))
    if re.fullmatch(r"[a-z]+", word):
        _note(costs, ((one, 1) for one in sounds.get(by_ear(word), ())))
        limit = 0 if len(word) < 3 else 2 if len(word) < 6 else 3
        if limit:
            near = (
                (one, distance(word, one, limit))
                for one in known
                if abs(len(one) - len(word)) < 2 and _VOWEL.search(one)
            )
            _note(costs, ((one, cost) for one, cost in near if cost <= limit))
    costs.pop(word, None)
    return sorted(costs.items(), key=lambda pair: (pair[1], known[pair[0]], pair[0]))[:MOST]


def _note(costs: dict[str, int], found: Iterable[tuple[str, int]]) -> None:
    for word, cost in found:
        costs[word] = min(cost, costs.get(word, cost))


def distance(a: str, b: str, limit: int) -> int:
    """Cost of the slips between two words; ``limit + 1`` stands for anything above ``limit``.

    A key beside the right one, two letters swapped and a letter doubled cost 1, all else 2.
    """
    before, last = [0] * (len(b) + 1), [0]
    for k in range(len(b)):
        last.append(last[k] + (1 if k and b[k] == b[k - 1] else 2))
    for n in range(1, len(a) + 1):
        row = [last[0] + (1 if n > 1 and a[n - 1] == a[n - 2] else 2)]
        for k in range(1, len(b) + 1):
            row.append(_step(a, b, n, k, (before, last, row)))
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return min(last[-1], limit + 1)


def _step(a: str, b: str, n: int, k: int, rows: tuple[list[int], list[int], list[int]]) -> int:
    before, last, row = rows
    here, there = a[n - 1], b[k - 1]
    swap = 0 if here == there else 1 if here + there in BESIDE else 2
    best = min(
        last[k - 1] + swap,
        last[k] + (1 if n > 1 and here == a[n - 2] else 2),
        row[k - 1] + (1 if k > 1 and there == b[k - 2] else 2),
    )
    if n > 1 and k > 1 and here == b[k - 2] and a[n - 2] == there and here != there:
        best = min(best, before[k - 2] + 1)
    return best


def split(word: str, known: Mapping[str, int]) -> list[str]:
    """``khaisinh`` as the fewest known words, or nothing."""
    if len(word) < 5 or not re.fullmatch(r"[a-z]+", word):
        return []
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for start in range(max(0, end - 7), end - 1):
            head, part = best[start], one_spelling(word[start:end])
            if (
                head is not None
                and part in known
                and (best[end] is None or len(head) + 1 < len(best[end] or ()))
            ):
                best[end] = [*head, part]
    return best[len(word)] or []
