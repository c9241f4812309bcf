"""All kinds of output, in the order in which they are made. A new kind is a module and a line here."""

from __future__ import annotations

from collections.abc import Sequence

from publisher import form_pages, home, lists, offline, openapi, procedure_pages, schemas
from publisher.outputs import Kind, ProcedureKind

KINDS: Sequence[Kind] = (home.outputs, lists.outputs, offline.outputs)
"""Files of the whole site. Asked at every build."""
PROCEDURE_KINDS: Sequence[ProcedureKind] = (
    procedure_pages.outputs,
    form_pages.outputs,
    schemas.outputs,
    openapi.outputs,
)
"""Files of one procedure. Asked where :meth:`publisher.site.Site.signature` of it changed."""
