"""Building the portal and the catalogue: what changed of it, and all of that or nothing.

Files are read again only where they changed, outputs made again only where something that they show
changed. Whatever is new waits beside the output until all of it is there (:mod:`publisher.journal`), so that
a broken file or template leaves what is published untouched.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from functions.domain.errors import Invalid, Refused
from functions.domain.i18n import _
from publisher import journal
from publisher.cache import code
from publisher.cache.library import Damaged, Library
from publisher.cache.memory import FOLDER, PUBLISHED, READINGS, Published, Readings, keep, recall
from publisher.cache.pack import Pack
from publisher.cache.stamps import every, walk
from publisher.cache.templates import Templates
from publisher.compiled import MANIFEST, VERSIONS, current, manifest, standing
from publisher.entry import Entry
from publisher.frame import Pelican
from publisher.front_matter import FileFault
from publisher.kinds import KINDS
from publisher.making import Renderer, make, put, unique
from publisher.outputs import Output, digest
from publisher.parallel import processors
from publisher.progress import Progress
from publisher.site import Site

PORTAL = "www"
PACK = "readings.pack"
COMPILED = "templates"
"""Jinja's compiled templates."""


@dataclass(slots=True)
class Built:
    """What a build did."""

    services: int = 0
    read: int = 0
    made: int = 0
    written: int = 0
    deleted: int = 0
    faults: list[FileFault] = field(default_factory=list)
    """Warnings; with errors nothing is built."""


