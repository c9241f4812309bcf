"""Reading ``content/reference``: portal, agencies, units, roles, workflows, messages, calendar.

Each file is read on its own, so that a fault names its file and line; then all are put together.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from functions.domain.compile import read_as
from functions.domain.declaration import (
    AdministrativeUnit,
    Authority,
    Message,
    Portal,
    Reference,
    Role,
    Sector,
    Workflow,
)
from functions.domain.errors import Invalid
from functions.domain.fields.section import Section
from functions.domain.i18n import _
from functions.domain.model import JSON, Model
from publisher.calendar_source import work_calendar
from publisher.front_matter import FileFault, Source, read_text, read_yaml


class _Sectors(Model):
    sectors: tuple[Sector, ...]


class _Authorities(Model):
    authorities: tuple[Authority, ...]


class _Roles(Model):
    roles: tuple[Role, ...]


class _Messages(Model):
    messages: tuple[Message, ...]


class _Applicant(Model):
    applicant: tuple[Section, ...]


class _CitizenId(Model):
    provinces: tuple[str, ...]


class _Consents(Model):
    consents: dict[str, str]


_FILES: dict[str, Callable[[JSON], JSON]] = {
    "portal.yml": lambda data: {"portal": read_as(Portal, data)},
    "sectors.yml": lambda data: {"sectors": read_as(_Sectors, data).sectors},
    "authorities.yml": lambda data: {"authorities": read_as(_Authorities, data).authorities},
    "roles.yml": lambda data: {"roles": read_as(_Roles, data).roles},
    "messages.yml": lambda data: {"messages": read_as(_Messages, data).messages},
    "applicant.yml": lambda data: {"applicant": read_as(_Applicant, data).applicant},
    "citizen_id.yml": lambda data: {"citizen_id_provinces": read_as(_CitizenId, data).provinces},
    "consents.yml": lambda data: {"consents": read_as(_Consents, data).consents},
    "calendar.yml": lambda data: {"calendar": work_calendar(data)},
}


def load_reference(folder: Path, root: Path | None = None) -> Reference:
    """All reference data. Raises :class:`Invalid` with the faults of every file at once."""
    root = root or folder
    faults: list[FileFault] = []
    parts: dict[str, Any] = {}
    for name, shape in _FILES.items():
        _collect(faults, parts, partial(_part, folder / name, root, shape))
    _collect(faults, parts, partial(_units, folder / "units.csv", root))
    workflows: dict[str, Any] = {}
    for path in sorted((folder / "workflows").glob("*.yml")):
        _collect(faults, workflows, partial(_part, path, root, _workflow))
    if faults:
        raise Invalid(_("Dữ liệu dùng chung có chỗ sai."), faults)
    return Reference(**parts, workflows=tuple(workflows.values()))


def _workflow(data: JSON) -> JSON:
    workflow = read_as(Workflow, data)
    return {workflow.id: workflow}


def _collect(faults: list[FileFault], parts: dict[str, Any], read: Callable[[], dict[str, Any]]) -> None:
    try:
        parts.update(read())
    except Invalid as error:
        faults += [fault for fault in error.faults if isinstance(fault, FileFault)]


def _part(path: Path, root: Path, shape: Callable[[JSON], JSON]) -> JSON:
    source = read_yaml(path, str(path.relative_to(root)))
    try:
        return shape(source.data)
    except Invalid as error:
        raise Invalid(error.message, [source.fault(fault) for fault in error.faults]) from None


def _units(path: Path, root: Path) -> JSON:
    """The table of units; ``#`` lines are remarks, ``successors`` are codes parted by spaces."""
    name = str(path.relative_to(root))
    rows = read_text(path, name).split("\n")
    kept = [(number, row) for number, row in enumerate(rows, 1) if row.strip() and not row.startswith("#")]
    reader = csv.DictReader(io.StringIO("\n".join(row for _number, row in kept)), strict=True)
    units, faults = [], []
    try:
        table = list(reader)
    except csv.Error:
        fault = FileFault("", "csv", _("Bảng có dấu nháy chưa đóng."), name, kept[reader.line_num - 1][0])
        raise Invalid(_("Tệp {name} chưa đọc được.").format(name=name), [fault]) from None
    for (number, _row), cells in zip(kept[1:], table, strict=False):
        source = Source(name, {}, {"": number})
        try:
            units.append(read_as(AdministrativeUnit, _cells(cells)))
        except Invalid as error:
            faults += [source.fault(fault) for fault in error.faults]
    if faults:
        raise Invalid(_("Dữ liệu dùng chung có chỗ sai."), faults)
    return {"units": tuple(units)}


def _cells(cells: dict[str, Any]) -> JSON:
    found = {str(key): value for key, value in cells.items() if value not in ("", None)}
    if "successors" in found:
        found["successors"] = str(found["successors"]).split()
    return found
