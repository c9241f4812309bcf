"""Conditions on questions that do not exist, or that compare what cannot be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from functions.domain.checks.finding import Finding, error
from functions.domain.checks.names import names
from functions.domain.declaration import AnyService, Procedure, Reference, Step
from functions.domain.expression import CelType, Expression

Placed = tuple[str, Expression | None, bool]
"""Where an expression stands, the expression, and whether it must be true or false."""


def check_conditions(service: AnyService, reference: Reference, day: date) -> list[Finding]:
    """Every expression of the service, held against the kinds of the names it uses."""
    asked = names(service)
    known = names(service, officers=True)
    return [
        # Only a form is read on a day: papers, fees and limits must say the same whenever they are asked.
        *_problems(_in_form(service), {"today": "text", **asked}),
        *_problems(_of_answers(service), asked),
        *_problems(_in_steps(service.workflow.steps), known),
    ]


def _problems(placed: Iterator[Placed], types: Mapping[str, CelType]) -> Iterator[Finding]:
    for where, expression, condition in placed:
        for problem in expression.check(types, condition=condition) if expression else ():
            yield error(where, "condition", problem)


def _in_form(service: AnyService) -> Iterator[Placed]:
    for n, section in enumerate(service.form):
        yield f"form[{n}].when", section.when, True
        for m, field in enumerate(section.fields):
            yield f"form[{n}].fields[{m}].when", field.when, True
        for m, rule in enumerate(section.rules):
            yield f"form[{n}].rules[{m}].holds", rule.holds, True


def _of_answers(service: AnyService) -> Iterator[Placed]:
    for n, paper in enumerate(service.evidence):
        yield f"evidence[{n}].when", paper.when, True
    for n, one in enumerate(service.time_limit_cases):
        yield f"time_limit_cases[{n}].when", one.when, True
    if isinstance(service, Procedure):
        yield from _of_fees(service)


def _of_fees(service: Procedure) -> Iterator[Placed]:
    for n, fee in enumerate(service.fees):
        yield f"fees[{n}].when", fee.when, True
        yield f"fees[{n}].quantity", fee.quantity, False
        for m, exemption in enumerate(fee.exemptions):
            yield f"fees[{n}].exemptions[{m}].when", exemption.when, True


def _in_steps(steps: tuple[Step, ...]) -> Iterator[Placed]:
    for n, step in enumerate(steps):
        where = f"workflow.steps[{n}]"
        for m, move in enumerate(step.transitions):
            yield f"{where}.transitions[{m}].when", move.when, True
        for m, consultation in enumerate(step.consultations):
            yield f"{where}.consultations[{m}].when", consultation.when, True
        for m, field in enumerate(step.fields):
            yield f"{where}.fields[{m}].when", field.when, True
