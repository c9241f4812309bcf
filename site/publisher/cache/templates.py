"""The key of a template: of itself and of all that it extends, includes and imports."""

from __future__ import annotations

from pathlib import Path

from publisher.cache.stamps import Fingerprints
from publisher.outputs import digest

Mentions = dict[str, tuple[str, ...] | None]
"""By the digest of a template: the templates that it names, or None where it computes a name."""


class Templates:
    """Keys of the templates of one theme. ``mentions`` is kept between builds and filled here."""

    def __init__(self, theme: Path, prints: Fingerprints, mentions: Mentions) -> None:
        self._folder = theme / "templates"
        self._digests = dict(prints.of_tree(self._folder))
        self._mentions = mentions
        self._keys: dict[str, str] = {}

    def key(self, name: str) -> str:
        """Digest of all files that ``name`` is made of; a computed name may be any file of the theme."""
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

    def _named(self, name: str) -> tuple[str, ...]:
        print_ = self._digests.get(name)
        if print_ is None:
            return ()
        if print_ not in self._mentions:
            self._mentions[print_] = _mentioned((self._folder / name).read_text(encoding="utf-8"))
        mentioned = self._mentions[print_]
        return tuple(self._digests) if mentioned is None else mentioned


def _mentioned(source: str) -> tuple[str, ...] | None:
    """Names in a template's text. One that does not parse names none: rendering will tell of it."""
    from jinja2 import Environment, TemplateSyntaxError, meta

    try:
        names = set(meta.find_referenced_templates(Environment(autoescape=True).parse(source)))
    except TemplateSyntaxError:
        return ()
    return None if None in names else tuple(sorted(name for name in names if name))
