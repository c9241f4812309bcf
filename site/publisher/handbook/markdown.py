"""Markdown as the handbook's generated pages need it: tables, and words that stay words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def text(words: str) -> str:
    """Words that somebody wrote, on one line, with nothing that Markdown or HTML takes for its own."""
    return _SPECIAL.sub(r"\\\1", " ".join(words.split())).replace("\\<", "&lt;").replace("\\>", "&gt;")


def code(words: str) -> str:
    """A name or value of the code; a bar inside would part the table."""
    if not words:
        return ""
    fence = "``" if "`" in words else "`"
    space = " " if "`" in words else ""
    return f"{fence}{space}{' '.join(words.split())}{space}{fence}".replace("|", r"\|")


def codes(words: Iterable[str]) -> str:
    return ", ".join(code(one) for one in words)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already; nothing where there are no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    return "\n".join([f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *lines, ""])


def page(*parts: str) -> str:
    """Blocks parted by empty lines; empty blocks leave nothing."""
    return "\n\n".join(part.strip("\n") for part in parts if part.strip()) + "\n"
