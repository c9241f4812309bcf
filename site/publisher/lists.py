"""The catalogue of procedures: all of them, and those of each field."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.outputs import Output
from publisher.site import Site
from publisher.views import SectorView, Summary


def outputs(site: Site) -> Iterable[Output]:
    sizes = tuple((sector.id, sector.name, len(sector.views)) for sector in site.sectors)
    every = tuple(entry.summary for entry in site.procedures)
    context = partial(_context, site, every, _("Danh mục thủ tục"), None)
    yield site.page("thu-tuc/index.html", "list.html", sizes, every, context=context)
    for sector in site.sectors:
        heading = _("Thủ tục lĩnh vực {name}").format(name=sector.name)
        context = partial(_context, site, sector.views, heading, sector)
        path = f"thu-tuc/linh-vuc/{sector.id}/index.html"
        yield site.page(path, "list.html", sizes, tuple(sector.views), context=context)


def _context(site: Site, views: Iterable[Summary], heading: str, sector: SectorView | None) -> JSON:
    return {
        "views": views,
        "heading": heading,
        "sector": sector,
        "sectors": site.sectors,
        "current": "thu-tuc",
    }
