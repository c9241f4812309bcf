"""Judging what lies beside services without a build: news, campaigns, pages, portal data, and dead links."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from functions.domain.declaration import Reference
from functions.domain.model import JSON
from publisher.catalogue import Content, within
from publisher.entry import Entry
from publisher.front_matter import FileFault
from publisher.kinds import KINDS, PROCEDURE_KINDS
from publisher.portal.editorial import Editorial
from publisher.portal.shelf import load_shelf
from publisher.site import Site


def beside(content: Path, found: Content, day: date, only: Sequence[Path] = ()) -> list[FileFault]:
    """Faults of news, campaigns, pages and portal data, held against services; overdue is an error."""
    entries = [Entry.of(page, found.reference)[0] for page in found.pages.values()]
    editorial = Editorial(content, load_shelf(content), day)
    faults = editorial.judge(entries, found.reference, strict=True)
    faults += editorial.dead_links(entries, lambda: named(content, found.reference, entries, editorial, day))
    root, names = content.parent, [str(path.absolute()) for path in only]
    return [fault for fault in faults if not names or within(root / fault.path, names)]


def named(
    content: Path, reference: Reference, entries: Sequence[Entry], editorial: Editorial, day: date
) -> set[str]:
    """All files that a build would make, by name; nothing is made."""
    settings = {"SITEURL": "", "THEME": str(content.parent / "themes" / "civic")}
    site = Site(reference, entries, day, settings, lambda _name: "", _no_page, editorial)
    paths = {output.path for kind in KINDS for output in kind(site)}
    for entry in site.procedures:
        paths |= {output.path for kind in PROCEDURE_KINDS for output in kind(site, entry)}
    return paths


def _no_page(_template: str, _context: JSON) -> str:
    raise RuntimeError("a check makes no page")
