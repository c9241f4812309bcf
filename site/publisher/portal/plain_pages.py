"""Pages that stand for long, the mandatory sections, and who is responsible for what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial

from functions.domain.declaration import Authority, Level
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.outputs import Output
from publisher.portal.piece import Piece
from publisher.portal.writings import address_of, briefs
from publisher.site import Site


def outputs(site: Site) -> Iterable[Output]:
    writings = site.writings
    for piece in writings.pages:
        beside = [one for one in writings.pages if one.page.group == piece.page.group]
        facts = (piece.key, briefs(beside))
        yield site.page(piece.output, "page.html", *facts, context=partial(_page, piece, beside))
    if writings.data.sections:
        updates = tuple(writings.updated(one) for one in writings.data.sections)
        overdue = tuple(
            last is None or last + timedelta(days=one.fresh_days) < site.day
            for one, last in zip(writings.data.sections, updates, strict=True)
        )
        key = writings.data.keys["sections"]
        told = partial(_sections, site, updates, overdue)
        yield site.page("chuyen-muc/index.html", "sections.html", key, updates, overdue, context=told)
    counts = tuple((one.id, len(entries)) for one, entries in _by_authority(site))
    communes = site.communes_key
    context = partial(_organisation, site)
    yield site.page("co-cau-to-chuc/index.html", "organisation.html", counts, communes, context=context)


def _page(piece: Piece, beside: Sequence[Piece]) -> JSON:
    return {"piece": piece, "beside": beside, "current": piece.slug}


def _sections(site: Site, updates: Sequence[object], overdue: Sequence[bool]) -> JSON:
    rows = []
    for section, last, late in zip(site.writings.data.sections, updates, overdue, strict=True):
        owner = site.reference.authority(section.owner)
        rows.append(
            {
                "section": section,
                "url": address_of(section),
                "owner": owner.name if owner else "",
                "last": last,
                "late": late,
            }
        )
    return {"rows": rows, "current": ""}


def _by_authority(site: Site) -> list[tuple[Authority, list[str]]]:
    """Authorities with the slugs of what they decide, provinces first."""
    found: dict[str, list[str]] = {}
    for entry in site.procedures:
        for id in entry.agencies:
            found.setdefault(id, []).append(entry.slug)
    return [(one, found.get(one.id, [])) for one in site.reference.authorities]


def _organisation(site: Site) -> JSON:
    bodies = [
        {
            "authority": one,
            "name": _("{name} mỗi xã, phường, đặc khu").format(name=one.name) if one.per else one.name,
            "count": len(entries),
            "url": f"/thu-tuc/co-quan/{one.id.replace('_', '-')}/" if entries else "",
        }
        for one, entries in _by_authority(site)
    ]
    return {
        "groups": [
            (_("Cấp tỉnh"), [one for one in bodies if one["authority"].level is Level.PROVINCE]),  # type: ignore[attr-defined]
            (_("Cấp xã"), [one for one in bodies if one["authority"].level is Level.COMMUNE]),  # type: ignore[attr-defined]
        ],
        "communes": len(site.reference.communes(site.day)),
        "current": "",
    }
