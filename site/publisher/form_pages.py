"""The form of each procedure that takes applications online, empty, as a file: it opens without a server."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from functions.domain.fields import FormContext
from functions.domain.model import JSON
from functions.rendering.form import form_page
from publisher.outputs import Output
from publisher.site import Entry, Site


def outputs(site: Site, entry: Entry) -> Iterable[Output]:
    """A form shows the communes in force, and knows the month: see ``today`` in ``script_rules``."""
    if entry.takes_applications:
        path = f"{form_url(entry).lstrip('/')}index.html"
        facts = (entry.version, entry.words_key, site.communes_key, site.day.replace(day=1))
        yield site.page(path, "form.html", *facts, context=partial(_context, site, entry))


def form_url(entry: Entry) -> str:
    """Where the form stands; empty for a procedure that takes no applications online."""
    return f"/thu-tuc/{entry.slug}/nop/" if entry.takes_applications else ""


def _context(site: Site, entry: Entry) -> JSON:
    reference = site.reference
    units = {unit.code: unit.name for unit in reference.communes(site.day)}
    context = FormContext(site.day, units, frozenset(reference.citizen_id_provinces))
    page = form_page(entry.procedure, entry.version, reference, context)
    return {"page": page, "current": "thu-tuc", "lacks": entry.lacks}
