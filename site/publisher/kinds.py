"""All kinds of output, in the order in which they are made. A new kind is a module and a line here."""

from __future__ import annotations

from collections.abc import Sequence

from publisher import form_pages, home, lists, offline, openapi, procedure_pages, schemas
from publisher.english import twinned
from publisher.outputs import Kind, ProcedureKind
from publisher.portal import (
    calendars,
    campaign_pages,
    fault_pages,
    feeds,
    life_pages,
    news_pages,
    paper_form,
    plain_pages,
    posters,
    scoreboard,
    site_map,
    static_files,
    status_pages,
    units_pages,
)
from publisher.search import index_files

KINDS: Sequence[Kind] = (
    twinned(home.outputs),
    twinned(lists.outputs),
    life_pages.outputs,
    news_pages.outputs,
    feeds.outputs,
    campaign_pages.outputs,
    posters.outputs,
    calendars.outputs,
    twinned(plain_pages.outputs),
    units_pages.outputs,
    scoreboard.outputs,
    site_map.outputs,
    twinned(status_pages.page),
    status_pages.report,
    static_files.outputs,
    twinned(fault_pages.outputs),
    offline.outputs,
    index_files.outputs,
)
"""Files of the whole site. Asked at every build."""
PROCEDURE_KINDS: Sequence[ProcedureKind] = (
    twinned(procedure_pages.outputs),
    paper_form.outputs,
    twinned(form_pages.outputs),
    schemas.outputs,
    openapi.outputs,
)
"""Files of one procedure. Asked where :meth:`publisher.site.Site.signature` of it changed."""
