"""The type of a key in words that an editor reads, and the models that stand below it."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import BaseMetadata, Ge, Le, MaxLen, MinLen
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from functions.domain.compile.shapes import allowed, unwrap
from functions.domain.duration import Duration
from functions.domain.expression import Expression
from functions.domain.fields.base import Question
from functions.domain.i18n import _
from functions.domain.model import Id, Slug
from publisher.handbook.markdown import code, codes

ANSWERS = "cau-hoi.md"
"""The page of question kinds, beside the page that lists keys."""


def _words() -> dict[type, str]:
    return {
        bool: _("`true` hoặc `false`"),
        int: _("số nguyên"),
        float: _("số"),
        str: _("chữ"),
        date: _("ngày, dạng `2026-11-23`"),
        datetime: _("ngày giờ, dạng `2026-11-23T09:30`"),
        Duration: _("thời hạn, dạng `3 working_days`"),
        Expression: _("[điều kiện](dieu-kien.md)"),
    }


def say(annotation: Any, metadata: tuple[Any, ...] = ()) -> str:
    """What may stand there, as Markdown; models are links to their own tables."""
    if values := allowed(annotation):
        return codes(values)
    limits = [*metadata, *_metadata(annotation)]
    shape = unwrap(annotation)
    if get_origin(shape) in (tuple, list, frozenset):
        return _("danh sách: {of}").format(of=say(get_args(shape)[0]))
    if get_origin(shape) in (dict, Mapping):
        return _("nhóm khóa, mỗi khóa: {of}").format(of=say(get_args(shape)[1]))
    parts = [_one(branch) for branch in branches(shape)] or [_one(shape)]
    narrowed = _limits(limits)
    if narrowed.startswith("`"):
        return narrowed
    return " ".join(filter(None, [_(" hoặc ").join(dict.fromkeys(parts)), narrowed]))


def _one(shape: Any) -> str:
    if values := allowed(shape):
        return codes(values)
    bare = unwrap(shape)
    if isinstance(bare, type) and issubclass(bare, Question):
        return _("[câu hỏi]({page})").format(page=ANSWERS)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return f"[{bare.__name__}](#{bare.__name__.lower()})"
    if get_origin(bare) in (tuple, list):
        return say(bare)
    return _words().get(bare, _("tùy ý"))


def _metadata(annotation: Any) -> tuple[Any, ...]:
    """What ``Annotated`` says, through aliases and ``| None``."""
    for branch in branches(annotation) or (annotation,):
        if get_origin(branch) is Annotated:
            inner, *own = get_args(branch)
            return (*_metadata(inner), *own)
    return ()


def _limits(metadata: list[Any]) -> str:
    found: list[str] = []
    for one in metadata:
        if isinstance(one, FieldInfo):
            found.append(_limits(list(one.metadata)))
        elif isinstance(one, StringConstraints) and one.pattern:
            found.append(_pattern(str(one.pattern)))
        elif isinstance(one, BaseMetadata):
            found.append(_bound(one))
    return ", ".join(dict.fromkeys(filter(None, found)))


def _pattern(pattern: str) -> str:
    known = {str(get_args(Id)[1].pattern): _("(mã: chữ thường, số, `_`)")}
    known[str(get_args(Slug)[1].pattern)] = _("(chữ thường, số, nối bằng `-`)")
    words = re.fullmatch(r"\^\(([a-z_|]+)\)\$", pattern)
    if words:
        return codes(words[1].split("|"))
    return known.get(pattern, _("dạng {pattern}").format(pattern=code(pattern)))


def _bound(one: BaseMetadata) -> str:
    if isinstance(one, Ge):
        return _("từ {n}").format(n=one.ge)
    if isinstance(one, Le):
        return _("đến {n}").format(n=f"{one.le:,}".replace(",", ".") if isinstance(one.le, int) else one.le)
    if isinstance(one, MinLen):
        return _("ít nhất {n}").format(n=one.min_length)
    return _("nhiều nhất {n}").format(n=one.max_length) if isinstance(one, MaxLen) else ""


def branches(shape: Any) -> tuple[Any, ...]:
    """The sides of a union, without ``None``."""
    while get_origin(shape) is Annotated:
        shape = get_args(shape)[0]
    if get_origin(shape) not in (Union, types.UnionType):
        return ()
    return tuple(one for one in get_args(shape) if one is not type(None))


def models_below(annotation: Any) -> Iterator[type[BaseModel]]:
    """Models that an annotation leads to at once; kinds of questions have a page of their own."""
    for part in branches(annotation) or (annotation,):
        shape = unwrap(part)
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            if not issubclass(shape, Question):
                yield shape
        elif not (isinstance(shape, type) and issubclass(shape, Enum)):
            for inner in get_args(shape):
                if inner is not Ellipsis and inner is not None:
                    yield from models_below(inner)


def default(field: FieldInfo) -> str:
    """The value of a key that is left out; empty where there is none."""
    if field.is_required():
        return _("**bắt buộc**")
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value == "" or value == () or value == {}:
        return ""
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, tuple):
        return codes(str(one) for one in value)
    if isinstance(value, BaseModel):
        return ""
    return code(str(value))
