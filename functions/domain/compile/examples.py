"""Answers of examples in their own kinds: front matter keeps ``8.5`` as the text that the editor wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from functions.domain.declaration import Example
from functions.domain.fields import Group
from functions.domain.fields.base import Question
from functions.domain.fields.numbers import Decimal
from functions.domain.fields.section import Section

_DECIMAL = re.compile(r"-?[0-9]{1,12}[.,][0-9]+")


def typed_examples(examples: tuple[Example, ...], form: tuple[Section, ...]) -> tuple[Example, ...]:
    """The examples with decimals as numbers; whatever is no decimal stays, and fails as what it is."""
    return tuple(_example(one, form) for one in examples)


def _example(example: Example, form: tuple[Section, ...]) -> Example:
    moves = tuple(move.model_copy(update={"answers": _answers(move.answers, form)}) for move in example.moves)
    return example.model_copy(update={"answers": _answers(example.answers, form), "moves": moves})


def _answers(answers: Mapping[str, Any], form: tuple[Section, ...]) -> dict[str, Any]:
    fields = {section.id: section.fields for section in form}
    return {id: _part(part, fields.get(id, ())) for id, part in answers.items()}


def _part(part: Any, fields: tuple[Question, ...]) -> Any:
    if not isinstance(part, Mapping):
        return part
    known = {field.id: field for field in fields}
    return {id: _value(value, known.get(id)) for id, value in part.items()}


def _value(value: Any, field: Question | None) -> Any:
    if isinstance(field, Group) and isinstance(value, list):
        return [_part(row, field.fields) for row in value]
    if isinstance(field, Decimal) and isinstance(value, str) and _DECIMAL.fullmatch(value):
        return float(value.replace(",", "."))
    return value
