"""How typed text is brought into its canonical writing: a small vocabulary, the same in the browser.

Every edit takes text that :func:`clean` has been over. ``themes/civic/static/js/constraints.js`` has the
same names with the same outcome.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

_CONTROLS = (*range(0x00, 0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0))
_MARKS = (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
_INVISIBLE = dict.fromkeys((*_CONTROLS, *_MARKS))
"""Control characters but tab and line feed, zero-width marks, and bidirectional overrides."""
_SPACE, _PARTING = re.compile(r"\s"), re.compile(r"[\s.()-]")
_CURRENCY = re.compile(r"\s*(đồng|đ|vnđ)$", re.IGNORECASE)
_GROUPED = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+")


def clean(text: str) -> str:
    """NFC, without the invisible marks that turn or hide what is read, and without outer space.

    Marks go first: one between a letter and its accent would keep the two from being composed.
    """
    if not text.isprintable():  # as most is, which spares a look at every letter
        text = text.translate(_INVISIBLE)
    return unicodedata.normalize("NFC", text).strip()


def _ungrouped(text: str) -> str:
    """Without the points that part thousands: ``1.500.000`` becomes ``1500000``."""
    return text.replace(".", "") if _GROUPED.fullmatch(text) else text


EDITS: dict[str, Callable[[str], str]] = {
    "one_line": lambda text: " ".join(text.split()),
    "line_ends": lambda text: "\n".join(line.rstrip() for line in text.split("\n")),
    "no_space": lambda text: _SPACE.sub("", text),
    "no_parting": lambda text: _PARTING.sub("", text),
    "from_zero": lambda text: "0" + text[3:] if text.startswith("+84") else text,
    "no_currency": lambda text: _CURRENCY.sub("", text),
    "ungrouped": _ungrouped,
    "decimal_point": lambda text: text.replace(",", "."),
}
"""``no_parting`` takes out what people put between groups of digits."""


def edited(text: str, names: tuple[str, ...]) -> str:
    """The text after each named edit in turn."""
    for name in names:
        text = EDITS[name](text)
    return text
