"""The whole review: which files differ, each of them before and after, and what else they reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from functions.domain.i18n import _
from publisher.entry import Entry
from publisher.progress import Progress
from publisher.review.counts import Counts
from publisher.review.editions import Edition, Reader
from publisher.review.model import Fate, OtherFile, Review, ServiceReview
from publisher.review.once_only import once_only
from publisher.review.pages import Pages, changed_pages
from publisher.review.pairing import Names, sort_out
from publisher.review.service_review import Standing, review_service
from publisher.review.shared import Shared, all_services, load_shared, review_reference
from publisher.review.sides import Range, kind_of, opened

_NOT_TELLING = frozenset({"procedures", "processes", "reference", "handbook", "imported"})
"""Folders whose files show no facts of procedures to citizens."""

Editions = tuple[Edition | None, Edition | None]


def review(
    revisions: str,
    content: Path,
    day: date,
    *,
    counts: Counts | None = None,
    build: Path | None = None,
    across: bool = False,
    progress: Progress | None = None,
) -> Review:
    """What ``revisions`` changes. With ``across``, also what the whole catalogue asks more than once.

    Raises :class:`Invalid` for a range that cannot be read, or where the shared data of neither side can.
    """
    with opened(revisions, content) as range_:
        work = _Work(range_, day, Standing(counts, build), progress or Progress(shown=False))
        return work.run(across=across)


class _Work:
    """One review while it is made."""

    def __init__(self, range_: Range, day: date, standing: Standing, progress: Progress) -> None:
        self.range, self.day, self.standing, self.progress = range_, day, standing, progress
        self.made = Review(range_.before.say(), range_.after.say(), counted=standing.counts is not None)
        self.editions: list[Editions] = []

    def run(self, *, across: bool) -> Review:
        made, changed = self.made, sort_out(self.range)
        if changed.services or changed.reference or across:
            shared = load_shared(self.range, changed=changed.reference)
            made.faults, made.old_faults, made.notes = shared.faults, shared.old_faults, shared.notes
            for names in changed.services:
                self._service(names, shared)
            if changed.reference:
                own = {name for _old, name in changed.services if name}
                made.reference = review_reference(self.range, shared, own, self.progress)
            made.pages = self._pages(shared)
            if across:
                made.once_only = once_only(all_services(self.range.after, shared.after, self.progress))
        made.services += [_moved(names, self.range) for names in changed.moved]
        made.services.sort(key=lambda one: (one.process, one.path))
        made.others = [self._other(names) for names in changed.others]
        return made

    def _service(self, names: Names, shared: Shared) -> None:
        """One pair of files. A side that cannot be read leaves the other to be told as it is."""
        folder, (old, new) = self.range.after.content.name, names
        before, old_faults = Reader(self.range.before, shared.before, self.day).read(old)
        after, faults = Reader(self.range.after, shared.after, self.day).read(new)
        if (old and before is None) or (new and after is None):
            made = _unreadable(f"{folder}/{new or old}", after or before, now=bool(new and after is None))
            made.old_faults = [] if before else [*old_faults]
        else:
            made = review_service(before, after, self.standing, self.day, folder)
            self.editions.append((before, after))
        if old and new and old != new:
            made.old_path = f"{folder}/{old}"
        made.faults = [*faults]
        self.made.services.append(made)

    def _pages(self, shared: Shared) -> Pages:
        """Pages of what changed, and of unchanged procedures that show the facts of it."""
        told = [pair for pair in self.editions if not _reads_the_same(*pair)]
        near = self._neighbours(told, shared)
        old = [one.entry for one, _new in told if one]
        new = [one.entry for _old, one in told if one]
        made = changed_pages((shared.before, [*old, *near]), (shared.after, [*new, *near]), self.day)
        reached = self.made.reference.touched if self.made.reference else ()
        own = {*made.own, *(f"/thu-tuc/{one.slug}/" for one in reached if not one.process)}
        return replace(made, own=tuple(sorted(own)), tellers=tuple(sorted(self._tellers(told))))

    def _tellers(self, told: Sequence[Editions]) -> Iterable[str]:
        """Files other than services that name one of those that are told."""
        after = self.range.after
        named = after.repository.mentioning(_slugs(told), after.commit, after.prefix)
        for name in map(after.short, named):
            if name.partition("/")[0] not in _NOT_TELLING:
                yield f"{after.content.name}/{name}"

    def _neighbours(self, told: Sequence[Editions], shared: Shared) -> list[Entry]:
        """Unchanged procedures whose files name one of those that are told."""
        after = self.range.after
        named = after.repository.mentioning(_slugs(told), after.commit, f"{after.prefix}/procedures")
        own = {one.name for pair in told for one in pair if one}
        names = [name for name in map(after.short, named) if name not in own and kind_of(name) is False]
        after.fetch_named(names)
        read = (Reader(after, shared.after, self.day).read(name)[0] for name in names)
        return [edition.entry for edition in read if edition]

    def _other(self, names: Names) -> OtherFile:
        old, new = names
        folder, side = self.range.after.content.name, self.range.after
        fate = Fate.ADDED if old is None else Fate.REMOVED if new is None else Fate.CHANGED
        name = new or old or ""
        found: Iterable[str] = ()
        if name.startswith("forms/"):
            found = side.repository.mentioning([Path(name).name], side.commit, f"{side.prefix}/procedures")
        return OtherFile(f"{folder}/{name}", fate, tuple(Path(one).stem for one in found))


def _slugs(told: Sequence[Editions]) -> list[str]:
    return sorted({one.service.slug for pair in told for one in pair if one})


def _reads_the_same(old: Edition | None, new: Edition | None) -> bool:
    if old is None or new is None:
        return False
    alike = (old.version, old.entry.summary_key) == (new.version, new.entry.summary_key)
    return alike and old.guidance == new.guidance


def _unreadable(path: str, known: Edition | None, *, now: bool) -> ServiceReview:
    service = known.service if known else None
    made = ServiceReview(
        path=path,
        code=service.code if service else "",
        title=service.title if service else Path(path).stem,
        slug=service.slug if service else Path(path).stem,
        process="/processes/" in path,
        fate=Fate.UNREADABLE,
    )
    made.brief = _("bản mới chưa đọc được") if now else _("bản cũ không đọc được, nên không so được")
    return made


def _moved(names: Names, range_: Range) -> ServiceReview:
    """A file in another folder, byte for byte the same: its address is made of its name alone."""
    folder, name = range_.after.content.name, names[1] or ""
    stem = Path(name).stem
    made = ServiceReview(f"{folder}/{name}", "", stem, stem, "processes/" in name, Fate.SAME)
    made.old_path = f"{folder}/{names[0]}"
    made.brief = _("không đổi nghĩa")
    return made
