"""Codes of all that can be wrong, with the sentences that people read, found in the source itself.

A call such as ``error(where, "fee_cap", _("…"))`` or ``Fault(where, "required", …)`` names a code and a
sentence. The sentence may stand in the call, or be given to a name before it in the same function.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import functions
from functions.domain import errors
from functions.domain.i18n import _
from publisher.handbook.markdown import code, page, table, text
from publisher.handbook.says import docstring

_CALLS = {"error": "error", "warning": "warning", "Fault": "", "Constraint": "", "Finding": "error"}
CHECKS = ("functions/domain/checks", "functions/domain/compile", "site/publisher")
"""Where faults of files are found; faults elsewhere are of what people send."""


class Said(NamedTuple):
    """One fault: code, weight (``error``, ``warning`` or nothing), sentences, and where it is found."""

    code: str
    level: str
    sentences: tuple[str, ...]
    module: str


def found() -> list[Said]:
    """All faults of the source, by module and line; a code that one module names twice is told once."""
    root = Path(functions.__file__).resolve().parents[1]
    places = (root / "functions/domain", root / "functions/services", root / "site/publisher")
    merged: dict[tuple[str, str, str], list[str]] = {}
    for path in (path for place in places for path in sorted(place.rglob("*.py"))):
        module = str(path.relative_to(root))
        for name, level, sentence in _of_module(ast.parse(path.read_text(encoding="utf-8"))):
            known = merged.setdefault((module, name, level), [])
            known += [one for one in sentence if one not in known]
    return [Said(name, level, tuple(said), module) for (module, name, level), said in merged.items()]


def _of_module(tree: ast.Module) -> Iterator[tuple[str, str, list[str]]]:
    seen: set[int] = set()
    functions_inside = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions_inside:
        given = _given(function)
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            if name in _CALLS and len(call.args) >= 2 and id(call) not in seen:
                seen.add(id(call))
                at = 0 if name == "Constraint" else 1
                for stated in _codes(call.args[at]):
                    yield stated, _CALLS[name], _sentences(call.args[-1], given)


def _given(function: ast.FunctionDef) -> dict[str, list[str]]:
    """Sentences by the names that they were given to."""
    found: dict[str, list[str]] = {}
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            if isinstance(target, ast.Name) and (words := _quoted(node)):
                found.setdefault(target.id, []).extend(words)
    return found


def _codes(node: ast.expr) -> list[str]:
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _sentences(node: ast.expr, given: dict[str, list[str]]) -> list[str]:
    words = _quoted(node)
    for name in (one for one in ast.walk(node) if isinstance(one, ast.Name)):
        words += given.get(name.id, [])
    return words or _plain_text(node)


def _plain_text(node: ast.expr) -> list[str]:
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _quoted(tree: ast.AST) -> list[str]:
    """What stands in calls of ``_``."""
    return [
        str(call.args[0].value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "_"
        and isinstance(call.args[0], ast.Constant)
    ]


def faults_page() -> str:
    """Faults of files, faults of what is sent, and the tree of errors."""
    said = found()
    of_files = [one for one in said if one.module.startswith(CHECKS)]
    of_input = [one for one in said if one not in of_files]
    head = (_("Mã"), _("Mức"), _("Câu báo"), _("Tìm thấy ở"))
    return page(
        _("# Lỗi và điều kiểm tra"),
        _(
            "Mã không đổi giữa các bản; chương trình dựa vào mã, người đọc dựa vào câu. Chỗ trong ngoặc "
            "nhọn được điền khi báo."
        ),
        _("## Trong tệp nội dung"),
        _("**Lỗi** chặn việc dựng cổng. **Nhắc** thì không. Trong bản nháp, một số lỗi chỉ còn là lời nhắc."),
        table(head, map(_row, of_files)),
        _("## Trong hồ sơ gửi lên"),
        table(head, map(_row, of_input)),
        _("## Cây lỗi của máy chủ"),
        table((_("Mã"), _("Lớp"), _("Thử lại được"), _("Nghĩa")), _tree()),
    )


def _row(one: Said) -> tuple[str, ...]:
    level = {"error": _("lỗi"), "warning": _("nhắc")}.get(one.level, "")
    sentences = "<br>".join(text(sentence) for sentence in one.sentences)
    return code(one.code), level, sentences, code(one.module)


def _tree() -> Iterator[tuple[str, ...]]:
    waiting: list[type[errors.MotcuaError]] = [errors.MotcuaError]
    while waiting:
        kind = waiting.pop(0)
        waiting[:0] = kind.__subclasses__()
        if kind.__module__ == errors.__name__:
            again = _("có") if kind.retryable else _("không")
            yield code(kind.code), code(kind.__name__), again, docstring(kind)
