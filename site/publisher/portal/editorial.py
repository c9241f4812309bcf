"""What editors write beside services, for one build: read, judged, and handed to the site."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from pathlib import Path

from functions.domain.declaration import Reference
from functions.rendering.language import in_vietnamese
from publisher.entry import Entry
from publisher.front_matter import FileFault
from publisher.portal.figures import Measured, load_measured
from publisher.portal.judge import Services, judge_portal
from publisher.portal.links import broken
from publisher.portal.pictures import judge_files
from publisher.portal.promise import promise
from publisher.portal.shelf import KEPT, Shelf, load_shelf
from publisher.portal.writings import Writings
from publisher.search.synonyms import judge_synonyms


class Editorial:
    """One content folder's news, campaigns, pages and portal data."""

    def __init__(self, content: Path, shelf: Shelf, day: date, *, preview: bool = False) -> None:
        self.content, self.shelf, self.day, self.preview = content, shelf, day, preview
        self.writings = Writings(shelf, day, preview=preview)
        self.measured = Measured()

    @classmethod
    def load(
        cls, content: Path, output: Path, cache: Path, code: str, day: date, *, preview: bool = False
    ) -> Editorial:
        """Read what changed. Raises :class:`Refused` for a broken file of figures."""
        made = cls(content, load_shelf(content, cache / KEPT, code), day, preview=preview)
        made.measured = load_measured(output)
        return made

    def judge(
        self, entries: Sequence[Entry], reference: Reference, *, strict: bool = False
    ) -> list[FileFault]:
        """Everything that is wrong, by file and line, but dead links."""
        public = {one.slug: one for one in entries if one.public}
        services = Services(
            slugs={one.slug for one in entries if not one.process},
            public=public,
            promise_of=lambda slug: promised(public[slug]),
        )
        faults = judge_portal(self.shelf, reference, services, self.day, strict=strict)
        names = (one.says[1] for one in entries if not one.process)
        return [*faults, *judge_synonyms(self.content, names), *judge_files(self.content)]

    def dead_links(self, entries: Sequence[Entry], paths: Callable[[], Collection[str]]) -> list[FileFault]:
        """Links of whatever is shown that lead to none of ``paths``; asked only where there are links."""
        shown = [one for one in entries if one.links and (one.public or (self.preview and one.draft))]
        pieces = [one for one in self.writings.pieces if one.links]
        return broken(pieces, shown, paths()) if shown or pieces else []


EMPTY = Editorial(Path(), Shelf(), date.min)
"""For a site that has services alone."""


def promised(entry: Entry) -> str:
    """The promise of a procedure as it is declared, whatever language its faults are told in."""
    with in_vietnamese():
        return promise(entry.procedure)
