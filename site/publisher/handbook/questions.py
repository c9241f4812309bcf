"""The kinds of questions, from their classes: what each takes, stores, and is to a condition."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, get_args

from pydantic import BaseModel

from functions.domain.compile.shapes import allowed, unwrap
from functions.domain.fields import AnyField
from functions.domain.fields.base import Question, TypedQuestion
from functions.domain.fields.context import FormContext
from functions.domain.i18n import _
from publisher.handbook.keys import meanings, rows, section
from publisher.handbook.markdown import code, codes, page, table
from publisher.handbook.says import docstring
from publisher.handbook.shapes import branches, models_below

SHARED = frozenset(Question.model_fields)


def kinds() -> list[type[Question]]:
    """All classes of questions, in the order of the union that reads them."""
    found: list[type[Question]] = []
    waiting: list[Any] = [AnyField]
    while waiting:
        shape = waiting.pop(0)
        if inner := branches(shape):
            waiting[:0] = inner
        elif isinstance(bare := unwrap(shape), type) and issubclass(bare, Question):
            found.append(bare)
        elif args := get_args(bare):
            waiting[:0] = args[:1]
    return found


def kind_name(kind: type[Question]) -> str:
    return allowed(kind.model_fields["kind"].annotation)[0]


def _what(kind: type[Question]) -> str:
    return meanings().get(f"kind.{kind_name(kind)}") or docstring(kind)


def _models() -> list[type[BaseModel]]:
    """What questions are made of, beside questions."""
    fields = [field for kind in kinds() for field in kind.model_fields.values()]
    return [*dict.fromkeys(model for field in fields for model in models_below(field.annotation))]


def questions_page() -> str:
    """One section a kind, after the keys that all of them share."""
    head = (_("Khóa"), _("Nghĩa"), _("Nhận"), _("Để trống thì"))
    shared = page(_("## Khóa chung"), table(head, rows(Question, frozenset({"kind"}))))
    overview = table(
        (_("Loại"), _("Là gì"), _("Trong điều kiện là")),
        ((f"[{code(kind_name(one))}](#{kind_name(one)})", _what(one), _cel(one)) for one in kinds()),
    )
    lead = _(
        "Mỗi câu hỏi trong `form` có một `kind`. Trình duyệt và máy chủ dùng chung một bộ quy tắc cho từng "
        "loại."
    )
    return page(
        _("# Loại câu hỏi"), lead, overview, shared, *map(_section, kinds()), *map(section, _models())
    )


def _cel(kind: type[Question]) -> str:
    if not kind.asks:
        return _("không hỏi gì")
    words = {"text": _("chữ"), "number": _("số"), "bool": _("đúng/sai"), "list": _("danh sách")}
    return words.get(kind.cel, _("nhóm câu trả lời"))


def _section(kind: type[Question]) -> str:
    head = (_("Khóa"), _("Nghĩa"), _("Nhận"), _("Để trống thì"))
    own = table(head, rows(kind, SHARED))
    parts = codes(kind.parts)
    inputs = _("Các ô nhập: {parts}.").format(parts=parts) if parts else ""
    return page(
        f"## {kind_name(kind)} {{ #{kind_name(kind)} }}", _what(kind), inputs, own, _stored(kind), _says(kind)
    )


def _sample(kind: type[Question]) -> Question:
    """A question with no more than it needs."""
    given: dict[str, Any] = {"kind": kind_name(kind), "id": "cau", "label": _("Câu này")}
    if "options" in kind.model_fields:
        given["options"] = [{"value": "mot", "label": _("Một")}]
    if "fields" in kind.model_fields:
        given["fields"] = [{"kind": "text", "id": "ten", "label": _("Tên")}]
    return kind.model_validate(given)


def _stored(kind: type[Question]) -> str:
    sample = _sample(kind)
    if not kind.asks:
        return ""
    schema = json.dumps(sample.describe(), ensure_ascii=False)
    return _("Giá trị được lưu, theo JSON Schema: {schema}").format(schema=code(schema))


def _says(kind: type[Question]) -> str:
    """The sentences that an answer may get."""
    sample = _sample(kind)
    if not kind.asks:
        return ""
    said = [sample.missing_text()]
    if isinstance(sample, TypedQuestion):
        said += [one.message for one in sample.constraints(FormContext(today=date(2026, 11, 23)))]
    return page(
        _("Câu báo khi chưa đúng, với nhãn “Câu này”:"), "\n".join(f"- {one}" for one in dict.fromkeys(said))
    )
