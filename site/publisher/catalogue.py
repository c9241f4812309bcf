"""Reading all services of a content folder, and holding each against the rules.

A file that cannot be read, compiled or checked costs no other file its turn: all faults come back together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from functions.domain.checks import check_across
from functions.domain.checks.across import Linked
from functions.domain.checks.drafts import relax
from functions.domain.checks.finding import Finding
from functions.domain.declaration import Procedure, Publication, Reference
from publisher.cache.stamps import Stamp, every, walk
from publisher.front_matter import FileFault
from publisher.reading import Page as Page
from publisher.reading import place, read_service, template_missing
from publisher.reference import load_reference
from publisher.translation import alone, beside, both, is_translation

FOLDERS = {"procedures": False, "processes": True}
"""Folders of service files below ``content/``, and whether they hold internal processes."""
FORMS = "forms"


@dataclass(slots=True)
class Content:
    """What was read: services by file, and what is wrong with them."""

    reference: Reference
    pages: dict[str, Page] = field(default_factory=dict)
    faults: list[FileFault] = field(default_factory=list)

    @property
    def errors(self) -> list[FileFault]:
        return [fault for fault in self.faults if fault.level == "error"]

    def procedures(self) -> list[Page]:
        """The procedures that the public sees, by title."""
        return sorted(
            (
                page
                for page in self.pages.values()
                if isinstance(page.service, Procedure) and page.service.status is Publication.PUBLISHED
            ),
            key=lambda page: (page.service.title, page.service.code),
        )


def load(content: Path, day: date, only: Sequence[Path] = ()) -> Content:
    """Read and check everything below ``content``; with ``only``, report on those files and folders alone.

    Raises :class:`Invalid` when the reference data cannot be read, since nothing can be judged without it.
    """
    root = content.parent
    found = Content(load_reference(content / "reference", root))
    tried: dict[str, Sequence[FileFault]] = {}
    for path, process in service_files(content):
        name = str(path.relative_to(root))
        read = read_service(path, name, found.reference, day, process=process)
        found.faults += read.faults
        tried[name] = read.tried
        if read.page:
            found.pages[name] = read.page
    services = {name: page.service for name, page in found.pages.items()}
    slugs = {path.stem for path, process in service_files(content) if not process}
    needed = {name: templates(page) for name, page in found.pages.items()}
    found.faults += judge_together(services, needed, slugs, content, found.pages.__getitem__)
    found.faults += lone_translations(markdown_files(content), content.name)
    found.faults += trials(tried, found.faults)
    if only:
        names = [str(path.absolute()) for path in only]
        found.faults = [fault for fault in found.faults if within(root / fault.path, names)]
    found.faults.sort(key=lambda fault: (fault.path, fault.line))
    return found


def judge_together(
    services: Mapping[str, Linked],
    needed: Mapping[str, Sequence[tuple[int, str]]],
    slugs: Collection[str],
    content: Path,
    page_of: Callable[[str], Page],
) -> list[FileFault]:
    """What only shows when all files lie side by side: codes, addresses, links, and templates of papers.

    ``slugs`` are those of all files, also of files that could not be read: a link to one is not held against
    others. ``page_of`` is asked for files that have a fault, and for no other.
    """
    there = {name for name, _stamp in walk(str(content / FORMS), every)}
    findings = {name: list(found) for name, found in check_across(services, slugs).items()}
    for name, papers in needed.items():
        missing = [template_missing(n, file) for n, file in papers if Path(file).name not in there]
        if missing:
            findings[name] = [*findings.get(name, ()), *missing]
    return [fault for name, found in findings.items() for fault in _placed(page_of(name), found)]


def _placed(page: Page, findings: Iterable[Finding]) -> Iterable[FileFault]:
    return (place(page, finding) for finding in relax(page.service, findings))


def templates(page: Page) -> list[tuple[int, str]]:
    """Papers, by number, that have a form to download."""
    return [(n, paper.template) for n, paper in enumerate(page.service.evidence) if paper.template]


def trials(tried: Mapping[str, Sequence[FileFault]], faults: Collection[FileFault]) -> Iterable[FileFault]:
    """Faults of examples, of files that are right in all else: the first mistake explains the others."""
    wrong = {fault.path for fault in faults if fault.level == "error"}
    return [fault for name, found in tried.items() if name not in wrong for fault in found]


def service_files(content: Path) -> Iterable[tuple[Path, bool]]:
    """Each service file, and whether it is an internal process."""
    for name, _stamp, process in listing(markdown_files(content)):
        yield content / name, process


Files = dict[str, dict[str, Stamp]]
"""By folder, the Markdown files below it by their names below ``content``."""


def markdown_files(content: Path) -> Files:
    """All files of services and their translations, with their stamps."""
    return {folder: dict(walk(str(content / folder), _is_markdown, f"{folder}/")) for folder in FOLDERS}


def listing(every: Files) -> list[tuple[str, Stamp, bool]]:
    """Each service file by its name below ``content``, in the order in which they count.

    The stamp is that of the file and its translation together.
    """
    found = []
    for folder, process in FOLDERS.items():
        files = every[folder]
        found += sorted(
            (name.split("/"), name, both(stamp, files.get(beside(name))), process)
            for name, stamp in files.items()
            if not is_translation(name)
        )
    return [(name, stamp, process) for _parts, name, stamp, process in found]


def lone_translations(every: Files, root: str) -> list[FileFault]:
    """Faults of translations without the file that they translate; ``root`` is the name of ``content``."""
    return alone((name for files in every.values() for name in files), root)


def _is_markdown(name: str) -> bool:
    return name.endswith(".md")


def within(path: Path, names: Sequence[str]) -> bool:
    place = str(path.absolute())
    return any(place == name or place.startswith(name.rstrip("/") + "/") for name in names)
