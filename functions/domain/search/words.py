"""Words as search compares them: without marks, and with marks where somebody wrote them.

``đ`` is ``d``, ``ký`` is ``kí``, and ``hòa`` is ``hoà``: two spellings of one word must not be two words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

TONES = "\u0300\u0301\u0303\u0309\u0323"
"""Grave, acute, tilde, hook above, dot below: the five written tones."""
_TONE = re.compile(f"[{TONES}]")
_WORD = re.compile(r"[0-9]+(?:\.[0-9]+)+|[a-z0-9]+")
_FINAL_Y = re.compile(r"^([hklmst]|qu)y$")
_ASCII = re.compile(r"[a-z0-9.]")


class Word(NamedTuple):
    """A word of a text. ``start`` and ``end`` count characters of the text in NFC."""

    plain: str
    """Small letters without marks."""
    marked: str
    """With its marks, the tone last; the same as ``plain`` where it was written without marks."""
    start: int
    end: int


class _Plain(dict[int, str]):
    """Each character as a small letter without marks, a digit or a dot; anything else as a gap."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        base = "d" if base == "đ" else base
        made = self[code] = base if _ASCII.fullmatch(base) else " "
        return made


_PLAIN = _Plain()


def folded(text: str) -> str:
    """``text``, which is in NFC, without marks and capitals; as many characters as it had."""
    return text.translate(_PLAIN)


def words_of(text: str) -> list[Word]:
    """The words of a text, in their order. ``1.001193`` is one word."""
    text = unicodedata.normalize("NFC", text)
    return [
        Word(
            one_spelling(found.group()),
            _marked(text[found.start() : found.end()]),
            found.start(),
            found.end(),
        )
        for found in _WORD.finditer(folded(text))
    ]


def plain_words(text: str) -> list[str]:
    """The same without marks and places; quicker, for the many texts of an index."""
    return [one_spelling(found) for found in _WORD.findall(folded(unicodedata.normalize("NFC", text)))]


def one_spelling(plain: str) -> str:
    """``ky`` is ``ki``."""
    return _FINAL_Y.sub(r"\1i", plain)


@lru_cache(8192)
def _marked(text: str) -> str:
    """A word with its tone behind it, so that ``hòa`` and ``hoà`` are the same."""
    parts = unicodedata.normalize("NFD", text.lower())
    tones = "".join(_TONE.findall(parts))
    return one_spelling(_TONE.sub("", parts)) + tones


def pair(first: str, second: str, buckets: int) -> int:
    """The bucket of two words that stand side by side."""
    value = 0
    for one in f"{first} {second}":
        value = (value * 31 + ord(one)) % 1_000_003
    return value % buckets
