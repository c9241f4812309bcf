"""The page of each procedure that the public sees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from functions.domain.model import JSON
from publisher import views
from publisher.form_pages import form_url
from publisher.outputs import Output
from publisher.portal import told
from publisher.portal.linked_data import linked_data
from publisher.portal.paper_form import paper_form_url
from publisher.portal.quick_qr import quick_qr
from publisher.site import Entry, Site


def outputs(site: Site, entry: Entry) -> Iterable[Output]:
    yield site.page(
        f"thu-tuc/{entry.slug}/index.html",
        "procedure.html",
        site.signature(entry),
        site.home,
        context=partial(_context, site, entry),
    )


def _context(site: Site, entry: Entry) -> JSON:
    service = entry.procedure
    return {
        "service": service,
        "view": entry.summary,
        "version": entry.version,
        "draft": entry.draft,
        "guidance": entry.guidance,
        "papers": told.papers(service),
        "steps": views.steps(service, site.reference),
        "channels": views.channels(service),
        "fees": told.fees(service),
        "questions": told.questions(service),
        "related": _named(site, entry.related),
        "follow_up": _named(site, entry.follow_up),
        "form_url": form_url(entry),
        "paper_form": paper_form_url(entry),
        "linked": linked_data(site, entry),
        "qr": quick_qr(site.absolute(entry.summary.url)),
        "current": "thu-tuc",
        "lacks": entry.lacks,
    }


def _named(site: Site, slugs: Sequence[str] | None) -> list[views.Summary]:
    return [site.by_slug[slug].summary for slug in slugs or () if slug in site.by_slug]
