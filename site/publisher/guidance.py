"""The body of a service file: Markdown for citizens, and nothing that could run in their browser.

HTML in a body is shown as text, not obeyed; links lead to web pages, mail, telephones and places on this
site only. Headings begin at level 2, below the page's own. Tables are aligned by class, since the
content security policy forbids inline styles.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markupsafe import Markup

from functions.domain.i18n import _
from publisher.quick_markdown import Quick, QuickTocExtension

_SAFE_SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})
_LEVELS = {f"h{level}": f"h{min(level + 1, 6)}" for level in range(1, 7)}
_LETTERS = str.maketrans("đĐ", "dD")
_ADDRESS = re.compile(r'(?:href|src)="(/[^"]*|#[^"]*)"')

Link = tuple[str, int]
"""A place on this portal that a text points at, and the line of its file where it does."""


def to_html(body: str) -> Markup:
    """Safe HTML of one body."""
    return Markup(_converter().reset().convert(body))  # noqa: S704


def slug_of(heading: str, separator: str = "-") -> str:
    """A heading as an anchor: without marks, ``đ`` as ``d``."""
    plain = unicodedata.normalize("NFD", heading.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", separator, plain.lower()).strip(separator)


def links_of(made: str, body: str, first_line: int) -> tuple[Link, ...]:
    """Places on this portal that a body points at; footnotes stay on their page and are left out."""
    found = []
    rows: list[str] = []
    for address in dict.fromkeys(_ADDRESS.findall(made)):
        if not address.startswith(("#fn", "//")):
            rows = rows or body.split("\n")
            at = next((n for n, row in enumerate(rows) if address in row), 0)
            found.append((address.replace("&amp;", "&"), first_line + at))
    return tuple(found)


@cache
def _converter() -> markdown.Markdown:
    """One for all bodies: to make it takes as long as to use it."""
    return converter(QuickTocExtension(slugify=slug_of), Quick())


def converter(*more: Extension) -> markdown.Markdown:
    """Python-Markdown with the extensions that bodies may use."""
    return markdown.Markdown(extensions=["tables", "def_list", "footnotes", "sane_lists", *more, _Safe()])


class _Safe(Extension):
    """Takes raw HTML out of the grammar, and tidies what is left."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        md.treeprocessors.register(_Tidy(md), "motcua_tidy", 1)


class _Tidy(Treeprocessor):
    def run(self, root: Element) -> None:
        top = min((int(one.tag[1]) for one in root.iter() if one.tag in _LEVELS), default=2)
        for element in root.iter():
            if element.tag in _LEVELS and top == 1:
                element.tag = _LEVELS[element.tag]
            if element.tag == "a":
                _keep_safe(element, "href")
            if element.tag == "img":
                _keep_safe(element, "src")
                if not element.get("alt"):
                    element.set("alt", _("Hình minh họa"))
            if "right" in element.attrib.pop("style", ""):
                element.set("class", "num")


def _keep_safe(element: Element, attribute: str) -> None:
    address = re.sub(r"[\x00-\x20\x7f]", "", element.get(attribute, ""))
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        scheme = "bad"
    if scheme not in _SAFE_SCHEMES:
        element.attrib.pop(attribute, None)
