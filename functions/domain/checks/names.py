"""The names that conditions may use, with their kinds: ``section.field``, and officers' ``step.field``."""

from __future__ import annotations

from functions.domain.declaration import AnyService
from functions.domain.expression import CelType
from functions.domain.fields import AnyField

_KINDS: dict[str, CelType] = {
    "yes_no": "bool",
    "declaration": "bool",
    "integer": "number",
    "year": "number",
    "decimal": "number",
    "money": "number",
    "choices": "list",
    "file": "list",
    "group": "list",
    "address": "map",
    "on_behalf": "map",
}
_SILENT = frozenset({"notice"})


def names(service: AnyService, *, officers: bool = False) -> dict[str, CelType]:
    """Every name that holds an answer; with ``officers`` also what officers record in their steps."""
    groups = [(section.id, section.fields) for section in service.form]
    if officers:
        groups += [(step.id, step.fields) for step in service.workflow.steps]
    return {
        f"{group}.{field.id}": cel_type(field)
        for group, fields in groups
        for field in fields
        if field.kind not in _SILENT
    }


def cel_type(field: AnyField) -> CelType:
    """What a field's answer is to a condition; dates are text (``2026-11-23``)."""
    return _KINDS.get(field.kind, "text")