def build(
    content: Path,
    output: Path,
    settings: Path,
    day: date,
    *,
    full: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Check, build and publish, once.

    Raises :class:`Invalid` for faults in content, and :class:`Refused` for whatever cannot be made.
    """
    return Publisher(content, output, settings, progress).build(day, full=full)


class Publisher:
    """Builds one content folder into one output, as often as asked; what it knows stays in memory."""

    def __init__(self, content: Path, output: Path, settings: Path, progress: Progress | None = None) -> None:
        self.content, self.output, self.settings = content, output, settings
        self._cache = output / FOLDER
        self._progress = progress or Progress(shown=False)
        self._readings: Readings | None = None
        self._published: Published | None = None

    def build(self, day: date, *, full: bool = False) -> Built:
        """See :func:`build`. With ``full``, nothing that is remembered counts."""
        with journal.alone(self.output):
            try:
                try:
                    return self._build(day, *self._recall(full))
                except Damaged:
                    return self._build(day, *self._recall(full=True))
            except BaseException:
                self._published = None
                raise
            finally:
                journal.discard(self.output)

    def _recall(self, full: bool) -> tuple[Readings, Published]:
        if full:
            self._readings, self._published = Readings(), Published()
            shutil.rmtree(self._cache / COMPILED, ignore_errors=True)
            (self._cache / PACK).unlink(missing_ok=True)
        if self._readings is None:
            self._readings = recall(self._cache / READINGS, Readings)
        if self._published is None:
            self._published = recall(self._cache / PUBLISHED, Published)
        if self._published.root != _identity(self.output / PORTAL):
            self._published = Published()
        return self._readings, self._published

    def _build(self, day: date, kept: Readings, last: Published) -> Built:
        fresh = journal.begin(self.output)
        pack = Pack(self._cache / PACK)
        try:
            library = Library(self.content, kept, pack)
            work = _Work(self, library, kept, last, day, fresh)
            built = work.read()
            self._published = work.make(built)
            return built
        finally:
            pack.close()


class _Work:
    """One build."""

    def __init__(
        self, publisher: Publisher, library: Library, kept: Readings, last: Published, day: date, fresh: Path
    ) -> None:
        self.to, self.library, self.kept, self.last = publisher, library, kept, last
        self.day, self.fresh = day, fresh
        self.workers = processors()

    def read(self) -> Built:
        """Read and judge the files. Raises :class:`Invalid` with every fault when one of them is an error."""
        key = code.reading_key(self.kept.prints)
        try:
            self.reference = self.library.reference(key)
            self.library.refresh(key, self.reference, self.day, self.workers, self.to._progress)
            faults = self.library.faults(self.reference, self.day)
        finally:
            if self.library.changed or self.kept.prints.changed:
                self.kept.prints.changed = False
                keep(self.to._cache / READINGS, self.kept)
        errors = sum(fault.level == "error" for fault in faults)
        if errors:
            raise Invalid(_("Có {n} lỗi; chưa công bố gì.").format(n=errors), faults)
        self.entries = self.library.entries()
        return Built(services=len(self.entries), read=self.library.read, faults=faults)

    def make(self, built: Built) -> Published:
        """Make what is stale, and put it in place."""
        rendering = code.rendering_key(self.kept.prints)
        frame = Pelican(self.to.settings, self.to.content, self.kept.prints, self.last.frame, rendering)
        outputs = unique(output for kind in KINDS for output in kind(self._site(frame, rendering)))
        stale = [one for one in outputs if self.last.outputs.get(one.path) != one.key]
        now = Published(outputs={one.path: one.key for one in outputs}, frame=frame.frame)
        built.made = len(stale)
        portal = self.fresh / PORTAL
        portal.mkdir()
        drive = partial(self._drive, stale, built)
        if frame.must_run(self.library.parts["portal"], self.day):
            folder = self.fresh.parent / "frame"
            frame.run(folder, self.reference, drive)
            built.written += _take(folder, frame.frame.files, now.outputs, self.to.output / PORTAL, portal)
        else:
            drive()
        built.written += self._catalogue(now)
        gone = self._vanished(now)
        built.deleted = len(gone)
        self._publish(now, built, gone)
        return now

    def _site(self, frame: Pelican, rendering: str) -> Site:
        base = digest(rendering, frame.frame.settings_key, *self.library.parts.values())
        templates = Templates(frame.theme, self.kept.prints, self.kept.mentions)
        return Site(
            self.reference,
            self.entries,
            self.day,
            frame.frame.settings,
            lambda name: digest(base, templates.key(name) if name else ""),
            Renderer(frame.theme, self.to._cache / COMPILED, self.reference.portal),
        )

    def _drive(self, stale: list[Output], built: Built) -> None:
        standing = self.to.output / PORTAL
        label = _("Dựng trang")
        built.written += make(stale, standing, self.fresh / PORTAL, self.workers, self.to._progress, label)

    def _catalogue(self, now: Published) -> int:
        """Versions that are not there yet, and the manifest."""
        self.kept.versions = standing(self.to.output, self.kept.versions)
        services = current(self.entries)
        new = {f"{entry.version}.json": entry for entry in self.entries if entry.kept}
        stale = [
            Output(name, name, partial(_declaration, entry))
            for name, entry in new.items()
            if name not in self.kept.versions
        ]
        where, label = self.to.output / VERSIONS, _("Ghi bản")
        written = make(stale, where, self.fresh / VERSIONS, self.workers, self.to._progress, label)
        now.manifest = digest(*self.library.parts.values(), *services, *services.values())
        target = self.to.output / MANIFEST
        if now.manifest != self.last.manifest or not target.exists():
            written += put(manifest(self.reference, services), target, self.fresh / MANIFEST)
        return written

    def _vanished(self, now: Published) -> list[str]:
        """Files of the portal that nobody names any more; with nothing to go by, whatever else is there."""
        named = {*now.outputs, *now.frame.files}
        stood = {*self.last.outputs, *self.last.frame.files}
        if not stood:
            stood = {name for name, _stamp in walk(str(self.to.output / PORTAL), every)}
        return [f"{PORTAL}/{name}" for name in sorted(stood - named)]

    def _publish(self, now: Published, built: Built, gone: list[str]) -> None:
        where = self.to.output / PORTAL
        now.root = _identity(where) if where.exists() else _identity(self.fresh / PORTAL)
        if built.written or gone or now != self.last:
            keep(self.fresh / FOLDER / PUBLISHED, now)
            journal.commit(self.to.output, gone)


def _declaration(entry: Entry) -> bytes:
    return entry.open().declaration


def _take(folder: Path, files: tuple[str, ...], ours: dict[str, str], standing: Path, fresh: Path) -> int:
    """Move what Pelican wrote to the other new files, where it differs from what stands."""
    both = sorted(set(files) & set(ours))
    if both:
        raise Refused(_("Hai phần của cổng cùng ghi một tệp: {names}").format(names=", ".join(both)))
    return sum(put((folder / name).read_bytes(), standing / name, fresh / name) for name in files)


def _identity(folder: Path) -> tuple[int, int]:
    """Which folder stands there; none, or one without a first page, is nobody's."""
    try:
        stat = folder.stat()
    except OSError:
        return (0, 0)
    return (stat.st_dev, stat.st_ino)
