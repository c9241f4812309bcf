"""One Vietnamese sentence for each kind of error that pydantic reports on a declaration."""

from __future__ import annotations

import difflib
import re
from typing import Any

from pydantic_core import ErrorDetails

from functions.domain.compile.shapes import Place, allowed
from functions.domain.declaration.law import ResultCode
from functions.domain.i18n import _
from functions.domain.model import Id, Slug

MAX_SHOWN = 60


def sentence(detail: ErrorDetails, place: Place) -> str:
    """What is wrong at ``place``, and what may stand there."""
    kind = detail["type"]
    if kind == "missing":
        return _("Thiếu khóa “{key}”, khóa này bắt buộc.").format(key=_last(place.path))
    if kind == "extra_forbidden":
        return _unknown_key(_last(place.path), place.keys)
    if kind in ("union_tag_invalid", "enum", "literal_error"):
        return _not_allowed(detail, place)
    if kind == "string_pattern_mismatch":
        return _pattern(detail)
    if kind in ("duration", "expression"):
        return str(detail["ctx"]["reason"])
    if kind == "value_error":
        return str(detail["ctx"]["error"])
    return _shape(detail)


def _shape(detail: ErrorDetails) -> str:
    """Wrong types and sizes."""
    kind, limits = detail["type"], detail.get("ctx", {})
    given = show(detail["input"])
    if kind == "union_tag_not_found":
        return _("Thiếu khóa “kind”: mỗi câu hỏi phải nói rõ loại của nó.")
    if kind.startswith("int_") and kind != "int_parsing_size":
        return _("Cần một số nguyên viết liền, ví dụ 150000; ở đây là “{given}”.").format(given=given)
    if kind.startswith(("decimal_", "float_")):
        return _("Cần một số; ở đây là “{given}”.").format(given=given)
    if kind.startswith("bool_"):
        return _("Chỉ nhận true hoặc false; ở đây là “{given}”.").format(given=given)
    if kind.startswith(("datetime_", "timezone_")):
        return _("Cần ngày giờ dạng 2026-11-23T09:30; ở đây là “{given}”.").format(given=given)
    if kind.startswith("date_"):
        return _("Cần ngày dạng 2025-07-01; ở đây là “{given}”.").format(given=given)
    if kind.startswith("time_"):
        return _("Cần giờ dạng 07:30; ở đây là “{given}”.").format(given=given)
    if kind == "string_type":
        return _("Cần chữ; ở đây là {given}.").format(given=_kind(detail["input"]))
    if kind in ("tuple_type", "list_type", "frozen_set_type", "set_type"):
        return _("Cần một danh sách (mỗi dòng bắt đầu bằng “- ”); ở đây là {given}.").format(
            given=_kind(detail["input"])
        )
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return _("Cần một nhóm “khóa: giá trị”; ở đây là {given}.").format(given=_kind(detail["input"]))
    return _size(kind, limits, given)


def _size(kind: str, limits: dict[str, Any], given: str) -> str:
    if kind == "string_too_short":
        return _("Không được để trống.")
    if kind == "string_too_long":
        return _("Dài quá {n} ký tự.").format(n=limits["max_length"])
    if kind == "too_short":
        return _("Cần ít nhất {n} mục.").format(n=limits["min_length"])
    if kind == "too_long":
        return _("Nhiều nhất {n} mục.").format(n=limits["max_length"])
    bounds = {
        "greater_than_equal": (_("Phải từ {n} trở lên; ở đây là {given}."), "ge"),
        "less_than_equal": (_("Nhiều nhất là {n}; ở đây là {given}."), "le"),
        "greater_than": (_("Phải lớn hơn {n}; ở đây là {given}."), "gt"),
        "less_than": (_("Phải nhỏ hơn {n}; ở đây là {given}."), "lt"),
    }
    if kind in bounds:
        text, limit = bounds[kind]
        return text.format(n=limits[limit], given=given)
    return _("Giá trị “{given}” không dùng được ở đây.").format(given=given)


def _unknown_key(key: str, keys: tuple[str, ...]) -> str:
    if " " in key:
        reason = _("“{key}” không phải là khóa. Câu chữ có dấu phẩy hoặc dấu hai chấm thì đặt trong nháy.")
        return reason.format(key=key)
    near = difflib.get_close_matches(key, keys, n=1, cutoff=0.6)
    if near:
        return _("Không có khóa “{key}”. Có phải “{near}”?").format(key=key, near=near[0])
    return _("Không có khóa “{key}”. Các khóa dùng được: {keys}.").format(key=key, keys=", ".join(keys))


def _not_allowed(detail: ErrorDetails, place: Place) -> str:
    limits = detail.get("ctx", {})
    values = allowed(place.shape) or re.findall(
        r"'([^']*)'", str(limits.get("expected") or limits.get("expected_tags", ""))
    )
    given = show(limits.get("tag", detail["input"]))
    near = [] if given.isdigit() else difflib.get_close_matches(given, values, n=1)
    hint = _(" Có phải “{near}”?").format(near=near[0]) if near else ""
    return (
        _("“{given}” không dùng được ở đây. Chọn một trong: {values}.").format(
            given=given, values=", ".join(values)
        )
        + hint
    )


def _pattern(detail: ErrorDetails) -> str:
    pattern, given = str(detail["ctx"]["pattern"]), show(detail["input"])
    choice = re.fullmatch(r"\^\(([a-z_|]+)\)\$", pattern)
    if choice:
        values = ", ".join(choice[1].split("|"))
        return _("“{given}” không dùng được ở đây. Chọn một trong: {values}.").format(
            given=given, values=values
        )
    known = {
        _of(Id): _("Tên riêng “{given}” chỉ gồm chữ thường không dấu, số và dấu “_”, bắt đầu bằng chữ."),
        _of(Slug): _("“{given}” chỉ gồm chữ thường không dấu và số, nối bằng dấu “-”."),
        _of(ResultCode): _("Mã kết quả “{given}” phải có dạng KQ.G15.000031."),
    }
    if pattern in known:
        return known[pattern].format(given=given)
    if "NB" in pattern:
        return _("Mã “{given}” phải có dạng 1.001193 (mã quốc gia) hoặc NB.NHIEMVU.001 (mã nội bộ).").format(
            given=given
        )
    return _("“{given}” không đúng mẫu {pattern}.").format(given=given, pattern=pattern)


def _of(shape: Any) -> str:
    return next(str(part.pattern) for part in shape.__metadata__ if hasattr(part, "pattern"))


def _last(path: str) -> str:
    return path.rpartition(".")[2]


def show(value: object) -> str:
    """What was written, shortened."""
    text = " ".join(str(value).split())
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…"


def _kind(value: object) -> str:
    if value is None:
        return _("để trống")
    if isinstance(value, dict):
        return _("một nhóm khóa")
    if isinstance(value, list | tuple):
        return _("một danh sách")
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"“{show(value)}”"
