"""Reading all services of a content folder, and holding each against the rules.

A file that cannot be read, compiled or checked costs no other file its turn: all faults come back together.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from functions.domain.checks import check_services
from functions.domain.checks.finding import Finding
from functions.domain.compile import compile_data, place_in_file
from functions.domain.declaration import AnyService, Example, Procedure, Publication, Reference
from functions.domain.errors import Fault, Invalid
from functions.domain.i18n import _
from publisher.front_matter import FileFault, Source, read_document, unreadable
from publisher.reference import load_reference

RunExample = Callable[[AnyService, Example, Reference], Sequence[Fault]]
_RESERVED = frozenset({"linh-vuc"})
"""Addresses below ``/thu-tuc/`` that are not procedures."""
_RUNNER = "functions.domain.examples"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Page:
    """A service with the file that it came from."""

    service: AnyService
    source: Source

    @property
    def procedure(self) -> Procedure:
        """The service, where only procedures come."""
        if not isinstance(self.service, Procedure):
            raise TypeError(f"{self.source.path} is a process")
        return self.service


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
    for path, process in service_files(content):
        _read(path, root, found, process=process)
    _check(found, day, content)
    if only:
        names = [str(path.absolute()) for path in only]
        found.faults = [fault for fault in found.faults if _within(root / fault.path, names)]
    found.faults.sort(key=lambda fault: (fault.path, fault.line))
    return found


def service_files(content: Path) -> Iterable[tuple[Path, bool]]:
    """Each service file, and whether it is an internal process."""
    for folder, process in (("procedures", False), ("processes", True)):
        for path in sorted((content / folder).rglob("*.md")):
            yield path, process


def _within(path: Path, names: Sequence[str]) -> bool:
    place = str(path.absolute())
    return any(place == name or place.startswith(name.rstrip("/") + "/") for name in names)


def _read(path: Path, root: Path, found: Content, *, process: bool) -> None:
    name = str(path.relative_to(root))
    try:
        source = read_document(path, name)
        if not _SLUG.fullmatch(path.stem) or path.stem in _RESERVED:
            reason = _(
                "Tên tệp là địa chỉ của trang: chữ thường không dấu và số, nối bằng “-”, khác “{reserved}”."
            ).format(reserved="”, “".join(sorted(_RESERVED)))
            raise unreadable(name, 1, "slug", reason)
    except Invalid as error:
        found.faults += [fault for fault in error.faults if isinstance(fault, FileFault)]
        return
    try:
        service = compile_data(source.data, path.stem, found.reference, process=process)
    except Invalid as error:
        found.faults += [source.fault(fault) for fault in error.faults]
        return
    found.pages[name] = Page(service, source)


def _check(found: Content, day: date, content: Path) -> None:
    services = {name: page.service for name, page in found.pages.items()}
    unread = {path.stem for path, process in service_files(content) if not process}
    for name, findings in check_services(services, found.reference, day, unread).items():
        page = found.pages[name]
        findings += _templates(page.service, content)
        found.faults += [place(page, finding) for finding in findings]
        if not any(finding.level == "error" for finding in findings):
            found.faults += [place(page, fault) for fault in _examples(page.service, found.reference)]


def place(page: Page, fault: Fault) -> FileFault:
    """A fault of the compiled service at its line in the file."""
    where = place_in_file(fault.where, page.source.data, page.service)
    placed = Fault(where, fault.code, fault.message)
    return page.source.fault(placed, fault.level if isinstance(fault, Finding) else "error")


def _templates(service: AnyService, content: Path) -> Iterable[Finding]:
    for n, paper in enumerate(service.evidence):
        if paper.template and not (content / "forms" / Path(paper.template).name).is_file():
            reason = _("Chưa có tệp mẫu “{name}” trong content/forms.").format(name=paper.template)
            yield Finding(f"evidence[{n}].template", "template_missing", reason)


def _examples(service: AnyService, reference: Reference) -> Iterable[Fault]:
    """Run the examples that the file states; where nothing can run them, say so rather than pass them."""
    if not service.examples:
        return
    if importlib.util.find_spec(_RUNNER) is None:
        yield Finding("examples", "examples_not_run", _("Các ví dụ chưa được chạy thử."), "warning")
        return
    run: RunExample = importlib.import_module(_RUNNER).run_example
    for n, example in enumerate(service.examples):
        for fault in run(service, example, reference):
            inner = fault.where if fault.where.startswith("examples[") else f"examples[{n}].{fault.where}"
            yield Fault(inner.rstrip("."), fault.code, fault.message)
