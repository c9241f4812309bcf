"""Conditions as JSON Schema, as far as JSON Schema can say them.

A schema must never refuse what the server takes. So a condition counts together with those of the questions
that it looks at, whose answers the server drops where they do not apply; and one that cannot be said, such as
an age, says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from functions.domain.declaration import Procedure
from functions.domain.expression import Expression, Tree
from functions.domain.model import JSON


class Conditions:
    """The conditions of one procedure's questions, as schemas of its ``answers``."""

    def __init__(self, service: Procedure) -> None:
        self._own: dict[str, list[Expression]] = {}
        for section in service.form:
            for field in section.fields:
                both = (section.when, field.when)
                self._own[f"{section.id}.{field.id}"] = [one for one in both if one]

    def of_question(self, name: str) -> JSON | None:
        """When ``section.field`` is asked: ``{}`` for always, ``None`` where it cannot be said."""
        return self._all(self._own[name], frozenset({name}))

    def of_expression(self, condition: Expression | None) -> JSON | None:
        """When an expression holds."""
        return self._all([condition] if condition else [], frozenset())

    def _all(self, conditions: Iterable[Expression], seen: frozenset[str]) -> JSON | None:
        said: list[JSON] = []
        for condition in conditions:
            told = _said(condition.tree)
            if told is None:
                return None
            said.append(told)
            for name in sorted(condition.variables()):
                question = ".".join(name.split(".")[:2])
                if question in seen:
                    continue
                before = self._all(self._own.get(question, []), seen | {question})
                if before is None:
                    return None
                said += [before] if before else []
        return {"allOf": said} if said else {}


def at(path: str, schema: JSON) -> JSON:
    """The schema for what lies at a dotted path, which must be there."""
    first, _dot, rest = path.partition(".")
    return {"required": [first], "properties": {first: at(rest, schema) if rest else schema}}


def _said(tree: Tree) -> JSON | None:
    operator, *parts = tree
    if operator in ("&&", "||"):
        told = [_said(part) for part in parts]
        known = [one for one in told if one is not None]
        return {"allOf" if operator == "&&" else "anyOf": known} if len(known) == len(told) else None
    if operator == "var":
        return at(tree[1], {"const": True})
    if operator == "!" and parts[0][0] == "var":
        return at(parts[0][1], {"const": False})
    if operator == "==" and parts[0][0] == "var" and _plain(parts[1]):
        return at(parts[0][1], {"const": parts[1][1]})
    if operator == "in" and parts[0][0] == "var" and parts[1][0] == "list" and all(map(_plain, parts[1][1:])):
        return at(parts[0][1], {"enum": [option[1] for option in parts[1][1:]]})
    return None


def _plain(tree: Any) -> bool:
    return bool(tree[0] == "lit" and tree[1] is not None)
