"""All service files as readings: kept where they still hold, read anew where not."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

from functions.domain.declaration import Reference
from functions.domain.errors import MotcuaError
from functions.domain.i18n import _
from publisher.cache.asked import AskedDay, AskedReference, part_digests
from publisher.cache.memory import Reading, Readings
from publisher.cache.pack import NOWHERE, Pack, Place
from publisher.cache.stamps import NEVER, Stamp, bytes_digest, settled, stamp_of
from publisher.catalogue import judge_together, listing, trials
from publisher.entry import Entry, Whole
from publisher.front_matter import FileFault
from publisher.outputs import digest
from publisher.parallel import spread
from publisher.progress import Progress
from publisher.reading import Page, read_service
from publisher.reference import load_reference

OPEN = 4
"""Services kept whole in memory: outputs of one service are made one after the other."""
WASTE = 2
"""The pack is written anew when it is so many times as long as what it holds."""

Read = tuple[str, Reading, bytes | None]


class Library:
    """The services of one content folder."""

    def __init__(self, content: Path, kept: Readings, pack: Pack) -> None:
        self.content, self.kept, self._pack = content, kept, pack
        self._open = lru_cache(OPEN)(self._opened)
        self.read = 0
        """Files that were read anew by the last :meth:`refresh`."""
        self.changed = False
        """Whether what is kept differs from what was kept before."""

    def reference(self, code: str) -> Reference:
        """The reference data. Raises :class:`Invalid` when they cannot be read."""
        folder = self.content / "reference"
        key = digest(code, self.kept.prints.of_tree(folder))
        if self.kept.reference is None or self.kept.reference[0] != key:
            reference = load_reference(folder, self.content.parent)
            self.kept.reference = (key, reference, part_digests(reference))
            self.changed = True
        return self.kept.reference[1]

    @property
    def parts(self) -> Mapping[str, str]:
        """A digest of each part of the reference data that :meth:`reference` gave last."""
        return self.kept.reference[2] if self.kept.reference else {}

    def refresh(self, code: str, reference: Reference, day: date, workers: int, progress: Progress) -> None:
        """Make the readings true for the files as they are now."""
        if self.kept.code != code:
            self.kept.code, self.kept.files = code, {}
        found = listing(self.content)
        old, files = self.kept.files, {}
        moved: list[tuple[str, bool]] = []
        holds = partial(self._holds, day, {})
        for name, stamp, process in found:
            known = old.get(name)
            if known is not None and known.stamp == stamp and holds(known):
                files[name] = known
            else:
                moved.append((name, process))
                files[name] = known  # type: ignore[assignment]  # holds the place in the order
        for name, reading, record in self._read(moved, holds, reference, day, workers, progress):
            files[name] = self._stored(reading, record)
        self.changed = self.changed or bool(moved) or files.keys() != old.keys()
        self.kept.files = files
        self._tidy()

    def _holds(self, day: date, memo: dict[tuple[str, ...], str], known: Reading) -> bool:
        if known.parts not in memo:
            memo[known.parts] = self._parts_key(known.parts)
        return known.parts_key == memo[known.parts] and known.span.holds_on(day)

    def _parts_key(self, parts: Sequence[str]) -> str:
        return digest(*(self.parts[part] for part in parts))

    def _read(
        self,
        moved: Sequence[tuple[str, bool]],
        holds: Callable[[Reading], bool],
        reference: Reference,
        day: date,
        workers: int,
        progress: Progress,
    ) -> list[Read]:
        unchanged, changed = [], []
        for name, process in moved:
            known = self.kept.files.get(name)
            if known is not None and holds(known):
                now, stamp, sha = _seen(self.content / name)
                if known.sha == sha:
                    unchanged.append((name, known._replace(stamp=settled(stamp, now)), None))
                    continue
            changed.append((name, process))
        self.read = len(changed)
        work = partial(self._one, AskedReference.of(reference), AskedDay.of(day))
        results = spread(work, changed, workers)
        return [*unchanged, *progress.over(results, _("Đọc tệp"), len(changed))]

    def _one(self, reference: AskedReference, day: AskedDay, what: tuple[str, bool]) -> Read:
        """Read one file, noting what the reading depended on."""
        name, process = what
        path = self.content / name
        reference.forget()
        day.forget()
        now, stamp, sha = _seen(path)
        read = read_service(path, f"{self.content.name}/{name}", reference, day, process=process)
        entry, whole = Entry.of(read.page, reference) if read.page else (None, None)
        if _stamp(path) != stamp:  # written while it was read: read it again the next time
            stamp, sha = NEVER, ""
        reading = Reading(
            stamp=settled(stamp, now),
            sha=sha,
            parts=reference.parts(),
            parts_key=self._parts_key(reference.parts()),
            span=day.span(),
            faults=tuple(read.faults),
            tried=tuple(read.tried),
            entry=entry,
            place=NOWHERE,
        )
        return name, reading, whole.packed() if whole else None

    def _stored(self, reading: Reading, record: bytes | None) -> Reading:
        return reading if record is None else reading._replace(place=self._pack.append(record))

    def _tidy(self) -> None:
        held = sum(reading.place.length for reading in self.kept.files.values())
        if self._pack.size > max(2**20, WASTE * held):
            names = list(self.kept.files)
            places = self._pack.keep_only([self.kept.files[name].place for name in names])
            for name, place in zip(names, places, strict=True):
                self.kept.files[name] = self.kept.files[name]._replace(place=place)

    def entries(self) -> list[Entry]:
        """All services that could be read, each able to load the rest of itself."""
        found = []
        for name, reading in self.kept.files.items():
            if reading.entry is not None:
                reading.entry.open = partial(self._open, name, reading.place)
                found.append(reading.entry)
        return found

    def _opened(self, name: str, place: Place) -> Whole:
        record = self._pack.read(place)
        if record is None:
            raise Damaged(name)
        return Whole.unpacked(record)

    def faults(self, reference: Reference, day: date) -> list[FileFault]:
        """Everything that is wrong, by file and line, as ``motcua check`` says it."""
        readings = self.kept.files.values()
        found = [fault for reading in readings for fault in reading.faults]
        entries = {reading.entry.path: reading.entry for reading in readings if reading.entry}
        needed = {path: entry.papers for path, entry in entries.items() if entry.papers}
        page_of = partial(self._page, entries, reference, day)
        found += judge_together(entries, needed, self.content, page_of)
        found += trials({r.entry.path: r.tried for r in readings if r.entry and r.tried}, found)
        return sorted(found, key=lambda fault: (fault.path, fault.line))

    def _page(self, entries: Mapping[str, Entry], reference: Reference, day: date, path: str) -> Page:
        whole = self.content.parent / path
        read = read_service(whole, path, reference, day, process=entries[path].process)
        if read.page is None:
            raise Damaged(path)
        return read.page


class Damaged(MotcuaError):
    """A kept reading is not there any more, or not what it was: forget everything and begin anew."""


def _seen(path: Path) -> tuple[int, Stamp, str]:
    """The moment, the stamp and the digest of a file; a file that is gone has digest ``""``."""
    now, stamp = time.time_ns(), _stamp(path)
    try:
        return now, stamp, bytes_digest(path.read_bytes())
    except OSError:
        return now, NEVER, ""


def _stamp(path: Path) -> Stamp:
    try:
        return stamp_of(path.stat())
    except OSError:
        return NEVER


__all__ = ["Damaged", "Library"]
