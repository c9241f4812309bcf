"""The files of the search index, as outputs of a build: one edit makes its segment and the lexicon anew."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from publisher.outputs import Output, digest
from publisher.search import segments
from publisher.search.findable import Findable
from publisher.search.idle import IDLE
from publisher.search.segments import names_key, texts_key
from publisher.search.sources import SOURCES
from publisher.search.synonyms import Synonyms, load_synonyms
from publisher.site import Site

FOLDER = "tim/"
NAME = 16
"""Digits of a file's name."""
LEXICON = f"{FOLDER}index.json"


def outputs(site: Site) -> Iterable[Output]:
    cut = segments.cut(one for source in SOURCES for one in source(site))
    files: list[tuple[str, str]] = []
    for segment in cut:
        names, texts = (
            site.key("", kind, key_of(segment)) for kind, key_of in (("n", names_key), ("t", texts_key))
        )
        yield Output(_path(names), names, partial(segments.names, segment))
        yield Output(_path(texts), texts, partial(segments.texts, segment))
        files.append((names[:NAME], texts[:NAME]))
    codes = site.key("", "codes", *(digest(*(one.code for one in segment)) for segment in cut))
    yield Output(_path(codes), codes, partial(segments.codes, cut))
    synonyms = load_synonyms(site.content / "reference", site.content.parent)
    key = site.key("", "lexicon", *map(digest, files), codes, synonyms.key)
    yield Output(LEXICON, key, partial(_lexicon, cut, files, codes[:NAME], synonyms))


def _path(key: str) -> str:
    return f"{FOLDER}{key[:NAME]}.json"


def _lexicon(
    cut: list[list[Findable]], files: list[tuple[str, str]], codes: str, synonyms: Synonyms
) -> bytes:
    active = synonyms.active(one.says.named.split() for segment in cut for one in segment)
    return segments.lexicon(cut, files, codes, active, IDLE)
