"""Answers of examples in their own kinds: front matter keeps ``8.5`` as the text that the editor wrote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from functions.domain.declaration import Example, Move, Workflow
from functions.domain.fields import Group
from functions.domain.fields.base import Question
from functions.domain.fields.numbers import Decimal
from functions.domain.fields.section import Section

_DECIMAL = re.compile(r"-?[0-9]{1,12}[.,][0-9]+")


def typed_examples(
    examples: tuple[Example, ...], form: tuple[Section, ...], workflow: Workflow
) -> tuple[Example, ...]:
    """The examples with decimals as numbers; whatever is no decimal stays, and fails as what it is."""
    recorded = tuple(field for step in workflow.steps for field in step.fields)
    return tuple(_example(one, form, recorded) for one in examples)


def _example(example: Example, form: tuple[Section, ...], recorded: tuple[Question, ...]) -> Example:
    moves = tuple(_move(move, form, recorded) for move in example.moves)
    return example.model_copy(update={"answers": _answers(example.answers, form), "moves": moves})


def _move(move: Move, form: tuple[Section, ...], recorded: tuple[Question, ...]) -> Move:
    return move.model_copy(
        update={"answers": _answers(move.answers, form), "fields": _part(move.fields, recorded)}
    )


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
