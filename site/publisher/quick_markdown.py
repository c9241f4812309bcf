"""Python-Markdown, sparing work that cannot change the result. A test holds it against the plain one.

Two thirds of its time went into asking every inline pattern about every piece of text, and into a table of
contents that nobody placed. Here a pattern is asked only where the character that it begins with occurs,
and the table is drawn only where its marker stands.
"""

from __future__ import annotations

import html
import re
from typing import Any
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension, TocTreeprocessor, unique
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

_TRIGGERS = {
    "backtick": ("`",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("  \n",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
}
"""What must occur in a text for a pattern to match; a pattern that is not named here is always asked."""
_ANY = re.compile(r"[`\\\[!<&*_]|  \n")
"""Any trigger at all: most pieces of text have none."""
_PLAIN = frozenset("\x02\x03<>&")
"""A heading with none of these is its own name."""


class QuickInline(InlineProcessor):
    """Asks each inline pattern only about text in which it could match."""

    def __init__(self, md: markdown.Markdown) -> None:
        super().__init__(md)
        self._steps: list[tuple[Any, tuple[str, ...]]] = []
        self._known = False
        """Whether every pattern has its triggers named."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        if not self._steps:
            patterns = self.md.inlinePatterns
            names = {id(patterns[name]): name for name in _TRIGGERS if name in patterns}
            self._steps = [(one, _TRIGGERS.get(names.get(id(one), ""), ("",))) for one in patterns]
            self._known = len(names) == len(self._steps)
        return super().run(tree, ancestors)

    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:
        if isinstance(data, AtomicString) or (self._known and not _ANY.search(data)):
            return data
        start, steps = 0, self._steps
        apply = self._InlineProcessor__applyPattern  # type: ignore[attr-defined]
        while patternIndex < len(steps):
            pattern, triggers = steps[patternIndex]
            matched = False
            if any(trigger in data for trigger in triggers):
                data, matched, start = apply(pattern, data, patternIndex, start)
            if not matched:
                patternIndex, start = patternIndex + 1, 0
        return data


class QuickToc(TocTreeprocessor):
    """Gives headings their anchors; draws the table of contents only where its marker stands."""

    def run(self, doc: Element) -> None:
        lines: list[str] = self.md.lines  # type: ignore[attr-defined]
        if any(self.marker in line for line in lines):
            super().run(doc)
            return
        used = {element.attrib["id"] for element in doc.iter() if "id" in element.attrib}
        for element in doc.iter():
            if not self.header_rgx.match(element.tag):
                continue
            text = element.text or ""
            if len(element) or not _PLAIN.isdisjoint(text):
                super().run(doc)
                return
            if "id" not in element.attrib:
                element.attrib["id"] = unique(self.slugify(html.unescape(text), self.sep), used)


class Quick(Extension):
    """Puts the quick inline processor in place of the plain one."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.treeprocessors.register(QuickInline(md), "inline", 20)


class QuickTocExtension(TocExtension):
    """The table-of-contents extension with :class:`QuickToc`."""

    TreeProcessorClass = QuickToc
