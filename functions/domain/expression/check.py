"""Finding, before anybody fills in a form, what can never work in a condition."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Literal

from functions.domain.expression.parse import Tree
from functions.domain.i18n import _

CelType = Literal["bool", "number", "text", "list", "map", "null", "any"]
_RESULTS: dict[str, CelType] = {"has": "bool", "startsWith": "bool", "endsWith": "bool", "contains": "bool"}
_TEXTS = frozenset({"startsWith", "endsWith", "contains", "years", "days"})


def check(tree: Tree, types: Mapping[str, CelType], *, condition: bool = True) -> list[str]:
    """Vietnamese sentences on unknown names, clashing types and conditions that are no yes or no."""
    problems: list[str] = []
    result = _type(tree, types, problems)
    if condition and not problems and result not in ("bool", "any"):
        problems.append(_("Điều kiện phải cho kết quả đúng hoặc sai, ví dụ: ten == “gia tri”."))
    return problems


def _type(tree: Tree, types: Mapping[str, CelType], problems: list[str]) -> CelType:
    kind = tree[0]
    if kind == "lit":
        return _literal(tree[1])
    if kind == "var":
        return _variable(tree[1], types, problems)
    skip = 2 if kind == "call" else 1
    inner = [_type(part, types, problems) for part in tree[skip:]]
    if kind == "list":
        return "list"
    if kind == "call":
        _expect(inner, "text" if tree[1] in _TEXTS else "any", tree[1], problems)
        return _RESULTS.get(tree[1], "number")
    return _operator(kind, inner, problems)


def _operator(kind: str, inner: list[CelType], problems: list[str]) -> CelType:
    if kind in ("&&", "||", "!"):
        _expect(inner, "bool", kind, problems)
        return "bool"
    if kind == "?:":
        _expect(inner[:1], "bool", kind, problems)
        return inner[1] if inner[1] == inner[2] else "any"
    if kind == "in":
        _expect(inner[1:], "list", kind, problems)
        return "bool"
    if kind in ("==", "!=", "<", "<=", ">", ">="):
        known = set(inner) - {"any"}
        if len(known - {"null"} if kind in ("==", "!=") else known) > 1:
            problems.append(
                _("“{op}” so sánh hai loại khác nhau: {types}.").format(
                    op=kind, types=", ".join(sorted(map(_say, known)))
                )
            )
        return "bool"
    if kind == "+" and "text" in inner:
        _expect(inner, "text", kind, problems)
        return "text"
    _expect(inner, "number", kind, problems)
    return "number"


def _expect(given: list[CelType], wanted: CelType, where: str, problems: list[str]) -> None:
    for one in given:
        if wanted != "any" and one not in (wanted, "any"):
            problems.append(
                _("“{where}” cần {wanted}, nhưng nhận {given}.").format(
                    where=where, wanted=_say(wanted), given=_say(one)
                )
            )


def _variable(name: str, types: Mapping[str, CelType], problems: list[str]) -> CelType:
    if name in types:
        return types[name]
    head = name.rpartition(".")[0]
    if types.get(head) in ("map", "any"):
        return "any"
    near = difflib.get_close_matches(name, types, n=1)
    hint = _(" Có phải “{near}”?").format(near=near[0]) if near else ""
    problems.append(_("Không có câu hỏi nào tên “{name}”.").format(name=name) + hint)
    return "any"


def _literal(value: object) -> CelType:
    if value is None:
        return "null"
    return "bool" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"


def _say(kind: str) -> str:
    return {
        "bool": _("đúng/sai"),
        "number": _("số"),
        "text": _("chữ"),
        "list": _("danh sách"),
        "map": _("nhóm câu trả lời"),
        "null": _("trống"),
    }.get(kind, kind)
