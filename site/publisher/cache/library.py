"""All service files as readings: kept where they still hold, read anew where not."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache, partial
from gettext import NullTranslations
from pathlib import Path

from functions.domain.declaration import Reference
from functions.domain.errors import MotcuaError
from functions.domain.i18n import _
from functions.rendering.language import ENGLISH, translations
from publisher.cache.asked import AskedDay, AskedReference, part_digests
from publisher.cache.memory import Reading, Readings, packed, unpacked
from publisher.cache.pack import NOWHERE, Pack
from publisher.cache.stamps import NEVER, Stamp, bytes_digest, settled, stamp_of
from publisher.catalogue import Files, judge_together, listing, lone_translations, markdown_files
from publisher.entry import Entry, Whole
from publisher.front_matter import FileFault
from publisher.outputs import digest
from publisher.parallel import spread
from publisher.progress import Progress
from publisher.reading import Page, read_service
from publisher.reference import load_reference
from publisher.translation import GLOSSARY, beside, both, load_glossary

OPEN = 4
"""Services kept whole in memory: outputs of one service are made one after the other."""
WASTE = 2
"""The pack is written anew when it is so many times as long as what it holds."""

Read = tuple[str, Reading]


class Library:
    """The services of one content folder."""

    def __init__(self, content: Path, kept: Readings, pack: Pack) -> None:
        self.content, self.kept, self.pack = content, kept, pack
        self._open = lru_cache(OPEN)(self._opened)
        self.files: Files = {}
        self.listing: list[tuple[str, Stamp, bool]] = []
        self.read: list[str] = []
        """Files that were read anew by the last :meth:`refresh`."""

    @property
    def glossary_key(self) -> str:
        """Digest of the shared words in English."""
        return self.kept.prints.of(str(self.content / "reference" / GLOSSARY))

    @cached_property
    def glossary(self) -> dict[str, str]:
        """Shared words in English. Raises :class:`Invalid`."""
        return load_glossary(self.content / "reference", self.content.parent)

    @cached_property
    def english(self) -> NullTranslations:
        """How the content speaks English."""
        return translations(ENGLISH, self.glossary)

    def speak_english(self) -> NullTranslations:
        """The same, once somebody asks."""
        return self.english

    def reference(self, code: str) -> Reference:
        """The reference data. Raises :class:`Invalid` when they cannot be read."""
        folder = self.content / "reference"
        key = digest(code, self.kept.prints.of_tree(folder))
        if self.kept.reference_key != key:
            reference = load_reference(folder, self.content.parent)
            self.kept.take_reference(key, reference, part_digests(reference))
        return self.kept.reference

    def refresh(self, code: str, day: date, workers: int, progress: Progress) -> None:
        """Make the readings true for the files as they are now."""
        code = digest(code, self.glossary_key)
        if self.kept.code != code:
            self.__dict__.pop("english", None)
            self.__dict__.pop("glossary", None)
            self.kept.code, self.kept.files = code, {}
        self.files = markdown_files(self.content)
        self.listing, self.read = listing(self.files), []
        old, files = self.kept.files, dict[str, Reading]()
        moved: list[tuple[str, bool]] = []
        keys, today = _PartKeys(self.kept.parts), day.toordinal()
        for name, stamp, process in self.listing:
            known = old.get(name)
            if known is not None and known.stamp == stamp and _holds(known, keys, today):
                files[name] = known
            else:
                moved.append((name, process))
        if moved:
            changed = self._unchanged(moved, files, keys, today)
            self.read = [name for name, _process in changed]
            work = partial(self._one, AskedReference.of(self.kept.reference), AskedDay.of(day), keys)
            results = spread(work, changed, workers)
            for name, reading in progress.over(results, _("Đọc tệp"), len(changed)):
                files[name] = reading
            files = {name: files[name] for name, _stamp, _process in self.listing}
        self.kept.files = files
        self._tidy()

    def _unchanged(
        self, moved: Sequence[tuple[str, bool]], files: dict[str, Reading], keys: _PartKeys, today: int
    ) -> list[tuple[str, bool]]:
        """Put files back whose stamp moved and whose bytes did not; the rest must be read."""
        changed = []
        for name, process in moved:
            known = self.kept.files.get(name)
            if known is not None and _holds(known, keys, today):
                now, stamp, sha = _seen(self.content / name)
                if known.sha == sha:
                    files[name] = known._replace(stamp=settled(stamp, now))
                    continue
            changed.append((name, process))
        return changed

    def _one(self, reference: AskedReference, day: AskedDay, keys: _PartKeys, what: tuple[str, bool]) -> Read:
        """Read one file, noting what the reading depended on."""
        name, process = what
        path = self.content / name
        reference.forget()
        day.forget()
        now, stamp, sha = _seen(path)
        read = read_service(path, f"{self.content.name}/{name}", reference, day, process=process)
        entry, whole = Entry.of(read.page, reference, self.english) if read.page else (None, None)
        if _stamp(path) != stamp:  # written while it was read: read it again the next time
            stamp, sha = NEVER, ""
        errors = sum(fault.level == "error" for fault in read.faults)
        span, parts = day.span(), reference.parts()
        reading = Reading(
            stamp=settled(stamp, now),
            sha=sha,
            parts=parts,
            parts_key=keys[parts],
            first=span.first.toordinal(),
            last=span.last.toordinal(),
            errors=errors,
            warnings=len(read.faults) - errors,
            faults=packed(read.faults),
            tried=packed(read.tried),
            entry=entry.row if entry else (),
            place=self.pack.append(whole.packed()) if whole else NOWHERE,
        )
        return name, reading

    def _tidy(self) -> None:
        held = sum(reading.place[1] for reading in self.kept.files.values())
        if self.pack.size > max(2**20, WASTE * held):
            places = self.pack.keep_only([reading.place for reading in self.kept.files.values()])
            pairs = zip(self.kept.files.items(), places, strict=True)
            self.kept.files = {name: reading._replace(place=place) for (name, reading), place in pairs}

    def entries(self) -> list[Entry]:
        """All services that could be read, each able to load the rest of itself."""
        known, now = self.kept.entries, dict[str, tuple[Reading, Entry]]()
        for name, reading in self.kept.files.items():
            if reading.entry:
                made = known.get(name)
                if made is None or made[0] is not reading:
                    made = (reading, Entry._make((*reading.entry, partial(self._open, name, reading.place))))
                now[name] = made
        self.kept.entries = now
        return [entry for _reading, entry in now.values()]

    def _opened(self, name: str, place: tuple[int, int, int]) -> Whole:
        record = self.pack.read(place)
        if record is None:
            raise Damaged(name)
        return Whole.unpacked(record)

    def together(self, entries: Sequence[Entry], day: date) -> list[FileFault]:
        """What is wrong with files only beside other files."""
        named = {entry.path: entry for entry in entries}
        needed = {entry.path: entry.papers for entry in entries if entry.papers}
        lone = lone_translations(self.files, self.content.name)
        unread = {name.rpartition("/")[2][:-3] for name, _stamp, process in self.listing if not process}
        return [*lone, *judge_together(named, needed, unread, self.content, partial(self._page, named, day))]

    def faults(self, together: Sequence[FileFault]) -> list[FileFault]:
        """Everything that is wrong, by file and line, as ``motcua check`` says it."""
        found = [*together]
        for reading in self.kept.files.values():
            found += unpacked(reading.faults)
        wrong = {fault.path for fault in found if fault.level == "error"}
        for reading in self.kept.files.values():
            if reading.tried and reading.entry[0] not in wrong:
                found += unpacked(reading.tried)
        return sorted(found, key=lambda fault: (fault.path, fault.line))

    def _page(self, entries: Mapping[str, Entry], day: date, path: str) -> Page:
        process = entries[path].process
        read = read_service(self.content.parent / path, path, self.kept.reference, day, process=process)
        if read.page is None:
            raise Damaged(path)
        return read.page


class _PartKeys(dict[tuple[str, ...], str]):
    """Digest of some parts of the reference data together, made when first asked for."""

    def __init__(self, parts: Mapping[str, str]) -> None:
        super().__init__()
        self._parts = parts

    def __missing__(self, names: tuple[str, ...]) -> str:
        made = self[names] = digest(*(self._parts[name] for name in names))
        return made


def _holds(known: Reading, keys: _PartKeys, today: int) -> bool:
    return known.parts_key == keys[known.parts] and known.first <= today <= known.last


class Damaged(MotcuaError):
    """A kept reading is not there any more, or not what it was: forget everything and begin anew."""


def _seen(path: Path) -> tuple[int, Stamp, str]:
    """The moment, and the stamp and digest of a file and its translation; a file that is gone has ``""``."""
    now, stamp = time.time_ns(), _stamp(path)
    try:
        sha = bytes_digest(path.read_bytes())
    except OSError:
        return now, NEVER, ""
    try:
        return now, stamp, sha + bytes_digest(Path(beside(str(path))).read_bytes())
    except OSError:
        return now, stamp, sha


def _stamp(path: Path) -> Stamp:
    try:
        stamp = stamp_of(path.stat())
    except OSError:
        return NEVER
    try:
        return both(stamp, stamp_of(Path(beside(str(path))).stat()))
    except OSError:
        return stamp
