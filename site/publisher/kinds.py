"""All kinds of output, in the order in which they are made. A new kind is a module and a line here."""

from __future__ import annotations

from collections.abc import Sequence

from publisher import form_pages, home, lists, openapi, procedure_pages, schemas
from publisher.outputs import Kind

KINDS: Sequence[Kind] = (
    home.outputs,
    lists.outputs,
    procedure_pages.outputs,
    form_pages.outputs,
    schemas.outputs,
    openapi.outputs,
)
