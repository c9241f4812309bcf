"""The keys of a service file, model by model, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel

from functions.domain.declaration import ProcedureFile, ProcessFile
from functions.domain.i18n import _
from publisher.handbook.markdown import code, page, table
from publisher.handbook.says import attribute_docstrings, docstring
from publisher.handbook.shapes import default, models_below, say

_ROOTS: tuple[type[BaseModel], ...] = (ProcedureFile, ProcessFile)


@cache
def meanings() -> Mapping[str, str]:
    """Vietnamese sentences by ``Model.key`` or bare key."""
    text = Path(__file__).with_name("keys.yml").read_text(encoding="utf-8")
    return {str(name): str(words) for name, words in yaml.safe_load(text).items()}


def meaning(model: type[BaseModel], key: str) -> str:
    """What a key means, in Vietnamese where somebody has written it; empty where nobody has."""
    for ancestor in model.__mro__:
        if words := meanings().get(f"{ancestor.__name__}.{key}"):
            return words
    return meanings().get(key) or attribute_docstrings(model).get(key, "")


def models() -> list[type[BaseModel]]:
    """The two kinds of file, and every model below them, in the order in which they are met."""
    found: dict[type[BaseModel], None] = dict.fromkeys(_ROOTS)
    waiting = [*_ROOTS]
    while waiting:
        for below in _below(waiting.pop(0)):
            if below not in found:
                found[below] = None
                waiting.append(below)
    return [*found]


def _below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for field in model.model_fields.values():
        yield from models_below(field.annotation)


def rows(model: type[BaseModel], skip: frozenset[str] = frozenset()) -> Iterator[tuple[str, ...]]:
    """Key, meaning, what may stand there, and what holds when it is left out."""
    for key, field in model.model_fields.items():
        if key not in skip:
            allowed = say(field.annotation, tuple(field.metadata))
            yield code(key), meaning(model, key), allowed, default(field)


def section(model: type[BaseModel], title: str = "") -> str:
    """A model's table under its name, which links lead to."""
    head = (_("Khóa"), _("Nghĩa"), _("Nhận"), _("Để trống thì"))
    name = f"## {title or model.__name__} {{ #{model.__name__.lower()} }}"
    return page(name, "" if title else docstring(model), table(head, rows(model)))


def keys_page() -> str:
    """Every key of a procedure and of a process."""
    titles = {ProcedureFile: _("Thủ tục"), ProcessFile: _("Quy trình nội bộ")}
    parts = [section(model, titles.get(model, "")) for model in models()]
    lead = _(
        "Mỗi tệp trong `content/procedures` mở đầu bằng các khóa dưới đây, giữa hai dòng `---`. Chỉ năm "
        "khóa đầu và một "
        "thời hạn là phải có; mọi khóa khác đã có sẵn một giá trị hợp luật. Tệp trong `content/processes` "
        "dùng "
        "[bảng thứ hai](#processfile). Khóa lạ bị báo lỗi kèm dòng."
    )
    return page(_("# Khóa của tệp dịch vụ"), lead, *parts)
