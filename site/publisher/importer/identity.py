"""Who does it and for whom: field, agency, level, audience, announcing decision."""

from __future__ import annotations

import re
from collections.abc import Mapping

from functions.domain.declaration import Audience, DoubtKind, Level
from functions.domain.model import JSON
from publisher.importer.doubts import Doubts
from publisher.importer.text import given, line, plain
from publisher.importer.vocabulary import Found, Vocabulary

LEVELS = {"Cấp xã": Level.COMMUNE, "Cấp tỉnh": Level.PROVINCE}
AUDIENCES = {
    "Công dân Việt Nam": Audience.CITIZEN,
    "Người Việt Nam định cư ở nước ngoài": Audience.OVERSEAS_VIETNAMESE,
    "Người nước ngoài": Audience.FOREIGNER,
    "Người nước ngoài cư trú tại Việt Nam": Audience.FOREIGNER,
    "Cán bộ, công chức, viên chức": Audience.OFFICIAL,
    "Doanh nghiệp": Audience.ENTERPRISE,
    "Doanh nghiệp Việt Nam": Audience.ENTERPRISE,
    "Doanh nghiệp có vốn đầu tư nước ngoài": Audience.FOREIGN_INVESTED,
    "Hợp tác xã": Audience.COOPERATIVE,
    "Tổ chức (không bao gồm doanh nghiệp, HTX)": Audience.ORGANISATION,
    "Tổ chức nước ngoài": Audience.FOREIGN_ORGANISATION,
}
_AUDIENCES = {plain(words): audience for words, audience in AUDIENCES.items()}
_NUMBER = re.compile(r"(?:SỐ )?(?P<number>\d+[a-z]?/Q[ĐD](?:-[A-ZĐ0-9]+)+|QĐ/\d+(?:-[A-ZĐ0-9]+)+)")
_DISTRICT = re.compile(
    r"(?:ủy ban nhân dân|ubnd|công an|cấp|tòa án nhân dân) (?:cấp )?(?:quận, )?huyện\b", re.I
)


def levels(record: Mapping[str, str]) -> list[Level]:
    """The levels of the province that carry a record out, communes first; none for ministries' own."""
    named = given(record["cap_thuc_hien"])
    return [level for words, level in LEVELS.items() if words in named]


def names(cell: str) -> list[str]:
    """Agencies of a cell: a comma parts them when a capital follows."""
    cell = line(given(cell))
    starts = [0] + [n + 2 for n in range(len(cell) - 2) if cell[n : n + 2] == ", " and cell[n + 2].isupper()]
    parts = [cell[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
    return [part.strip(" ,.") for part in parts if part.strip(" ,.")]


def read_identity(record: Mapping[str, str], vocabulary: Vocabulary, doubts: Doubts) -> JSON:
    """``field``, ``authority``, ``also_at``, ``level``, ``audience`` and ``announcement``."""
    found: JSON = {"field": _field(record, vocabulary, doubts)}
    at = levels(record)
    agencies, level = _authority(record, at, vocabulary, doubts)
    found["authority"] = agencies[0]
    if agencies[1:]:
        found["also_at"] = agencies[1:]
    if level:
        found["level"] = str(level)
    audience = _audience(record["doi_tuong_thuc_hien"], doubts)
    if audience:
        found["audience"] = audience
    number = _NUMBER.fullmatch(line(given(record["so_quyet_dinh"])))
    if number:
        found["announcement"] = {"number": number["number"]}
    else:
        doubts.add(DoubtKind.ANNOUNCEMENT_UNCLEAR, "announcement", record["so_quyet_dinh"])
    return found


def _field(record: Mapping[str, str], vocabulary: Vocabulary, doubts: Doubts) -> str:
    name = line(given(record["linh_vuc"]))
    id, known = vocabulary.sector(name)
    if not known:
        doubts.add(DoubtKind.FIELD_UNKNOWN, "field", name)
    return id


def _authority(
    record: Mapping[str, str], at: list[Level], vocabulary: Vocabulary, doubts: Doubts
) -> tuple[list[str], Level | None]:
    """Ids of the agencies, the first of which decides, and the level of that one."""
    named = names(record["co_quan_co_tham_quyen"]) or names(record["co_quan_thuc_hien"])
    if not at:
        doubts.add(DoubtKind.LEVEL_ABOVE, "level", record["cap_thuc_hien"])
    if not named:
        doubts.add(DoubtKind.AUTHORITY_MISSING, "authority", record["cap_thuc_hien"])
        _several_levels(at, record, doubts)
        level = at[0] if at else None
        return [vocabulary.stand_in(level) or vocabulary.authority("co quan").id], level
    for name in named:
        if _DISTRICT.search(name):
            doubts.add(DoubtKind.DISTRICT_NAMED, "authority", name)
    found = [vocabulary.authority(name) for name in named]
    known = [one for one in found if one.known]
    here = [one for one in known if one.level in at or not at]
    first = (here or known or found)[0]
    level = first.level if first.level in at else (at[0] if at else None)
    if known and not here:
        doubts.add(
            DoubtKind.AUTHORITY_OTHER_LEVEL, "authority", f"{', '.join(named)}; {record['cap_thuc_hien']}"
        )
    _doubt_agency(named, found, here or known[:1], doubts)
    if not set(at) <= {one.level for one in here}:
        _several_levels(at, record, doubts)
    return list(dict.fromkeys([first.id, *(one.id for one in here if not one.elsewhere)])), level


def _doubt_agency(named: list[str], found: list[Found], here: list[Found], doubts: Doubts) -> None:
    said = ", ".join(named)
    if not here:
        doubts.add(DoubtKind.AUTHORITY_UNKNOWN, "authority", said)
    if len({one.id for one in found}) > 1 and len({one.id for one in here}) != 1:
        doubts.add(DoubtKind.AUTHORITY_SEVERAL, "authority", said)
    if here and here[0].elsewhere:
        doubts.add(DoubtKind.AUTHORITY_ELSEWHERE, "authority", said)


def _several_levels(at: list[Level], record: Mapping[str, str], doubts: Doubts) -> None:
    if len(at) > 1:
        doubts.add(DoubtKind.LEVEL_SEVERAL, "level", record["cap_thuc_hien"])


def _audience(cell: str, doubts: Doubts) -> list[str]:
    """Our words for the audiences; the State's words that have none are doubts."""
    parts = _rejoined(names(cell))
    found = [_AUDIENCES[plain(part)] for part in parts if plain(part) in _AUDIENCES]
    strange = [part for part in parts if plain(part) not in _AUDIENCES]
    if strange or not found:
        doubts.add(DoubtKind.AUDIENCE_UNKNOWN, "audience", ", ".join(strange))
    return [str(one) for one in dict.fromkeys(found)]


def _rejoined(parts: list[str]) -> list[str]:
    """``Tổ chức (không bao gồm doanh nghiệp, HTX)`` holds a comma before a capital of its own."""
    found: list[str] = []
    for part in parts:
        if part.startswith("HTX") and found:
            found[-1] = f"{found[-1]}, {part}"
        else:
            found.append(part)
    return found
