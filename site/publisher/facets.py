"""What the catalogue may be narrowed by, beside the field: level, online scale, audience, agency.

A facet is written ``group:value``, with values as the declaration has them; addresses say them in Vietnamese.
"""

from __future__ import annotations

from functions.domain.declaration import Audience, Level, OnlineLevel, Procedure, Reference
from functions.domain.i18n import _

LEVEL, ONLINE, AUDIENCE, AGENCY = "cap", "muc-do", "doi-tuong", "co-quan"
GROUPS = (LEVEL, ONLINE, AUDIENCE, AGENCY)

_SLUGS: dict[str, dict[str, str]] = {
    LEVEL: {Level.PROVINCE: "tinh", Level.DISTRICT: "huyen", Level.COMMUNE: "xa"},
    ONLINE: {OnlineLevel.FULL: "toan-trinh", OnlineLevel.PARTIAL: "mot-phan", OnlineLevel.NONE: "truc-tiep"},
    AUDIENCE: {
        Audience.CITIZEN: "cong-dan",
        Audience.OVERSEAS_VIETNAMESE: "nguoi-viet-o-nuoc-ngoai",
        Audience.FOREIGNER: "nguoi-nuoc-ngoai",
        Audience.OFFICIAL: "can-bo-cong-chuc",
        Audience.ENTERPRISE: "doanh-nghiep",
        Audience.FOREIGN_INVESTED: "doanh-nghiep-co-von-nuoc-ngoai",
        Audience.COOPERATIVE: "hop-tac-xa",
        Audience.ORGANISATION: "to-chuc-khac",
        Audience.FOREIGN_ORGANISATION: "to-chuc-nuoc-ngoai",
    },
}


def facets_of(procedure: Procedure) -> tuple[str, ...]:
    """All facets of a procedure, by group."""
    agencies = dict.fromkeys((procedure.authority, *procedure.also_at))
    return (
        f"{LEVEL}:{procedure.level}",
        f"{ONLINE}:{procedure.online}",
        *(f"{AUDIENCE}:{one}" for one in procedure.audience),
        *(f"{AGENCY}:{one}" for one in agencies),
    )


def heading(group: str) -> str:
    """The name of a group."""
    return {
        LEVEL: _("Cấp thực hiện"),
        ONLINE: _("Mức độ trực tuyến"),
        AUDIENCE: _("Đối tượng"),
        AGENCY: _("Cơ quan thực hiện"),
    }[group]


def say(facet: str, reference: Reference) -> str:
    """The name of a facet's value."""
    group, _colon, value = facet.partition(":")
    if group == LEVEL:
        return Level(value).say()
    if group == ONLINE:
        return {"full": _("Toàn trình"), "partial": _("Một phần"), "none": _("Nộp trực tiếp")}[value]
    if group == AUDIENCE:
        return Audience(value).say()
    authority = reference.authority(value)
    name = authority.name if authority else value
    return _("{name} xã, phường, đặc khu").format(name=name) if authority and authority.per else name


def address(facet: str) -> str:
    """The part of an address that names a facet: ``cap/xa``."""
    group, _colon, value = facet.partition(":")
    return f"{group}/{_SLUGS.get(group, {}).get(value, value.replace('_', '-'))}"


def order(facet: str) -> tuple[int, int, str]:
    """Groups and values in the order in which they are shown."""
    group, _colon, value = facet.partition(":")
    known = list(_SLUGS.get(group, {}))
    return GROUPS.index(group), known.index(value) if value in known else 0, value
