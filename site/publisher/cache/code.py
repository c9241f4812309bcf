"""Keys of the code: a changed program may read or render differently, and then nothing old may be kept.

Two keys, since rendering changes more often than reading: a new template or list must not cost reading ten
thousand files again.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pydantic

import functions
import publisher
from publisher.cache.stamps import Fingerprints
from publisher.outputs import digest

READING = (
    *(
        "calendar_source.py",
        "catalogue.py",
        "entry.py",
        "facets.py",
        "front_matter.py",
        "guidance.py",
        "outputs.py",
    ),
    *(
        "quick_markdown.py",
        "reading.py",
        "reference.py",
        "translation.py",
        "views.py",
        "yaml_data.py",
        "cache/asked.py",
        "cache/stamps.py",
        "search/says.py",
    ),
)
"""Modules of the publisher that decide what a reading holds; a test holds this against what they import."""
SAYING = ("environment", "language")
"""Modules of the rendering that do so too."""
APART = ("commands/", "importer/")
"""Parts of the publisher that make no page."""
_PUBLISHER = Path(publisher.__file__).parent
_FUNCTIONS = Path(functions.__file__).parent
_LOCALE = _FUNCTIONS / "locale"


def reading_key(prints: Fingerprints) -> str:
    """Everything but content that a reading depends on: rules, compiler, Markdown, libraries."""
    own = [(name, prints.of(f"{_PUBLISHER}/{name}")) for name in READING]
    said = [prints.of(f"{_FUNCTIONS}/rendering/{name}.py") for name in SAYING]
    return digest(_libraries(), own, said, prints.of_tree(_FUNCTIONS / "domain", _source), _words(prints))


def rendering_key(prints: Fingerprints) -> str:
    """Everything but content, theme and settings that a page depends on."""
    trees = [prints.of_tree(_FUNCTIONS / name, _source) for name in ("domain", "rendering")]
    own = [one for one in prints.of_tree(_PUBLISHER, _source) if not one[0].startswith(APART)]
    return digest(_libraries(), trees, own, _words(prints))


def _words(prints: Fingerprints) -> object:
    return prints.of_tree(_LOCALE, lambda name: name.endswith(".mo"))


def _source(name: str) -> bool:
    return not name.endswith(".pyc")


@cache
def _libraries() -> str:
    """Python and every installed library with its version, by the names of their records."""
    home = Path(pydantic.__file__).parents[1]
    return digest(sys.version, sorted(one.name for one in home.glob("*.dist-info")))
