"""Rules across files: one code, one address, and links that lead somewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Protocol

from functions.domain.checks.finding import Finding, error
from functions.domain.i18n import _


class Linked(Protocol):
    """What these rules look at: a compiled service, or a short note of one.

    Procedures also have ``related`` and ``follow_up``; processes have neither.
    """

    @property
    def code(self) -> str: ...
    @property
    def slug(self) -> str: ...


def check_across(services: Mapping[str, Linked], unread: Collection[str] = ()) -> dict[str, list[Finding]]:
    """Findings by the key under which each service is given, e.g. the name of its file.

    ``unread`` are slugs of files that could not be read: links to them are not held against others.
    """
    found: dict[str, list[Finding]] = defaultdict(list)
    for attribute in ("code", "slug"):
        _unique(services, attribute, found)
    procedures = {
        key: service for key, service in services.items() if getattr(service, "related", None) is not None
    }
    slugs = {service.slug for service in procedures.values()} | {*unread}
    for key, service in procedures.items():
        for where in ("related", "follow_up"):
            if getattr(service, where):
                _linked(service, where, slugs, found[key])
    return {key: findings for key, findings in found.items() if findings}


def _unique(services: Mapping[str, Linked], attribute: str, found: dict[str, list[Finding]]) -> None:
    first: dict[str, str] = {}
    for key, service in services.items():
        value = getattr(service, attribute)
        if value in first:
            reason = (
                _("Mã “{value}” đã dùng ở {other}.")
                if attribute == "code"
                else _("Tên tệp “{value}” đã dùng ở {other}; địa chỉ trang sẽ trùng.")
            )
            place = "code" if attribute == "code" else ""
            found[key].append(
                error(place, f"{attribute}_twice", reason.format(value=value, other=first[value]))
            )
        first.setdefault(value, key)


def _linked(service: Linked, where: str, slugs: set[str], found: list[Finding]) -> None:
    for n, slug in enumerate(getattr(service, where)):
        if slug == service.slug or slug not in slugs:
            reason = _("Không có thủ tục nào khác tên “{slug}”.").format(slug=slug)
            found.append(error(f"{where}[{n}]", "related_unknown", reason))
