"""Data of the portal's own screens: first page, life events, mandatory sections, targets.

They live in ``content/reference`` beside the data that services point at. Each file may be left out: a
portal without targets has no scoreboard.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from functions.domain.compile import read_as
from functions.domain.declaration import Level
from functions.domain.errors import Invalid
from functions.domain.i18n import _
from functions.domain.model import Id, Model, Slug, Text
from publisher.front_matter import FileFault, Source, read_yaml
from publisher.outputs import digest
from publisher.portal.table import read_table

Address = Annotated[str, StringConstraints(pattern=r"^(/|https://)\S*$")]


class Door(Model):
    """A way out of this portal, or deep into it."""

    name: Text
    url: Address
    text: str = ""


class FrontPage(Model):
    """What the first page offers beside what it counts and computes."""

    often: tuple[Door, ...] = ()
    """Everyday words under the search box."""
    most_used: tuple[Slug, ...] = ()
    doors: tuple[Door, ...] = ()
    skyline: tuple[Text, ...] = ()
    """Names over the line of the province, from west to east; the theme knows where they stand."""
    notice_days: Annotated[int, Field(ge=0, le=60)] = 7
    """How many days ahead a day off is told of."""


class LifeEvent(Model):
    """Something that happens to a family, and the procedures that go with it, in their order."""

    id: Slug
    name: Text
    icon: Slug
    text: str = ""
    procedures: tuple[Slug, ...]


class SiteSection(Model):
    """A section that a provincial portal must have (NĐ 43/2011 Điều 10; NĐ 224/2026 Điều 9 to 11)."""

    id: Slug
    name: Text
    text: str = ""
    owner: Id
    """The authority that keeps it fresh."""
    basis: Text
    holds: Literal["news", "page", "address"]
    """News of this category, one page, or a place elsewhere on this portal or outside."""
    page: Slug | None = None
    address: Address | None = None
    checked_on: date | None = None
    """When somebody last saw that the address holds what it must."""
    fresh_days: Annotated[int, Field(ge=1, le=3660)]
    """After so many days without news, or without somebody reading the page again, it counts as stale."""
    warn_days: Annotated[int, Field(ge=0, le=365)] = 14
    doors: tuple[Door, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if (self.holds == "page") != (self.page is not None):
            raise ValueError(_("Ghi “page” khi và chỉ khi “holds: page”."))
        if (self.holds == "address") != (self.address is not None):
            raise ValueError(_("Ghi “address” khi và chỉ khi “holds: address”."))
        if self.holds == "address" and self.checked_on is None:
            raise ValueError(_("Mục dẫn đến nơi khác phải có “checked_on”: ngày đã mở xem lại."))
        return self


class Target(Model):
    """A target of a plan. What was measured is never written here: it is computed, or there is none."""

    number: Annotated[int, Field(ge=1)]
    group: Text
    name: Text
    goal: Annotated[int, Field(ge=0)]
    unit: Literal["percent", "services"] = "percent"
    said: Text
    """The goal in words: “từ 40%”."""
    measure: Text
    """Numerator and denominator."""
    missing: str = ""
    """Why there is no figure yet."""
    count: Literal["level_3", "level_4"] | None = None
    """Counted from the declarations in force: services of this level and above, as counted until 2022."""
    level: Level | None = None
    """Counts only what this level of government decides on."""


class Plan(Model):
    """The decision that set the targets."""

    name: Text
    number: Text
    text: Text
    targets: tuple[Target, ...]


class FormerUnit(Model):
    """A unit that exists no more. Its code may be a new unit's now, so the reference data leave it out."""

    code: str = ""
    name: Text
    district: str = ""
    province: str = ""
    valid_to: date
    """Its last day."""
    successors: tuple[str, ...] = ()
    """Codes of the units that hold its ground today."""


class _Sections(Model):
    sections: tuple[SiteSection, ...]


class _LifeEvents(Model):
    life_events: tuple[LifeEvent, ...]


@dataclass(slots=True)
class PortalData:
    """All of it, with a key a file and where each thing stands."""

    front_page: FrontPage = field(default_factory=FrontPage)
    life_events: tuple[LifeEvent, ...] = ()
    sections: tuple[SiteSection, ...] = ()
    plan: Plan | None = None
    former: tuple[FormerUnit, ...] = ()
    keys: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)

    def fault(self, file: str, where: str, code: str, message: str, level: Any = "error") -> FileFault:
        """A fault at the line of ``where`` in one of the files."""
        source = self.sources[file]
        return FileFault(where, code, message, source.path, source.line(where), level)


FORMER = "former_units.csv"
_SHAPES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "front_page.yml": ("front_page", lambda data: read_as(FrontPage, data)),
    "life_events.yml": ("life_events", lambda data: read_as(_LifeEvents, data).life_events),
    "sections.yml": ("sections", lambda data: read_as(_Sections, data).sections),
    "targets.yml": ("plan", lambda data: read_as(Plan, data)),
}


def load_portal(folder: Path, root: Path) -> PortalData:
    """The portal's data. Raises :class:`Invalid` with the faults of every file at once."""
    made, faults = PortalData(), []
    for name, (attribute, shape) in _SHAPES.items():
        path = folder / name
        made.keys[attribute] = ""
        if not path.exists():
            continue
        try:
            source = read_yaml(path, str(path.relative_to(root)))
            made.sources[attribute] = source
            made.keys[attribute] = digest(json.dumps(source.data, sort_keys=True, ensure_ascii=False))
            setattr(made, attribute, _shaped(source, shape))
        except Invalid as invalid:
            faults += [fault for fault in invalid.faults if isinstance(fault, FileFault)]
    made.keys["former"] = ""
    if (folder / FORMER).exists():
        try:
            made.former = _former(folder / FORMER, str((folder / FORMER).relative_to(root)))
            made.keys["former"] = digest(*made.former)
        except Invalid as invalid:
            faults += [fault for fault in invalid.faults if isinstance(fault, FileFault)]
    if faults:
        raise Invalid(_("Dữ liệu của cổng có chỗ sai."), faults)
    return made


def _former(path: Path, name: str) -> tuple[FormerUnit, ...]:
    rows = [(line, FormerUnit, cells) for line, cells in read_table(path, name)]
    return tuple(
        _shaped(Source(name, cells, {"": line}), partial(read_as, shape)) for line, shape, cells in rows
    )


def _shaped(source: Source, shape: Callable[[Any], Any]) -> Any:
    try:
        return shape(source.data)
    except Invalid as invalid:
        raise Invalid(invalid.message, [source.fault(fault) for fault in invalid.faults]) from None
