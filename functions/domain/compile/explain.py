"""Pydantic's errors as faults that an editor can act on: the key, what is wrong, what is allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from functions.domain.compile.sentences import sentence
from functions.domain.compile.shapes import Place, locate
from functions.domain.errors import Fault

_OTHER_BRANCH = frozenset({"string_type", "model_type", "model_attributes_type", "dict_type"})


def explain(error: ValidationError, data: Any, model: type[BaseModel]) -> list[Fault]:
    """Every error of ``error`` with its path in ``data``, in the order of the file's keys."""
    details = error.errors(include_url=False)
    places = [locate(model, detail["loc"]) for detail in details]
    faults = [
        _fault(detail, place)
        for detail, place in zip(details, places, strict=True)
        if not _belongs_to_other_branch(detail, place, places)
    ]
    return list(dict.fromkeys(faults))


def _fault(detail: ErrorDetails, place: Place) -> Fault:
    where = place.path
    if detail["type"] in ("union_tag_invalid", "union_tag_not_found"):
        where = f"{where}.{_discriminator(detail)}" if where else _discriminator(detail)
    return Fault(where, detail["type"], sentence(detail, place))


def _discriminator(detail: ErrorDetails) -> str:
    return str(detail.get("ctx", {}).get("discriminator", "kind")).strip("'")


def _belongs_to_other_branch(detail: ErrorDetails, place: Place, places: Sequence[Place]) -> bool:
    """Where a key takes a name or a group, pydantic complains for both; keep what fits what was written."""
    if not place.branched or detail["type"] not in _OTHER_BRANCH:
        return False
    given = detail["input"]
    meant_group = isinstance(given, dict)
    return (
        meant_group == (detail["type"] == "string_type")
        and sum(other.path.startswith(place.path) for other in places) > 1
    )
