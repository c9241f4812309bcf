"""The first page."""

from __future__ import annotations

from collections.abc import Iterable

from publisher.outputs import Output
from publisher.site import Site


def outputs(site: Site) -> Iterable[Output]:
    shown = tuple((sector.id, sector.views) for sector in site.sectors)
    yield site.page("index.html", "index.html", shown, context=lambda: {"sectors": site.sectors})
