"""Keys whose values come from reference data: what an editor may choose, by name and not by code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from functions.domain.declaration import SELF, Authority, Reference
from functions.domain.errors import Invalid
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.catalogue import service_files
from publisher.front_matter import read_document
from publisher.portal.data import PortalData, load_portal
from publisher.reference import load_reference

Option = tuple[str, str]
"""What is stored, and what the editor reads."""


@dataclass(frozen=True, slots=True)
class Choices:
    """All lists that keys may choose from."""

    reference: Reference
    portal: PortalData
    procedures: Sequence[Option]

    @classmethod
    def load(cls, content: Path) -> Choices:
        """Read reference data and the titles of procedures. Raises :class:`Invalid` where they are broken."""
        root = content.parent
        return cls(
            load_reference(content / "reference", root),
            load_portal(content / "reference", root),
            sorted(_procedures(content), key=lambda option: option[1]),
        )

    def of(self, model: type[BaseModel], key: str) -> Sequence[Option]:
        """Options of one key; none where it takes any words."""
        found = _LISTS.get(f"{model.__name__}.{key}") or _LISTS.get(key)
        return found(self) if found else ()

    def authorities(self) -> Sequence[Option]:
        return [(one.id, _authority(one)) for one in self.reference.authorities]

    def units(self) -> Sequence[Option]:
        return [(SELF, _("Đơn vị nhận hồ sơ")), *self.authorities()]

    def roles(self) -> Sequence[Option]:
        return [(one.id, one.name) for one in self.reference.roles]

    def sectors(self) -> Sequence[Option]:
        return [(one.id, one.name) for one in self.reference.sectors]

    def consents(self) -> Sequence[Option]:
        return list(self.reference.consents.items())

    def workflows(self) -> Sequence[Option]:
        known = {"one_stop": _("Một cửa")}
        return [(one.id, known.get(one.id, one.id)) for one in self.reference.workflows]

    def categories(self) -> Sequence[Option]:
        return [(one.id, one.name) for one in self.portal.sections if one.holds == "news"]

    def listed(self) -> Sequence[Option]:
        return self.procedures


_LISTS: Mapping[str, Callable[[Choices], Sequence[Option]]] = {
    "field": Choices.sectors,
    "authority": Choices.authorities,
    "also_at": Choices.authorities,
    "related": Choices.listed,
    "follow_up": Choices.listed,
    "procedure": Choices.listed,
    "consent": Choices.consents,
    "role": Choices.roles,
    "opened_by": Choices.roles,
    "signer_role": Choices.roles,
    "extends": Choices.workflows,
    "category": Choices.categories,
    "Step.unit": Choices.units,
    "AddedStep.unit": Choices.units,
    "StepChange.unit": Choices.units,
    "Consultation.unit": Choices.units,
}


def _authority(one: Authority) -> str:
    return _("{name} (mỗi xã, phường một nơi)").format(name=one.name) if one.per else one.name


def _procedures(content: Path) -> Sequence[Option]:
    found = []
    for path, process in service_files(content):
        if not process:
            found.append((path.stem, _title(path)))
    return found


def _title(path: Path) -> str:
    try:
        data: JSON = read_document(path).data
    except Invalid:
        return path.stem
    return str(data.get("title") or path.stem)
