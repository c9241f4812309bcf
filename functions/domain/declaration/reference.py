"""Reference data that services point at: authorities, units, fields, roles, portal, calendar.

Nothing of one province stands in code; all of this is read from ``content/reference``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from functions.domain.calendar import WorkCalendar
from functions.domain.declaration.parts import Message
from functions.domain.declaration.terms import Level
from functions.domain.declaration.workflow import Workflow
from functions.domain.errors import NotFound
from functions.domain.fields.section import Section
from functions.domain.i18n import _
from functions.domain.model import Id, Model, Slug, Text

COMMUNE = "commune"


class Portal(Model):
    """Who runs this portal and how it is reached."""

    name: Text
    short_name: Text
    province: Text
    organisation: Text
    place: Text
    """The place name (*địa danh*) on documents."""
    agency_code: Text
    """Level-1 code of the province in QĐ 20/2020, e.g. ``H48``."""
    hotline: Text
    email: str = ""
    address: str = ""
    tagline: str = ""
    form_files_mb: float = 4.5
    """Megabytes of files that one form carries where no script sends them ahead, told beside the field. What
    AWS lets through to a function; a server of one's own may take more (``max_body_mb``)."""
    sample: bool = True
    """Prints everywhere that people, codes and signatures are samples."""


class Authority(Model):
    """A competent authority. With ``per: commune`` it stands for one body in every commune."""

    id: Id
    name: Text
    level: Level
    per: Annotated[str, StringConstraints(pattern=r"^(commune)$")] | None = None
    parent: str = ""
    """The superior body on the letterhead."""
    agency_code: str = ""
    old_agency_code: str = ""
    phone: str = ""
    address: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    verified: bool = False


class AdministrativeUnit(Model):
    """A commune, ward or special zone with the dates between which it exists."""

    code: Annotated[str, StringConstraints(pattern=r"^\d{2,5}$")]
    name: Text
    kind: Text
    level: Level
    parent: str = ""
    agency_code: str = ""
    old_agency_code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()

    def exists_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class Sector(Model):
    """A field of administration (*lĩnh vực*)."""

    id: Slug
    name: Text


class Role(Model):
    """What an officer may be in their unit."""

    id: Id
    name: Text


class Office(Model):
    """A concrete body that holds cases: a province agency, or one commune's committee."""

    id: Text
    """Authority id, or ``authority:unit-code`` for bodies that exist per commune."""
    name: Text
    parent: str = ""
    agency_code: str
    old_agency_code: str
    authority: Id
    unit: str = ""
    phone: str = ""
    address: str = ""


class Reference(Model):
    """All reference data, in force or past; look-ups take the day where it matters."""

    portal: Portal
    sectors: tuple[Sector, ...]
    authorities: tuple[Authority, ...]
    units: tuple[AdministrativeUnit, ...] = ()
    roles: tuple[Role, ...]
    workflows: tuple[Workflow, ...] = ()
    messages: tuple[Message, ...] = ()
    applicant: tuple[Section, ...] = ()
    """The standard questions about the applicant."""
    calendar: WorkCalendar
    citizen_id_provinces: tuple[str, ...] = ()
    consents: dict[str, str] = Field(default_factory=dict)
    """Optional consents by id: the text that the citizen may tick, never ticked in advance."""

    def authority(self, id: str) -> Authority | None:
        return next((one for one in self.authorities if one.id == id), None)

    def communes(self, day: date) -> tuple[AdministrativeUnit, ...]:
        return tuple(u for u in self.units if u.level is Level.COMMUNE and u.exists_on(day))

    def offices(self, authority_id: str, day: date) -> tuple[Office, ...]:
        """The concrete bodies behind an authority on ``day``; one, unless it exists per commune."""
        authority = self.authority(authority_id)
        if authority is None:
            return ()
        if authority.per is None:
            return (_office(authority),)
        return tuple(_commune_office(authority, unit) for unit in self.communes(day))

    def office(self, office_id: str) -> Office:
        """Find a body by its id, also one that no longer exists (old cases keep it)."""
        authority_id, colon, unit_code = office_id.partition(":")
        authority = self.authority(authority_id)
        if authority is not None and not colon:
            return _office(authority)
        unit = next((u for u in self.units if u.code == unit_code), None)
        if authority is None or unit is None:
            raise NotFound(_("Không có cơ quan “{id}”.").format(id=office_id))
        return _commune_office(authority, unit)


def _office(authority: Authority) -> Office:
    return Office(
        id=authority.id,
        name=authority.name,
        parent=authority.parent,
        agency_code=authority.agency_code,
        old_agency_code=authority.old_agency_code,
        authority=authority.id,
        phone=authority.phone,
        address=authority.address,
    )


def _commune_office(authority: Authority, unit: AdministrativeUnit) -> Office:
    return Office(
        id=f"{authority.id}:{unit.code}",
        name=f"{authority.name} {unit.name[:1].lower()}{unit.name[1:]}",
        parent=authority.parent,
        agency_code=unit.agency_code,
        old_agency_code=unit.old_agency_code,
        authority=authority.id,
        unit=unit.code,
    )
