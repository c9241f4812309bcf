"""The sentences of the interface, and where a page says one of them in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PO = ROOT / "locale/en/LC_MESSAGES/motcua.po"
MO = ROOT / "functions/locale/en/LC_MESSAGES/motcua.mo"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"trimmed": "true"}}
KEYWORDS = {"_": None, "ngettext": (1, 2)}
FIELD = re.compile(r"\{[^{}]*\}")
VIETNAMESE = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r'\b(?:aria-label|placeholder|alt|title|content|data-[a-z-]+)="([^"]*)"')


@cache
def extracted() -> dict[str, set[str]]:
    """Every sentence of the source, with the files that say it."""
    found: dict[str, set[str]] = {}
    for top in ("functions", "site/publisher", "themes"):
        messages = extract_from_dir(ROOT / top, METHODS, OPTIONS, KEYWORDS)
        for name, _line, message, _comments, _context in messages:
            one = message if isinstance(message, str) else message[0]
            found.setdefault(one, set()).add(f"{top}/{name}")
    return found


@cache
def english() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def translations() -> Iterator[tuple[str, list[str]]]:
    """Each sentence with its English, in all its numbers."""
    for message in english():
        if message.id:
            one = message.id if isinstance(message.id, str) else message.id[0]
            yield one, [message.string] if isinstance(message.string, str) else [*message.string]


def fields(sentence: str) -> list[str]:
    return sorted(FIELD.findall(sentence))


@cache
def _sentences() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    plain = [one.strip() for one in extracted() if VIETNAMESE.search(one)]
    whole = frozenset(one for one in plain if not FIELD.search(one))
    shapes = []
    for one in plain:
        said = FIELD.split(one)
        if len(said) > 1 and len("".join(said)) > 14:
            shapes.append(re.compile(".*?".join(map(re.escape, said)) + r"\Z", re.DOTALL))
    return whole, tuple(shapes)


def said_in_vietnamese(page: str) -> set[str]:
    """Sentences of the interface that a page says in Vietnamese, in its text or in attributes."""
    whole, shapes = _sentences()
    bare = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    texts = {unescape(one).strip() for one in [*re.findall(r">([^<]+)<", bare), *_ATTRIBUTE.findall(bare)]}
    return {
        one
        for one in texts
        if VIETNAMESE.search(one) and (one in whole or any(shape.match(one) for shape in shapes))
    }
