"""From the State's words to the ids of this portal: by name, and by ``content/reference/national.yml``.

Nothing of one province stands here: its name and its agencies come from the reference data.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import Field

from functions.domain.compile import read_as
from functions.domain.declaration import Authority, Level, Reference
from functions.domain.errors import Invalid
from functions.domain.i18n import _
from functions.domain.model import Id, Model, Slug
from publisher.front_matter import FileFault, read_yaml
from publisher.importer.text import cut, id_of, plain

FILE = "national.yml"
_LONG = 100
"""Words beyond this are a sentence that ran into the cell, not the name of an agency."""
_COMMUNE = re.compile(
    r"(?: cap)?(?<!hop tac) xa(?: phuong)?(?: thi tran| dac khu)*$|(?: cap)? (?:phuong|dac khu)$"
)
_DISTRICT = re.compile(r"(?: cap)? huyen(?: .*)?$| cap quan(?: .*)?$")
_CENTRAL = re.compile(
    r"^(?:bo|cuc|chinh phu|thu tuong|chu tich nuoc|ngan hang nha nuoc viet nam)\b|(?: viet nam| toi cao)$"
)
_PROVINCE = re.compile(
    r"(?: (?:cua|o))?(?: (?:cap|cac))? tinh(?: va)?(?: thanh pho)?(?: truc thuoc trung uong)?$"
    r"|(?: cac)? thanh pho truc thuoc trung uong$"
)
_ELSEWHERE = re.compile(r"(?:\s*-)?\s+(?:(?:[Tt]ỉnh|[Tt]hành phố)\s+|TP\.?\s*)(?P<place>[^\W\d_][^,;]*)$")
_CHAIR = re.compile(r"^(?:chu tich|van phong|nguoi dung dau) (?=uy ban|so |cong an|cong)")


class Words(Model):
    """The mapping file: national names on the left, ids of this portal on the right."""

    sectors: dict[str, Slug] = Field(default_factory=dict)
    authorities: dict[str, Id] = Field(default_factory=dict)
    stand_in: dict[Level, Id] = Field(default_factory=dict)
    """The authority to write down, in doubt, where a record names a level and no agency."""


@dataclass(frozen=True, slots=True)
class Found:
    """An agency of a record: its id here, whether it is known, and whether another province's was named."""

    id: str
    known: bool
    level: Level | None = None
    elsewhere: bool = False


@dataclass(slots=True)
class Vocabulary:
    """Look-ups for one import."""

    reference: Reference
    words: Words
    _sectors: Mapping[str, str] = field(init=False)
    _mapped: Mapping[str, str] = field(init=False)
    _authorities: Mapping[tuple[str, Level | None], Authority] = field(init=False)

    def __post_init__(self) -> None:
        self._sectors = {plain(one.name): one.id for one in self.reference.sectors} | {
            plain(name): id for name, id in self.words.sectors.items()
        }
        self._mapped = {plain(name): id for name, id in self.words.authorities.items()}
        found: dict[tuple[str, Level | None], Authority] = {}
        for one in self.reference.authorities:
            core = _core(plain(one.name).removesuffix(f" {plain(self.reference.portal.province)}"))[0]
            found.setdefault((core, one.level), one)
            found.setdefault((core, None), one)
        self._authorities = found

    def sector(self, name: str) -> tuple[str, bool]:
        """The id of a field, and whether it is known here; an unknown one gets an id to propose."""
        known = self._sectors.get(plain(name))
        return (known, True) if known else (cut(plain(name), 60, "-") or "khac", False)

    def authority(self, name: str) -> Found:
        """The agency of this province that a national name means."""
        mapped = self._mapped.get(plain(name))
        if mapped:
            one = self.reference.authority(mapped)
            return Found(mapped, one is not None, one.level if one else None)
        place = _ELSEWHERE.search(name)
        place = place if place and place["place"][0].isupper() else None
        away = place is not None and plain(place["place"]) != plain(self.reference.portal.province)
        core, level = _core(plain(name[: place.start()] if place else name))
        one = self._authorities.get((core, level)) or (
            self._authorities.get((core, None)) if level is not Level.DISTRICT else None
        )
        if one is None:
            return Found(id_of(name), known=False, level=level)
        return Found(one.id, known=True, level=one.level, elsewhere=away)

    def stand_in(self, level: Level | None) -> str | None:
        """What to write where a record names no agency."""
        return self.words.stand_in.get(level) if level else None


def home_level(name: str, at: Sequence[Level]) -> Level | None:
    """The level at which an unknown agency may be proposed; none for districts and bodies above the province.

    What its name says counts first; of the levels that a record names, only a single one tells anything.
    """
    words = plain(name)
    level = _core(words)[1]
    if level is Level.DISTRICT or _CENTRAL.search(words) or len(name) > _LONG:
        return None
    return level or (at[0] if len(at) == 1 else Level.PROVINCE if at else None)


def load_vocabulary(reference: Reference, folder: Path) -> Vocabulary:
    """The look-ups with the mapping file of ``folder``, which may be absent. Raises :class:`Invalid`."""
    path = folder / FILE
    if not path.is_file():
        return Vocabulary(reference, Words())
    source = read_yaml(path, str(path))
    try:
        return Vocabulary(reference, read_as(Words, source.data))
    except Invalid as error:
        faults: list[FileFault] = [source.fault(fault) for fault in error.faults]
        raise Invalid(_("Tệp ghép tên {name} có chỗ sai.").format(name=FILE), faults) from None


def _core(name: str) -> tuple[str, Level | None]:
    """The kind of agency and the level in its name: ``ubnd cap xa`` → ``uy ban nhan dan``, commune."""
    name = _CHAIR.sub("", re.sub(r"\bubnd\b", "uy ban nhan dan", name))
    for pattern, level in (
        (_COMMUNE, Level.COMMUNE),
        (_DISTRICT, Level.DISTRICT),
        (_PROVINCE, Level.PROVINCE),
    ):
        if pattern.search(name):
            return pattern.sub("", name).strip(), level
    return name, None
