"""One service file: read, compiled, held against the rules that need no other file, its examples tried."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from functions.domain.checks import check_service, relax
from functions.domain.checks.finding import Finding, error
from functions.domain.compile import compile_data, place_in_file
from functions.domain.declaration import AnyService, Procedure, Reference
from functions.domain.errors import Fault, Invalid
from functions.domain.examples import run_example
from functions.domain.i18n import _
from publisher.front_matter import FileFault, Source, read_document, unreadable
from publisher.translation import Words, read_words

_RESERVED = frozenset({"linh-vuc", "trang", "cap", "muc-do", "doi-tuong", "co-quan"})
"""Addresses below ``/thu-tuc/`` that are not procedures."""
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Page:
    """A service with the file that it came from."""

    service: AnyService
    source: Source
    words: Words | None = None
    """What it says in English, where somebody has written that."""

    @property
    def procedure(self) -> Procedure:
        """The service, where only procedures come."""
        if not isinstance(self.service, Procedure):
            raise TypeError(f"{self.source.path} is a process")
        return self.service


@dataclass(slots=True)
class Read:
    """What came of a file: a page unless it could not be compiled, and all that is wrong with it."""

    page: Page | None = None
    faults: list[FileFault] = field(default_factory=list)
    tried: list[FileFault] = field(default_factory=list)
    """Faults of its examples; not tried where the rules found errors."""


def read_service(path: Path, name: str, reference: Reference, day: date, *, process: bool) -> Read:
    """Read one file; ``name`` is how faults call it. Raises nothing for what is wrong with the file."""
    try:
        source = _document(path, name)
    except Invalid as invalid:
        return Read(faults=[fault for fault in invalid.faults if isinstance(fault, FileFault)])
    try:
        service = compile_data(source.data, path.stem, reference, process=process)
    except Invalid as invalid:
        return Read(faults=[source.fault(fault) for fault in invalid.faults])
    words, wrong = read_words(path, name, service)
    page = Page(service, source, words)
    findings = check_service(service, reference, day)
    read = Read(page, [*(place(page, finding) for finding in findings), *wrong])
    if not any(finding.level == "error" for finding in findings):
        read.tried = [place(page, fault) for fault in _examples(service, reference)]
    return read


def place(page: Page, fault: Fault) -> FileFault:
    """A fault of the compiled service at its line in the file."""
    where = place_in_file(fault.where, page.source.data, page.service)
    placed = Fault(where, fault.code, fault.message)
    level = relax(page.service, [fault])[0].level if isinstance(fault, Finding) else "error"
    return page.source.fault(placed, level)


def template_missing(n: int, template: str) -> Finding:
    """The paper at ``n`` has a form to download that is not there."""
    reason = _("Chưa có tệp mẫu “{name}” trong content/forms.").format(name=template)
    return error(f"evidence[{n}].template", "template_missing", reason)


def _document(path: Path, name: str) -> Source:
    source = read_document(path, name)
    if not _SLUG.fullmatch(path.stem) or path.stem in _RESERVED:
        reason = _(
            "Tên tệp là địa chỉ của trang: chữ thường không dấu và số, nối bằng “-”, khác “{reserved}”."
        ).format(reserved="”, “".join(sorted(_RESERVED)))
        raise unreadable(name, 1, "slug", reason)
    return source


def _examples(service: AnyService, reference: Reference) -> Iterable[Fault]:
    """Run the examples that the file states."""
    for n, example in enumerate(service.examples):
        for fault in run_example(service, example, reference):
            inner = fault.where if fault.where.startswith("examples[") else f"examples[{n}].{fault.where}"
            yield Fault(inner.rstrip("."), fault.code, fault.message)
