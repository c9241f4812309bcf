"""Conditions in words, for a form that works without a script: "Chỉ trả lời nếu …"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.domain.expression import Expression, Tree
from functions.domain.fields import Question
from functions.domain.i18n import _

Names = Mapping[str, Question]
"""Questions by full name, ``section.field``."""


def say_condition(condition: Expression, names: Names) -> str:
    """A sentence for a condition; a general one where the condition is too intricate to be told."""
    told = _tell(condition.tree, names)
    if told is None:
        return _("Chỉ trả lời nếu câu này đúng với trường hợp của bạn.")
    return _("Chỉ trả lời nếu {condition}.").format(condition=told)


def _tell(tree: Tree, names: Names) -> str | None:
    operator, *parts = tree
    if operator in ("&&", "||"):
        return _joined(operator, parts, names)
    if operator == "var":
        return _is(tree, True, names)
    if operator == "!" and parts[0][0] == "var":
        return _is(parts[0], False, names)
    if operator == "==" and parts[1][0] == "lit":
        return _is(parts[0], parts[1][1], names)
    if operator == "in" and parts[1][0] == "list":
        return _one_of(parts[0], parts[1][1:], names)
    if operator in _ORDER and parts[1][0] == "lit":
        return _compared(operator, parts, names)
    return None


_ORDER = (">", ">=", "<", "<=", "!=")


def _joined(operator: str, parts: list[Tree], names: Names) -> str | None:
    told = [one for one in (_tell(part, names) for part in parts) if one]
    if len(told) < len(parts):
        return None
    return (_(" và ") if operator == "&&" else _(" hoặc ")).join(told)


def _asked(tree: Tree, names: Names) -> Question | None:
    return names.get(tree[1]) if tree[0] == "var" else None


def _is(tree: Tree, value: Any, names: Names) -> str | None:
    question = _asked(tree, names)
    if question is None or value is None:
        return None
    return _("“{question}” là “{answer}”").format(
        question=question.label.rstrip("?."), answer=question.say(value)
    )


def _one_of(tree: Tree, options: list[Tree], names: Names) -> str | None:
    told = [_is(tree, option[1], names) for option in options if option[0] == "lit"]
    known = [one for one in told if one]
    return _(" hoặc ").join(known) if known and len(known) == len(options) else None


def _compared(operator: str, parts: list[Tree], names: Names) -> str | None:
    question, value = _asked(parts[0], names), parts[1][1]
    if question is None or value is None:
        return None
    words = {
        ">": _("“{question}” lớn hơn {answer}"),
        ">=": _("“{question}” từ {answer} trở lên"),
        "<": _("“{question}” nhỏ hơn {answer}"),
        "<=": _("“{question}” không quá {answer}"),
        "!=": _("“{question}” không phải là “{answer}”"),
    }
    label = question.label.rstrip("?.")
    return words[operator].format(question=label, answer=question.say(value))
