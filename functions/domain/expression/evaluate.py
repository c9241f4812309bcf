"""Evaluating a tree, with CEL's meaning; ``expression.js`` does the same in the browser.

Kinds are bool, number, text, list and null. A number that is whole counts as an integer, wherever it came
from, because JSON keeps no difference. An absent name is null, as a form leaves what was not answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from functions.domain.expression.parse import MAX_INTEGER, Tree


class ExpressionError(Exception):
    """The expression has no value for these answers, e.g. it orders a text before a number."""


def evaluate(tree: Tree, values: Mapping[str, Any]) -> Any:
    """The value of ``tree`` for nested ``values``. Raises :class:`ExpressionError`."""
    kind = tree[0]
    if kind == "lit":
        return tree[1]
    if kind == "var":
        return look_up(tree[1], values)
    if kind in ("&&", "||"):
        return _logic(kind == "||", tree[1], tree[2], values)
    if kind == "?:":
        return evaluate(tree[2 if _bool(evaluate(tree[1], values)) else 3], values)
    if kind == "list":
        return [evaluate(part, values) for part in tree[1:]]
    if kind == "call":
        return _CALLS[tree[1]](*[evaluate(part, values) for part in tree[2:]])
    return _OPERATORS[kind](*[evaluate(part, values) for part in tree[1:]])


def look_up(name: str, values: Mapping[str, Any]) -> Any:
    """A dotted name in nested values; null where anything on the way is absent."""
    found: Any = values
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _logic(decisive: bool, left: Tree, right: Tree, values: Mapping[str, Any]) -> bool:
    """``&&`` and ``||`` take errors on one side where the other side decides, in either order."""
    failed: ExpressionError | None = None
    for side in (left, right):
        try:
            if _bool(evaluate(side, values)) is decisive:
                return decisive
        except ExpressionError as error:
            failed = error
    if failed:
        raise failed
    return not decisive


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ExpressionError("not a truth value")
    return value


def kind_of(value: Any) -> str:
    """The kind that comparisons go by."""
    if value is None:
        return "null"
    for name, types in (("bool", bool), ("number", (int, float)), ("text", str), ("list", (list, tuple))):
        if isinstance(value, types):
            return name
    return "map"


def _equal(left: Any, right: Any) -> bool:
    if kind_of(left) != kind_of(right):
        return False
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(_equal, left, right))
    return bool(left == right)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def run(left: Any, right: Any) -> bool:
        if kind_of(left) != kind_of(right) or kind_of(left) not in ("number", "text"):
            raise ExpressionError("these two have no order")
        return compare(left, right)

    return run


def _in(item: Any, items: Any) -> bool:
    if not isinstance(items, list | tuple):
        raise ExpressionError("not a list")
    return any(_equal(item, one) for one in items)


def _number(value: Any) -> int | float:
    if kind_of(value) != "number":
        raise ExpressionError("not a number")
    number: int | float = value
    return int(number) if float(number).is_integer() else number


def _exact(value: int | float) -> int | float:
    if abs(value) > MAX_INTEGER:
        raise ExpressionError("number too large")
    return _number(value)


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    return _exact(_number(left) + _number(right))


def _divide(left: Any, right: Any) -> int | float:
    top, bottom = _number(left), _number(right)
    if bottom == 0:
        raise ExpressionError("division by zero")
    if isinstance(top, int) and isinstance(bottom, int):
        whole = abs(top) // abs(bottom)
        return whole if (top < 0) == (bottom < 0) else -whole
    return _exact(top / bottom)


def _remainder(left: Any, right: Any) -> int | float:
    top, bottom = _number(left), _number(right)
    if not (isinstance(top, int) and isinstance(bottom, int)) or bottom == 0:
        raise ExpressionError("no remainder")
    return top - bottom * int(_divide(top, bottom))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ExpressionError("not a text")
    return value


def _size(value: Any) -> int:
    if not isinstance(value, str | list | tuple):
        raise ExpressionError("has no size")
    return len(value)


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(_text(value))
    except ValueError:
        raise ExpressionError("not a date") from None


def _years(start: Any, end: Any) -> int:
    """Whole years from one day to another, as ages are counted; negative when the end is earlier."""
    first, last = _date(start), _date(end)
    if last < first:
        return -_years(end, start)
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


_OPERATORS: dict[str, Callable[..., Any]] = {
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _ordered(lambda left, right: left < right),
    "<=": _ordered(lambda left, right: left <= right),
    ">": _ordered(lambda left, right: left > right),
    ">=": _ordered(lambda left, right: left >= right),
    "in": _in,
    "+": _add,
    "-": lambda left, right: _exact(_number(left) - _number(right)),
    "*": lambda left, right: _exact(_number(left) * _number(right)),
    "/": _divide,
    "%": _remainder,
    "!": lambda value: not _bool(value),
    "neg": lambda value: -_number(value),
}
_CALLS: dict[str, Callable[..., Any]] = {
    "has": lambda value: value is not None,
    "size": _size,
    "startsWith": lambda text, part: _text(text).startswith(_text(part)),
    "endsWith": lambda text, part: _text(text).endswith(_text(part)),
    "contains": lambda text, part: _text(part) in _text(text),
    "years": _years,
    "days": lambda start, end: (_date(end) - _date(start)).days,
}
