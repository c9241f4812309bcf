"""Life events: what happens to a family, and the procedures that go with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from functions.domain.model import JSON
from publisher.outputs import Output
from publisher.portal.data import LifeEvent
from publisher.site import Entry, Site


def outputs(site: Site) -> Iterable[Output]:
    found = events(site)
    if not found:
        return
    key = site.writings.data.keys["life_events"]
    titles = tuple(one.summary_key for _event, entries in found for one in entries)
    context = partial(_context, found, None)
    yield site.page("viec-trong-doi/index.html", "life.html", key, titles, context=context)
    for event, entries in found:
        facts = (key, event.id, *(one.summary_key for one in entries))
        context = partial(_context, found, (event, entries))
        yield site.page(f"viec-trong-doi/{event.id}/index.html", "life.html", *facts, context=context)


def events(site: Site) -> list[tuple[LifeEvent, list[Entry]]]:
    """Events with the procedures that are published; without any, an event is left out."""
    found = []
    for event in site.writings.data.life_events:
        entries = [site.by_slug[slug] for slug in event.procedures if slug in site.by_slug]
        if entries:
            found.append((event, entries))
    return found


def shown(found: Sequence[tuple[LifeEvent, Sequence[Entry]]]) -> list[JSON]:
    """Events as templates show them."""
    return [
        {"event": event, "url": f"/viec-trong-doi/{event.id}/", "views": [one.summary for one in entries]}
        for event, entries in found
    ]


def _context(
    found: Sequence[tuple[LifeEvent, Sequence[Entry]]], one: tuple[LifeEvent, Sequence[Entry]] | None
) -> JSON:
    chosen = shown([one])[0] if one else None
    return {"events": shown(found), "chosen": chosen, "current": "thu-tuc"}
