"""The files of the search index, as outputs of a build: one edit makes its segment and the lexicon anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from functions.domain.search.index import FORMAT
from publisher.outputs import Output, digest
from publisher.search import segments
from publisher.search.findable import Findable
from publisher.search.idle import IDLE
from publisher.search.segments import names_key, texts_key
from publisher.search.sources import SOURCES
from publisher.search.synonyms import Synonyms, load_synonyms
from publisher.site import Site

FOLDER = "tim/"
LEXICON = f"{FOLDER}index.json"


def outputs(site: Site) -> Iterable[Output]:
    cut = segments.cut(one for source in SOURCES for one in source(site))
    files: list[tuple[str, str]] = []
    for segment in cut:
        names, texts = _name("names", names_key(segment)), _name("texts", texts_key(segment))
        yield _output(site, names, partial(segments.names, segment))
        yield _output(site, texts, partial(segments.texts, segment))
        files.append((names, texts))
    codes = _name("codes", *(one.code if one else "|" for segment in cut for one in (*segment, None)))
    yield _output(site, codes, partial(segments.codes, cut))
    synonyms = load_synonyms(site.content / "reference", site.content.parent)
    key = site.key("", *map(digest, files), codes, synonyms.key)
    yield Output(LEXICON, key, partial(_lexicon, cut, files, codes, synonyms))


def _name(*facts: str) -> str:
    """A name that never holds two things; not of the code, so that a new version renames nothing."""
    return digest(str(FORMAT), *facts)[:16]


def _output(site: Site, name: str, make: Callable[[], bytes]) -> Output:
    return Output(f"{FOLDER}{name}.json", site.key("", name), make)


def _lexicon(
    cut: list[list[Findable]], files: list[tuple[str, str]], codes: str, synonyms: Synonyms
) -> bytes:
    active = synonyms.active(one.says.named for segment in cut for one in segment)
    return segments.lexicon(cut, files, codes, active, IDLE)
