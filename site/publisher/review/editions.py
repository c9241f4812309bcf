"""A service as one side has it: compiled, with its version, or with what is wrong in its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from functions.domain.declaration import AnyService, Reference
from functions.domain.errors import Fault, Invalid
from functions.domain.i18n import _
from publisher.entry import Entry, Whole
from publisher.front_matter import FileFault
from publisher.reading import Page, Read, read_service
from publisher.review.sides import Side, kind_of


@dataclass(frozen=True)
class Edition:
    """One readable file of one side."""

    name: str
    """The file, from the content folder."""
    page: Page
    reference: Reference

    @property
    def service(self) -> AnyService:
        return self.page.service

    @cached_property
    def _made(self) -> tuple[Entry, Whole]:
        return Entry.of(self.page, self.reference)

    @property
    def entry(self) -> Entry:
        return self._made[0]

    @property
    def version(self) -> str:
        return self.entry.version

    @property
    def guidance(self) -> str:
        """The guidance as HTML: what is the same there reads the same."""
        return self._made[1].guidance


@dataclass(frozen=True)
class Reader:
    """Reads files of one side against its reference data."""

    side: Side
    reference: Reference
    day: date

    def read(self, name: str | None) -> tuple[Edition | None, Sequence[FileFault]]:
        """One file that was fetched, and every error in it; nothing for a file that is not on this side."""
        if name is None:
            return None, ()
        path = self.side.path(name)
        if not path.is_file():
            return None, [_lacking(f"{self.side.content.name}/{name}")]
        said = f"{self.side.content.name}/{name}"
        found = self._found(name, said)
        faults = [fault for fault in (*found.faults, *found.tried) if fault.level == "error"]
        return (Edition(name, found.page, self.reference) if found.page else None), faults

    def _found(self, name: str, said: str) -> Read:
        path, process = self.side.path(name), bool(kind_of(name))
        try:
            return read_service(path, said, self.reference, self.day, process=process)
        except Invalid as invalid:
            return Read(faults=[_placed(fault, said) for fault in invalid.faults])


def _placed(fault: Fault, name: str) -> FileFault:
    """A fault that names no file, in the file that was being read."""
    if isinstance(fault, FileFault):
        return fault
    return FileFault(fault.where, fault.code, fault.message, name, 1)


def _lacking(name: str) -> FileFault:
    reason = _("Kho git này thiếu tệp ấy. Tải đủ bằng: git fetch --unshallow, rồi chạy lại.")
    return FileFault("", "blob_missing", reason, name, 1)
