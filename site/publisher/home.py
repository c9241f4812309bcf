"""The first page."""

from __future__ import annotations

from collections.abc import Iterable

from functions.domain.model import JSON
from publisher.outputs import Output
from publisher.site import Site

SHOWN = 6
"""Procedures of each field on the first page; the rest is one click away."""


def outputs(site: Site) -> Iterable[Output]:
    facts = tuple(
        (sector.id, sector.name, *(entry.summary_key for entry in sector.entries[:SHOWN]))
        for sector in site.sectors
    )
    yield site.page("index.html", "index.html", facts, context=lambda: {"sectors": _sectors(site)})


def _sectors(site: Site) -> list[JSON]:
    return [
        {
            "id": sector.id,
            "name": sector.name,
            "url": sector.url,
            "views": [entry.summary for entry in sector.entries[:SHOWN]],
        }
        for sector in site.sectors
    ]
