"""The key of a template: of itself and of all that it extends, includes and imports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publisher.cache.stamps import Fingerprints
from publisher.outputs import digest

Mentions = dict[str, tuple[str, ...]]
"""By the digest of a template: the templates that it names; ``components/*`` where it computes the rest."""


class Templates:
    """Keys of the templates of one theme. ``mentions`` is kept between builds and filled here."""

    def __init__(self, theme: Path, prints: Fingerprints, mentions: Mentions) -> None:
        self._folder = theme / "templates"
        self._digests = dict(prints.of_tree(self._folder))
        self._mentions = mentions
        self._keys: dict[str, str] = {}

    def all(self) -> str:
        """Digest of every template of the theme."""
        return digest(sorted(self._digests.items()))

    def key(self, name: str) -> str:
        """Digest of all files that ``name`` is made of."""
        if name not in self._keys:
            found: set[str] = set()
            self._reach(name, found)
            self._keys[name] = digest(sorted((one, self._digests.get(one, "")) for one in found))
        return self._keys[name]

    def _reach(self, name: str, found: set[str]) -> None:
        if name in found:
            return
        found.add(name)
        for other in self._named(name):
            self._reach(other, found)

    def _named(self, name: str) -> Iterator[str]:
        print_ = self._digests.get(name)
        if print_ is None:
            return
        if print_ not in self._mentions:
            self._mentions[print_] = _mentioned((self._folder / name).read_text(encoding="utf-8"))
        for mentioned in self._mentions[print_]:
            if mentioned.endswith("*"):
                yield from (one for one in self._digests if one.startswith(mentioned[:-1]))
            else:
                yield mentioned


def _mentioned(source: str) -> tuple[str, ...]:
    """Names in a template's text. One that does not parse names none: rendering will tell of it."""
    from jinja2 import Environment, TemplateSyntaxError, nodes

    try:
        tree = Environment(autoescape=True).parse(source)
    except TemplateSyntaxError:
        return ()
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    return tuple(
        sorted({name for node in tree.find_all(kinds) for name in _names(getattr(node, "template", None))})
    )


def _names(expression: Any) -> Iterator[str]:
    """What an expression for a template's name may be: fixed, one of several, or with a fixed beginning."""
    from jinja2 import nodes

    if isinstance(expression, nodes.Const):
        given = expression.value
        yield from (given,) if isinstance(given, str) else given
    elif isinstance(expression, nodes.List | nodes.Tuple):
        for item in expression.items:
            yield from _names(item)
    elif isinstance(expression, nodes.Concat | nodes.Add):
        first = expression.nodes[0] if isinstance(expression, nodes.Concat) else expression.left
        yield from (f"{name.removesuffix('*')}*" for name in _names(first))
    else:
        yield "*"
