"""The words by which a service is found; noted when its file is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from functions.domain.declaration import AnyService, Procedure
from functions.domain.search.words import plain_words

MOST = 70
"""Words kept of what a service says beside its names: enough to find it by its papers and its result."""
NOTE = 120
"""Characters of a note."""
_MARKUP = re.compile(r"\]\([^)]*\)|<[^>]*>|`[^`]*`|&\w+;")
_PLAIN = re.compile(r"[a-z]{2,7}")  # the longest syllable is “nghiêng”


class Says(NamedTuple):
    """Plain text, as a reading keeps it."""

    keywords: str = ""
    """Other names, parted by ``;``."""
    named: str = ""
    """Words of all names without marks, in their order, parted by spaces."""
    more: str = ""
    """Other words, each once, in alphabetical order."""
    note: str = ""
    """A line under the title."""


def says_of(service: AnyService, body: str, sector: str) -> Says:
    """What a service says: its names, then summary, result, papers and the beginning of the guidance."""
    keywords = service.keywords if isinstance(service, Procedure) else ()
    texts = [service.summary, service.output.name, *(paper.name for paper in service.evidence), body]
    return says(service.title, keywords, texts, service.summary or sector)


def says(title: str, keywords: Sequence[str], texts: Sequence[str], note: str) -> Says:
    """The same for anything; ``texts`` in the order of what they tell."""
    named = plain_words(" ".join((title, *keywords)))
    known = set(named)
    more: dict[str, None] = {}
    for text in texts:
        for word in plain_words(_MARKUP.sub(" ", text[:4000])):
            if len(more) == MOST:
                break
            if word not in known and _PLAIN.fullmatch(word):
                more[word] = None
    others = "; ".join(one.replace(";", ",") for one in keywords)
    return Says(others, " ".join(named), " ".join(sorted(more)), shortened(note))


def shortened(text: str) -> str:
    """At most :data:`NOTE` characters, whole words."""
    if len(text) <= NOTE:
        return text
    return text[:NOTE].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
