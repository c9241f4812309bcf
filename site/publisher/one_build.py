"""One build: read and judge the files, make what is stale, and put it in place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Protocol

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from publisher import journal
from publisher.cache import code
from publisher.cache.ledger import Ledger
from publisher.cache.library import Library
from publisher.cache.memory import FOLDER, Published, unpacked
from publisher.cache.stamps import every, stamp_of, walk
from publisher.cache.templates import Templates
from publisher.compiled import IN_ENGLISH, MANIFEST, VERSIONS, current, in_english, manifest, standing
from publisher.entry import Entry
from publisher.frame import Pelican
from publisher.front_matter import FileFault
from publisher.kinds import KINDS, PROCEDURE_KINDS
from publisher.making import Renderer, make, put, twice, unique
from publisher.outputs import Output, digest
from publisher.parallel import processors
from publisher.portal.editorial import Editorial
from publisher.progress import Progress
from publisher.site import Site

PORTAL = "www"
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
    warnings: int = 0
    """In all files; ``faults`` has those of files that were read anew."""
    faults: list[FileFault] = field(default_factory=list)


class Order(Protocol):
    """What is built from where into where: a :class:`publisher.build.Publisher`."""

    content: Path
    output: Path
    settings: Path
    cache: Path
    preview: bool
    progress: Progress
    theme: Path | None


class Build:
    """One build."""

    def __init__(
        self, to: Order, library: Library, ledger: Ledger, last: Published, day: date, fresh: Path
    ) -> None:
        self.to, self.library, self.ledger, self.last = to, library, ledger, last
        self.kept = library.kept
        self.day, self.fresh = day, fresh
        self.portal, self.workers = to.output / PORTAL, processors()
        self.did = Built()

    def run(self) -> Published:
        """Read, judge, make, and put in place."""
        try:
            self._read()
            now, gone = self._make()
            self._put_in_place(now, gone)
        finally:
            self.kept.save()
        return now

    def _read(self) -> None:
        """Raises :class:`Invalid` with every fault when one of them is an error."""
        key = code.reading_key(self.kept.prints)
        self.reference = self.library.reference(key)
        self.library.refresh(key, self.day, self.workers, self.to.progress)
        self.entries = self.library.entries()
        together = self.library.together(self.entries, self.day)
        self.editorial = Editorial.load(
            self.to.content, self.to.output, self.to.cache, key, self.day, preview=self.to.preview
        )
        together += self.editorial.judge(self.entries, self.reference)
        files = self.kept.files
        if together or any(reading.errors or reading.tried for reading in files.values()):
            faults = self.library.faults(together)
            errors = sum(fault.level == "error" for fault in faults)
            if errors:
                raise Invalid(_("Có {n} lỗi; chưa công bố gì.").format(n=errors), faults)
        self.did.services, self.did.read = len(self.entries), len(self.library.read)
        self.did.warnings = sum(reading.warnings for reading in files.values()) + len(together)
        fresh = [fault for name in self.library.read for fault in unpacked(files[name].faults)]
        self.did.faults = sorted([*fresh, *together], key=lambda fault: (fault.path, fault.line))

    def _make(self) -> tuple[Published, list[str]]:
        """Make what is stale, to wait; what then stands, and the names that vanish."""
        rendering = code.rendering_key(self.kept.prints)
        frame = Pelican(self.to.settings, self.to.content, self.kept.prints, self.last.frame, rendering)
        self.to.theme = frame.theme
        templates = Templates(frame.theme, self.kept.prints, self.kept.mentions)
        said = self.library.glossary_key
        base = digest(rendering, frame.frame.settings_key, self.to.preview, said, *self.kept.parts.values())
        site = self.site = self._site(frame, templates, base)
        now = Published(
            self.last.root,
            digest(base, templates.all(), self.day.isoformat(), site.leads_key),
            frame=frame.frame,
        )
        stale = self._stale(site, now)
        dead = self.editorial.dead_links(self.entries, now.names)
        if any(fault.level == "error" for fault in dead):
            raise Invalid(_("Có {n} lỗi; chưa công bố gì.").format(n=len(dead)), dead)
        self.did.faults += dead
        (self.fresh / PORTAL).mkdir()
        drive = partial(self._drive, stale)
        if frame.must_run(self.kept.parts["portal"], self.day):
            frame.run(self.fresh.parent / "frame", self.reference, drive)
            self._take(self.fresh.parent / "frame", now)
        else:
            drive()
        self._catalogue(now)
        return now, self._vanished(now)

    def _site(self, frame: Pelican, templates: Templates, base: str) -> Site:
        def template_key(name: str) -> str:
            return digest(base, templates.key(name) if name else "")

        render = Renderer(frame.theme, self.to.cache / COMPILED, self.reference.portal)
        settings = frame.frame.settings
        english = self.library.speak_english
        site = Site(
            self.reference, self.entries, self.day, settings, template_key, render, self.editorial, english
        )
        render.pages = site.all_in_english
        return site

    def _stale(self, site: Site, now: Published) -> list[Output]:
        """The outputs whose key changed; ``now`` learns all of them."""
        outputs = [output for kind in KINDS for output in kind(site)]
        now.outputs = {one.path: one.key for one in outputs}
        stale = [one for one in outputs if self.last.outputs.get(one.path) != one.key]
        same = now.shared == self.last.shared
        for entry in site.procedures:
            signature = site.signature(entry)
            known = self.last.groups.get(entry.slug)
            if known is not None and same and known[0] == signature:
                now.groups[entry.slug] = known
                continue
            group = [output for kind in PROCEDURE_KINDS for output in kind(site, entry)]
            now.groups[entry.slug] = (signature, tuple((one.path, one.key) for one in group))
            keys = dict(known[1]) if known else {}
            stale += [one for one in group if keys.get(one.path) != one.key]
        unique(stale)
        self.did.made = len(stale)
        return stale

    def _drive(self, stale: list[Output]) -> None:
        fresh, label = self.fresh / PORTAL, _("Dựng trang")
        self.did.written += make(stale, self.portal, fresh, self.workers, self.to.progress, label)

    def _take(self, folder: Path, now: Published) -> None:
        """Move what Pelican wrote to the other new files, where it differs from what stands."""
        both = sorted(
            {*now.frame.files} & {*now.outputs, *(p for g in now.groups.values() for p, _k in g[1])}
        )
        if both:
            raise twice(both)
        for name in now.frame.files:
            made = (folder / name).read_bytes()
            self.did.written += put(made, self.portal / name, self.fresh / PORTAL / name)

    def _catalogue(self, now: Published) -> None:
        """Versions that are not there yet, the manifest, and what the content says in English."""
        folder = _touched(self.to.output / VERSIONS)
        if self.kept.held != folder:  # of one process, the versions that it saw and did not touch still hold
            self.kept.versions, self.kept.held = standing(self.to.output, self.kept.versions), folder
        services = current(self.entries)
        new = {
            f"{entry.version}.json": Output(f"{entry.version}.json", "", partial(_declaration, entry))
            for entry in self.entries
            if entry.slug in services and f"{entry.version}.json" not in self.kept.versions
        }
        where, fresh, label = self.to.output / VERSIONS, self.fresh / VERSIONS, _("Ghi bản")
        self.did.written += make([*new.values()], where, fresh, self.workers, self.to.progress, label)
        told = (self.library.glossary_key, sorted(self.site.all_in_english))
        words = [one.words_key for one in self.entries]
        now.manifest = digest(*self.kept.parts.values(), *services, *services.values(), *told, *words)
        target, english = self.to.output / MANIFEST, self.to.output / IN_ENGLISH
        if now.manifest != self.last.manifest or not (target.exists() and english.exists()):
            self.did.written += put(manifest(self.reference, services), target, self.fresh / MANIFEST)
            made = in_english(self.library.glossary, self.site.all_in_english, self.entries)
            self.did.written += put(made, english, self.fresh / IN_ENGLISH)

    def _vanished(self, now: Published) -> list[str]:
        """Files of the portal that nobody names any more; with nothing to go by, whatever else is there."""
        last = self.last
        if last.root == (0, 0):
            gone = {name for name, _stamp in walk(str(self.portal), every)} - now.names()
        else:
            changed = [slug for slug, group in last.groups.items() if now.groups.get(slug) is not group]
            old = {path for slug in changed for path, _key in last.groups[slug][1]}
            old.update(last.outputs, last.frame.files)
            gone = old - {*now.outputs, *now.frame.files} - _paths(now, changed)
            gone -= _paths(now, now.groups.keys() - last.groups.keys())
        self.did.deleted = len(gone)
        return [f"{PORTAL}/{name}" for name in sorted(gone)]

    def _put_in_place(self, now: Published, gone: list[str]) -> None:
        now.root = identity(self.portal if self.portal.exists() else self.fresh / PORTAL)
        segment = self.ledger.next_segment(now.tables())
        if segment is None:
            return
        waiting = self.fresh / FOLDER / "published" / segment[0]
        waiting.parent.mkdir(parents=True)
        waiting.write_bytes(segment[1])
        versions = [*(self.fresh / VERSIONS).glob("*.json")]
        journal.commit(self.to.output, gone)
        self.ledger.tidy()
        for path in versions:
            self.kept.versions[path.name] = stamp_of((self.to.output / VERSIONS / path.name).stat())
        self.kept.held = _touched(self.to.output / VERSIONS)


def _declaration(entry: Entry) -> bytes:
    return entry.open().declaration


def _touched(folder: Path) -> int:
    """When a name in the folder changed last; 0 where there is none."""
    return folder.stat().st_mtime_ns if folder.exists() else 0


def _paths(now: Published, slugs: Iterable[str]) -> set[str]:
    return {path for slug in slugs if slug in now.groups for path, _key in now.groups[slug][1]}


def identity(folder: Path) -> tuple[int, int]:
    """Which folder stands there; (0, 0) for none."""
    try:
        stat = folder.stat()
    except OSError:
        return (0, 0)
    return (stat.st_dev, stat.st_ino)
