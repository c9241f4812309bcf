"""The names that conditions may use, with their kinds: ``section.field``, and officers' ``step.field``."""

from __future__ import annotations

from functions.domain.declaration import AnyService
from functions.domain.expression import CelType


def names(service: AnyService, *, officers: bool = False) -> dict[str, CelType]:
    """Every name that holds an answer; with ``officers`` also what officers record in their steps."""
    groups = [(section.id, section.fields) for section in service.form]
    if officers:
        groups += [(step.id, step.fields) for step in service.workflow.steps]
    return {f"{group}.{field.id}": field.cel for group, fields in groups for field in fields if field.asks}
