"""Rules across files: one code, one address, and links that lead somewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from functions.domain.checks.finding import Finding, error
from functions.domain.declaration import AnyService, Procedure
from functions.domain.i18n import _


def check_across(
    services: Mapping[str, AnyService], unread: Collection[str] = ()
) -> dict[str, list[Finding]]:
    """Findings by the key under which each service is given, e.g. the name of its file.

    ``unread`` are slugs of files that could not be read: links to them are not held against others.
    """
    found: dict[str, list[Finding]] = defaultdict(list)
    for attribute in ("code", "slug"):
        _unique(services, attribute, found)
    slugs = {service.slug for service in services.values() if isinstance(service, Procedure)} | {*unread}
    for key, service in services.items():
        if isinstance(service, Procedure):
            for where in ("related", "follow_up"):
                _linked(service, where, slugs, found[key])
    return dict(found)


def _unique(services: Mapping[str, AnyService], attribute: str, found: dict[str, list[Finding]]) -> None:
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


def _linked(service: Procedure, where: str, slugs: set[str], found: list[Finding]) -> None:
    for n, slug in enumerate(getattr(service, where)):
        if slug == service.slug or slug not in slugs:
            reason = _("Không có thủ tục nào khác tên “{slug}”.").format(slug=slug)
            found.append(error(f"{where}[{n}]", "related_unknown", reason))
