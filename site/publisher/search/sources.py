"""Who names what can be found. A new kind of content is a function here or elsewhere, and a line below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from publisher.cache.stamps import Stamp, walk
from publisher.portal.writing import Kind
from publisher.search.findable import Findable
from publisher.search.says import Says, says
from publisher.site import Site

HANDBOOK = "/huong-dan/"
_HEADING = re.compile(r"^#+ +(.+)$", re.M)
_KINDS = {Kind.NEWS: "news", Kind.CAMPAIGN: "campaign", Kind.PAGE: "page"}


def procedures(site: Site) -> Iterable[Findable]:
    """Public procedures, those of one field together."""
    for entry in site.procedures:
        url = f"/thu-tuc/{entry.slug}/"
        yield Findable("procedure", url, entry.title, entry.code, Says(*entry.says), f"0 {entry.field}")


def writings(site: Site) -> Iterable[Findable]:
    """News, campaigns and pages."""
    for piece in site.writings.pieces:
        yield Findable(_KINDS[piece.kind], piece.url, piece.title, "", piece.says, f"1 {piece.kind}")


def life_events(site: Site) -> Iterable[Findable]:
    """What happens in a life, found by the procedures that go with it."""
    for event in site.writings.data.life_events:
        titles = [site.by_slug[slug].title for slug in event.procedures if slug in site.by_slug]
        said = says(event.name, (), [event.text, *titles], event.text)
        yield Findable("life", f"/viec-trong-doi/{event.id}/", event.name, "", said, "1 life")


def handbook(site: Site) -> Iterable[Findable]:
    """Chapters of the handbook as they lie in the content; those for engineers are theirs alone."""
    folder = site.content / "handbook"
    files = walk(str(folder), lambda name: name.endswith(".md"))
    for name, stamp in sorted(files):
        if not name.startswith("engineering/"):
            title, said = _chapter(folder / name, stamp)
            address = re.sub(r"(^|/)index$", r"\1", name.removesuffix(".md"))
            yield Findable(
                "handbook", f"{HANDBOOK}{address}".rstrip("/") + "/", title, "", said, "2 handbook"
            )


@lru_cache(512)
def _chapter(path: Path, _stamp: Stamp) -> tuple[str, Says]:
    text = path.read_text(encoding="utf-8", errors="replace")
    headings = _HEADING.findall(text) or [path.stem]
    return headings[0], says(headings[0], (), ["\n".join(headings[1:]), text], "")


SOURCES: Sequence[Callable[[Site], Iterable[Findable]]] = (procedures, life_events, writings, handbook)
