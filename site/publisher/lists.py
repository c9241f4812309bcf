"""The catalogue of procedures: all of them, and those of each field, in pages of one size.

Only the first page of a list counts anything: a new procedure then changes the pages that it moves along,
and not the thousands that would only show another total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from math import ceil

from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.outputs import Output
from publisher.site import Entry, Sector, Site

SIZE = 50
"""Procedures on a page: about 60 KB of HTML, 6 KB over the line."""


def outputs(site: Site) -> Iterable[Output]:
    yield from _list(site, "thu-tuc/", _("Danh mục thủ tục"), site.procedures, None)
    for sector in site.sectors:
        heading = _("Thủ tục lĩnh vực {name}").format(name=sector.name)
        yield from _list(site, sector.url.strip("/") + "/", heading, sector.entries, sector)


def _list(
    site: Site, folder: str, heading: str, entries: Sequence[Entry], sector: Sector | None
) -> Iterable[Output]:
    count = max(1, ceil(len(entries) / SIZE))
    for number in range(1, count + 1):
        shown = entries[(number - 1) * SIZE : number * SIZE]
        sectors = tuple((one.id, one.name, len(one.entries) if number == 1 else 0) for one in site.sectors)
        facts = (heading, number, count, len(entries) if number == 1 else 0, sectors)
        context = partial(_context, site, heading, shown, sector, (folder, number, count, len(entries)))
        path = f"{folder}{_page(number)}index.html"
        yield site.page(path, "list.html", *facts, *(one.summary_key for one in shown), context=context)


def _page(number: int) -> str:
    return "" if number == 1 else f"trang/{number}/"


def _context(
    site: Site,
    heading: str,
    shown: Sequence[Entry],
    sector: Sector | None,
    pages: tuple[str, int, int, int],
) -> JSON:
    folder, number, count, total = pages
    first = number == 1
    return {
        "views": [entry.summary for entry in shown],
        "heading": heading,
        "sector": sector,
        "sectors": [
            {"id": one.id, "name": one.name, "url": one.url, "count": len(one.entries) if first else 0}
            for one in site.sectors
        ],
        "total": total if first else 0,
        "number": number,
        "count": count,
        "earlier": f"/{folder}{_page(number - 1)}" if number > 1 else "",
        "later": f"/{folder}{_page(number + 1)}" if number < count else "",
        "current": "thu-tuc",
    }
