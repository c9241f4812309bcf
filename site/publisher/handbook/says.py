"""What code says of itself: docstrings of classes and of the keys below them."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from functools import cache
from itertools import pairwise
from typing import Any


@cache
def attribute_docstrings(model: type) -> dict[str, str]:
    """The string under each attribute of a class and of its ancestors, by the attribute's name."""
    found: dict[str, str] = {}
    for ancestor in reversed(model.__mro__):
        if ancestor.__module__.startswith(("functions.", "publisher.")):
            found |= _own(ancestor)
    return found


def _own(model: type) -> dict[str, str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(model))).body[0]
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    found = {}
    for field, words in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and _string(words):
            found[field.target.id] = plain(_string(words))
    return found


def _string(node: ast.stmt) -> str:
    value = node.value if isinstance(node, ast.Expr) else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def docstring(thing: Any) -> str:
    """The first paragraph of what a class or function says of itself, as Markdown."""
    return plain((inspect.getdoc(thing) or "").split("\n\n")[0])


def plain(words: str) -> str:
    """A docstring in Markdown: one line, roles of reStructuredText as code."""
    words = re.sub(r":\w+:`~?([^`]+)`", r"``\1``", " ".join(words.split()))
    return re.sub(r"``([^`]+)``", r"`\1`", words).replace("|", r"\|").replace("<", "&lt;")
