"""The page of each procedure that the public sees."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from functions.domain.model import JSON
from publisher import views
from publisher.form_pages import form_url
from publisher.outputs import Output
from publisher.site import Entry, Site


def outputs(site: Site, entry: Entry) -> Iterable[Output]:
    yield site.page(
        f"thu-tuc/{entry.slug}/index.html",
        "procedure.html",
        site.signature(entry),
        context=partial(_context, site, entry),
    )


def _context(site: Site, entry: Entry) -> JSON:
    service = entry.procedure
    return {
        "service": service,
        "view": entry.summary,
        "version": entry.version,
        "guidance": entry.guidance,
        "steps": views.steps(service, site.reference),
        "channels": views.channels(service),
        "related": [other.summary for other in site.related(entry)],
        "form_url": form_url(entry),
        "current": "thu-tuc",
    }
