"""The portal's style for a part of a page that another style sheet rules: what the part needs, in one class.

The handbook's theme counts in rem of 20 pixels, the portal in rem of 16.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_REM = re.compile(r"(?<![\w#])(-?\d*\.?\d+)rem\b")
_CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
_ROOTS = re.compile(r"(?<![\w.#-])(?:html|body|:root)(?![\w-])")
SMALLER = 16 / 20


def scoped(css: str, scope: str, classes: Collection[str]) -> str:
    """``css`` below ``scope`` (a class with its point), without fonts and rules for absent classes.

    Understands what our own sheets are made of: rules, ``@media`` and ``@supports`` round rules.
    """
    return "".join(_rules(_COMMENT.sub("", css), scope, frozenset(classes)))


def _rules(css: str, scope: str, classes: frozenset[str]) -> Iterator[str]:
    for head, body in _blocks(css):
        if head.startswith(("@media", "@supports")):
            inner = "".join(_rules(body, scope, classes))
            if inner:
                yield f"{head} {{\n{inner}}}\n"
        elif not head.startswith("@"):
            kept = [one for one in map(str.strip, head.split(",")) if set(_CLASS.findall(one)) <= classes]
            if kept:
                yield f"{', '.join(_below(one, scope) for one in kept)} {{{_smaller(body)}}}\n"


def _blocks(css: str) -> Iterator[tuple[str, str]]:
    """Head and body of each block on the outermost level. Statements without a block are left out."""
    depth, start, opened, head = 0, 0, 0, ""
    for at, letter in enumerate(css):
        if letter == "{":
            if depth == 0:
                head, opened = " ".join(css[start:at].rpartition(";")[2].split()), at + 1
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield head, css[opened:at]
                start = at + 1


def _below(selector: str, scope: str) -> str:
    if _ROOTS.match(selector):
        return _ROOTS.sub(scope, selector, count=1)
    return f"{scope} {selector}"


def _smaller(body: str) -> str:
    return _REM.sub(lambda found: f"{float(found[1]) * SMALLER:.4g}rem", body)
