"""The catalogue of procedures, narrowed by field and by one facet more, in pages of one size.

Every list is a file with plain links: all procedures, those of a field, those of a facet, and those of a
field and a facet where that leaves some of them out. A facet alone with more than a page of procedures shows
the fields that have some, and no list of its own: a page for each of its thousands would change with each of
them.

Only the first page of a list counts anything, and only within its own field: a new procedure then changes
the pages that it moves along, and not the thousands that would only show another total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from math import ceil
from typing import NamedTuple

from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher import facets
from publisher.outputs import Output
from publisher.site import Entry, Sector, Site

SIZE = 50
"""Procedures on a page: about 60 KB of HTML, 6 KB over the line."""


def outputs(site: Site) -> Iterable[Output]:
    for narrowed in narrowings(site):
        yield from _list(site, narrowed)


class Choice(NamedTuple):
    """A link that narrows or widens the list; ``total`` is 0 where the page counts nothing."""

    name: str
    url: str
    total: int
    current: bool


@dataclass(frozen=True)
class Narrowed:
    """The procedures of a field, of a facet, of both, or all of them."""

    sector: Sector | None
    facet: str
    entries: Sequence[Entry]
    wider: Narrowed | None = None
    """The same without the facet."""

    @property
    def folder(self) -> str:
        return folder(self.sector, self.facet)

    @cached_property
    def by_facet(self) -> dict[str, list[Entry]]:
        """The procedures by each facet that they have, groups and values in order."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for facet in entry.facets:
                found.setdefault(facet, []).append(entry)
        return {facet: found[facet] for facet in sorted(found, key=facets.order)}


def folder(sector: Sector | None, facet: str) -> str:
    """The address of a list, without the slash in front."""
    field = f"linh-vuc/{sector.id}/" if sector else ""
    return f"thu-tuc/{field}{facets.address(facet) + '/' if facet else ''}"


def narrowings(site: Site) -> Iterable[Narrowed]:
    """Every list that there is a page of."""
    everything = Narrowed(None, "", site.procedures)
    yield everything
    for facet, entries in everything.by_facet.items():
        yield Narrowed(None, facet, entries, everything)
    for sector in site.sectors:
        of_field = Narrowed(sector, "", sector.entries)
        yield of_field
        for facet, entries in of_field.by_facet.items():
            if len(entries) < len(sector.entries):
                yield Narrowed(sector, facet, entries, of_field)


def _list(site: Site, narrowed: Narrowed) -> Iterable[Output]:
    entries = narrowed.entries
    drill = bool(narrowed.facet) and narrowed.sector is None and len(entries) > SIZE
    listed = () if drill else entries
    count = max(1, ceil(len(listed) / SIZE))
    for number in range(1, count + 1):
        shown = listed[(number - 1) * SIZE : number * SIZE]
        counts = (len(entries), _counts(site, narrowed)) if number == 1 else (0, ())
        context = partial(_context, site, narrowed, shown, number, count)
        path = f"{narrowed.folder}{_page(number)}index.html"
        facts = (narrowed.folder, number, count, counts)
        yield site.page(path, "list.html", *facts, *(one.summary_key for one in shown), context=context)


def _page(number: int) -> str:
    return "" if number == 1 else f"trang/{number}/"


def _counts(site: Site, narrowed: Narrowed) -> tuple[object, ...]:
    """What the first page counts; the names of fields and facets are in every page's key."""
    fields = tuple((one.id, one.total) for one in _fields(site, narrowed))
    return fields, tuple(
        (one.url, one.total) for _head, choices in _groups(site, narrowed) for one in choices
    )


class _Field(NamedTuple):
    id: str
    total: int


def _fields(site: Site, narrowed: Narrowed) -> Sequence[_Field]:
    """Fields with what they count: of the facet where there is one, nothing within a field."""
    if narrowed.sector is not None:
        return [_Field(one.id, 0) for one in site.sectors]
    found: dict[str, int] = {}
    for entry in narrowed.entries:
        found[entry.field] = found.get(entry.field, 0) + 1
    return [_Field(one.id, found[one.id]) for one in site.sectors if one.id in found]


def _field_choices(site: Site, narrowed: Narrowed) -> list[Choice]:
    named = {one.id: one for one in site.sectors}
    return [
        Choice(
            named[id].name,
            f"/{_narrowest(named[id], narrowed.facet, count)}" if count else named[id].url,
            count,
            narrowed.sector is not None and narrowed.sector.id == id,
        )
        for id, count in _fields(site, narrowed)
    ]


def _narrowest(sector: Sector, facet: str, count: int) -> str:
    """The list of a field and a facet; the field's own where the facet leaves nothing out."""
    return folder(sector, facet if facet and count < len(sector.entries) else "")


def _groups(site: Site, narrowed: Narrowed) -> list[tuple[str, list[Choice]]]:
    """Facets to choose from by group, within the field, and one at a time."""
    whole = narrowed.wider or narrowed
    found: dict[str, list[Choice]] = {}
    for facet, entries in whole.by_facet.items():
        everything = len(entries) == len(whole.entries)
        if narrowed.sector is not None and everything and facet != narrowed.facet:
            continue
        name, url = facets.say(facet, site.reference), f"/{folder(narrowed.sector, facet)}"
        choice = Choice(name, url, len(entries), facet == narrowed.facet)
        found.setdefault(facet.partition(":")[0], []).append(choice)
    return [(facets.heading(group), choices) for group, choices in found.items()]


def _chosen(site: Site, narrowed: Narrowed) -> list[Choice]:
    """What narrows this list; following one takes it away."""
    found = []
    if narrowed.sector is not None:
        found.append(Choice(narrowed.sector.name, f"/{folder(None, narrowed.facet)}", 0, True))
    if narrowed.facet:
        name = facets.say(narrowed.facet, site.reference)
        found.append(Choice(name, f"/{folder(narrowed.sector, '')}", 0, True))
    return found


def _heading(site: Site, narrowed: Narrowed) -> str:
    parts = [one.name for one in _chosen(site, narrowed)]
    if narrowed.sector is None and not narrowed.facet:
        return _("Danh mục thủ tục")
    if narrowed.sector is None:
        return _("Thủ tục: {name}").format(name=parts[0])
    return _("Thủ tục lĩnh vực {name}").format(name=", ".join(parts))


def _context(site: Site, narrowed: Narrowed, shown: Sequence[Entry], number: int, count: int) -> JSON:
    first, here = number == 1, narrowed.folder
    return {
        "views": [entry.summary for entry in shown],
        "heading": _heading(site, narrowed),
        "sector": narrowed.sector,
        "fields": _field_choices(site, narrowed) if first else [],
        "groups": _groups(site, narrowed) if first else [],
        "chosen": _chosen(site, narrowed),
        "drill": not shown and bool(narrowed.entries),
        "total": len(narrowed.entries) if first else 0,
        "number": number,
        "count": count,
        "numbers": [
            (n, f"/{here}{_page(n)}") for n in range(1, count + 1) if n in (1, count) or abs(n - number) < 3
        ],
        "earlier": f"/{here}{_page(number - 1)}" if number > 1 else "",
        "later": f"/{here}{_page(number + 1)}" if number < count else "",
        "current": "thu-tuc",
    }
