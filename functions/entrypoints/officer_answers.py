"""What the citizen answered and what officers recorded, as officers read it; citizen IDs are covered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from functions.domain.case import CaseState
from functions.domain.declaration import AnyService
from functions.domain.fields import AnyField, Group, Question
from functions.domain.fields.codes import CitizenId
from functions.domain.fields.composed import File, OnBehalf
from functions.domain.i18n import _
from functions.domain.model import JSON


@dataclass(frozen=True, slots=True)
class Answer:
    """One line. ``covered`` is what is seen of a secret until somebody asks to see it."""

    label: str
    text: str
    covered: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form, or what was recorded in one step."""

    title: str
    answers: tuple[Answer, ...]


def cover(number: str) -> str:
    """``0511••••••12``: enough to compare with a card, too little to use."""
    return number[:4] + "•" * max(0, len(number) - 6) + number[-2:] if len(number) > 6 else "•" * len(number)


def answered(state: CaseState, service: AnyService) -> tuple[Part, ...]:
    """The form by its parts; questions that did not apply are left out."""
    answers = state.answers or {}
    parts = [
        Part(section.title, tuple(_lines(section.fields, answers[section.id])))
        for section in service.form
        if section.id in answers
    ]
    return tuple(part for part in parts if part.answers)


def recorded(state: CaseState, service: AnyService) -> tuple[Part, ...]:
    """What officers wrote into the steps' own fields, in the order of the steps."""
    parts = [
        Part(step.label, tuple(_lines(step.fields, state.recorded[step.id])))
        for step in service.workflow.steps
        if state.recorded.get(step.id)
    ]
    return tuple(part for part in parts if part.answers)


def said(fields: Sequence[AnyField], values: JSON) -> tuple[Answer, ...]:
    """Answers to some questions."""
    return tuple(_lines(fields, values))


def _lines(fields: Sequence[AnyField], values: JSON) -> Iterator[Answer]:
    for field in fields:
        if field.asks and field.id in values and not isinstance(field, File):
            yield from _line(field, field.label, values[field.id])


def _line(field: AnyField | Question, label: str, value: Any) -> Iterator[Answer]:
    if value is None:
        yield Answer(label, _("Không khai"))
    elif isinstance(field, CitizenId):
        yield Answer(label, str(value), cover(str(value)))
    elif isinstance(field, Group):
        for number, row in enumerate(value, 1):
            head = f"{field.row_label or field.label} {number}"
            yield from (
                Answer(f"{head}: {one.label}", one.text, one.covered) for one in _lines(field.fields, row)
            )
    else:
        yield Answer(label, field.say(value) or _("Không khai"))
        if isinstance(field, OnBehalf) and value.get("citizen_id"):
            secret = str(value["citizen_id"])
            yield Answer(_("Số định danh của người được làm thay"), secret, cover(secret))
