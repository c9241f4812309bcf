"""Every key of every model has words: a new key cannot come without somebody saying what it means."""

from __future__ import annotations

import typing
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from functions.domain.calendar import WorkCalendar
from functions.domain.declaration import (
    Authority,
    MessageChannel,
    MessageEvent,
    Portal,
    Procedure,
    Process,
    Publication,
    Reference,
)
from functions.domain.fields import Group, Simple
from publisher.review import reference_review, words
from publisher.review.burden import SECONDS
from publisher.review.compare import Rows, Shape
from publisher.review.shapes import service

KINDS = (*typing.get_args(Simple), Group)


def shapes(model: type[BaseModel], shape: Shape) -> Iterator[tuple[type[BaseModel], Shape]]:
    """Each model that a shape tells, with the shape, as deep as they go."""
    yield model, shape
    for key, part in shape.parts.items():
        field = model.model_fields.get(key)
        inner = part.shape if isinstance(part, Rows) else part
        for found in models(field.annotation) if field else ():
            yield from shapes(found, inner)


def models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for one in typing.get_args(annotation):
        yield from models(one)


TOLD = [
    *(pair for root in (Procedure, Process) for pair in shapes(root, service())),
    *shapes(Reference, reference_review._shape()),
]


@pytest.mark.parametrize("model", sorted({model for model, _shape in TOLD}, key=lambda one: one.__name__))
def test_every_key_has_words(model: type[BaseModel]) -> None:
    for told, shape in TOLD:
        if told is model:
            assert set(model.model_fields) <= {*shape.labels, *shape.parts, *shape.silent}


def test_the_walk_reaches_every_kind_of_part() -> None:
    reached = {model for model, _shape in TOLD}
    assert {*KINDS, Authority, Portal, WorkCalendar} <= reached and len(reached) > 40


def test_every_kind_of_question_has_a_name_and_seconds() -> None:
    for kind in KINDS:
        name = typing.get_args(kind.model_fields["kind"].annotation)[0]
        assert words.kind(name) != name
        assert name in SECONDS or kind is Group


def test_every_word_of_a_vocabulary_is_vietnamese() -> None:
    for one in (*Publication, *MessageEvent, *MessageChannel):
        assert words.named(one) != one.value
