"""Sections of a form, their cross-field rules, and reading a whole form at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from functions.domain.errors import Fault
from functions.domain.expression import Expression
from functions.domain.fields import AnyField, FormContext, Raw, Read
from functions.domain.i18n import _
from functions.domain.model import JSON, Id, Model, Text


class Rule(Model):
    """What must be true between answers; ``at`` is the question that shows the message."""

    holds: Expression
    message: Text
    at: Id | None = None


class Section(Model):
    """A part of a form with a title of its own."""

    id: Id
    title: Text
    lead: str = ""
    when: Expression | None = None
    when_text: str = ""
    fields: tuple[AnyField, ...] = ()
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """A form as read: canonical values nested by section, and everything that is wrong."""

    values: dict[str, JSON]
    faults: tuple[Fault, ...]


def read_form(sections: tuple[Section, ...], raw: Raw, context: FormContext) -> Answers:
    """Read posted texts. Inputs that no question declares are passed over."""
    return _collect(sections, context, lambda field, name, now: field.read(raw, name, now))


def check_answers(sections: tuple[Section, ...], given: Mapping[str, Any], context: FormContext) -> Answers:
    """Check answers that came as JSON. A name that no question declares is a fault."""

    def check(field: AnyField, name: str, now: FormContext) -> Read:
        part = given.get(name.partition(".")[0])
        return field.check(part.get(field.id) if isinstance(part, dict) else None, name, now)

    answers = _collect(sections, context, check)
    return Answers(answers.values, (*_undeclared(sections, given), *answers.faults))


def _collect(sections: tuple[Section, ...], context: FormContext, answer: Any) -> Answers:
    """Ask in order. A question whose condition does not hold is not asked, and its answer is dropped."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    known: dict[str, Any] = {"today": context.today.isoformat()}
    now = context.among(known)  # sees every answer as soon as it is there
    for section in sections:
        if section.when and not section.when.holds(known):
            continue
        part: JSON = {}
        values[section.id] = known[section.id] = part
        for field in section.fields:
            if field.asks and (field.when is None or field.when.holds(known)):
                read = answer(field, f"{section.id}.{field.id}", now)
                part[field.id] = read.value
                faults += read.faults
        if not any(fault.where.startswith(section.id + ".") for fault in faults):
            faults += _broken_rules(section, known)
    return Answers(values, tuple(faults))


def _broken_rules(section: Section, known: Mapping[str, Any]) -> list[Fault]:
    at = [f"{section.id}.{rule.at}" if rule.at else section.id for rule in section.rules]
    pairs = zip(section.rules, at, strict=True)
    return [Fault(where, "rule", rule.message) for rule, where in pairs if not rule.holds.holds(known)]


def _undeclared(sections: tuple[Section, ...], given: Mapping[str, Any]) -> list[Fault]:
    asked = {section.id: {field.id for field in section.fields} for section in sections}
    faults = []
    for section, part in given.items():
        names = part if isinstance(part, dict) else ()
        unknown = [f"{section}.{n}" for n in names if n not in asked.get(section, ())]
        if section not in asked or not isinstance(part, dict):
            unknown = [section]
        faults += [Fault(name, "undeclared", _("Không có câu hỏi nào tên này.")) for name in unknown]
    return faults
