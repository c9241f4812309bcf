"""Values of a declaration as a review says them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from enum import Enum, StrEnum
from typing import Any

from pydantic import BaseModel

from functions.domain.declaration import MessageChannel, MessageEvent, Publication
from functions.domain.duration import Duration
from functions.domain.expression import Expression
from functions.domain.i18n import _
from functions.domain.say import day, dong


def said(value: Any) -> str:
    """Any value in words; what is empty is said to be absent."""
    if value is None or value == "" or value == () or value == {}:
        return _("không có")
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, Duration):
        return value.say()
    if isinstance(value, Expression):
        return f"“{value.source}”"
    if isinstance(value, Publication | MessageEvent | MessageChannel):
        return named(value)
    if isinstance(value, Enum):
        return str(value.say()) if hasattr(value, "say") else str(value.value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return _composed(value)


def _composed(value: Any) -> str:
    if isinstance(value, BaseModel):
        given = {name: getattr(value, name) for name in type(value).model_fields}
        return "; ".join(f"{name}: {said(one)}" for name, one in given.items() if one not in (None, "", ()))
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {said(one)}" for key, one in value.items())
    if isinstance(value, tuple | list | frozenset | set):
        return ", ".join(said(one) for one in value)
    return " ".join(str(value).split())


def amount(value: Any) -> str:
    """An amount of money."""
    return said(value) if value is None else dong(value)


def quoted(value: Any) -> str:
    """A text in quotes."""
    return f"“{said(value)}”" if value else said(value)


def fee_ids(value: Any) -> str:
    """Which fee lines a channel has: all where it does not say."""
    return _("mọi khoản thu") if value is None else said(value)


def named(value: StrEnum) -> str:
    """Words for vocabularies that have none of their own."""
    words = {
        Publication.DRAFT: _("bản nháp"),
        Publication.PUBLISHED: _("công bố"),
        Publication.WITHDRAWN: _("đã rút"),
        MessageChannel.EMAIL: _("thư điện tử"),
        MessageChannel.SMS: _("tin nhắn"),
        MessageEvent.SUBMITTED: _("đã nộp"),
        MessageEvent.RECEIVED: _("tiếp nhận"),
        MessageEvent.IN_PROGRESS: _("đang xử lý"),
        MessageEvent.SUPPLEMENT_REQUESTED: _("yêu cầu bổ sung"),
        MessageEvent.FEE_REQUESTED: _("yêu cầu nộp phí"),
        MessageEvent.REFUSED: _("từ chối"),
        MessageEvent.WITHDRAWN: _("đã rút hồ sơ"),
        MessageEvent.STOPPED: _("dừng giải quyết"),
        MessageEvent.EXTENDED: _("gia hạn"),
        MessageEvent.DONE: _("có kết quả"),
        MessageEvent.RETURNED: _("đã trả kết quả"),
        MessageEvent.FILE_REJECTED: _("tệp bị loại"),
    }
    return words[value]


def handling(value: Any) -> str:
    """What is done with a paper."""
    return {"hand_in": _("nộp"), "show": _("chỉ xuất trình")}.get(value, said(value))


def sensitivity(value: Any) -> str:
    """How private an answer is (Law 91/2025/QH15)."""
    return {
        "public": _("không phải dữ liệu cá nhân"),
        "personal": _("dữ liệu cá nhân"),
        "sensitive": _("dữ liệu cá nhân nhạy cảm"),
    }.get(value, said(value))


def kind(value: Any) -> str:
    """A kind of question."""
    return {
        "text": _("chữ"),
        "long_text": _("đoạn văn"),
        "person_name": _("họ tên"),
        "date": _("ngày"),
        "year": _("năm"),
        "citizen_id": _("số định danh"),
        "phone": _("số điện thoại"),
        "email": _("thư điện tử"),
        "address": _("địa chỉ"),
        "choice": _("chọn một"),
        "choices": _("chọn nhiều"),
        "yes_no": _("có hoặc không"),
        "integer": _("số nguyên"),
        "decimal": _("số lẻ"),
        "money": _("số tiền"),
        "file": _("tệp"),
        "notice": _("lời dặn"),
        "declaration": _("lời cam đoan"),
        "on_behalf": _("làm thay người khác"),
        "group": _("bảng nhiều dòng"),
        "procedure": _("thủ tục"),
        "process": _("quy trình nội bộ"),
    }.get(value, said(value))


def clock(value: Any) -> str:
    """What a transition does to the deadline."""
    return {
        None: _("theo trạng thái"),
        "start": _("bắt đầu tính"),
        "pause": _("tạm dừng"),
        "resume": _("tính tiếp"),
        "restart": _("tính lại từ đầu"),
        "stop": _("thôi tính"),
        "keep": _("giữ nguyên"),
    }.get(value, said(value))


def silence(value: Any) -> str:
    """What no answer of a consulted agency means."""
    return {"waits": _("chờ tiếp"), "agrees": _("coi là đồng ý")}.get(value, said(value))


def signs(value: Any) -> str:
    """Who signs when a transition is taken."""
    return {"none": _("không ký"), "person": _("lãnh đạo ký"), "agency": _("cơ quan ký")}.get(
        value, said(value)
    )


def actor(value: Any) -> str:
    """Who takes a transition."""
    return {"officer": _("cán bộ"), "citizen": _("người dân"), "system": _("tự động")}.get(value, said(value))


def reason(value: Any) -> str:
    """Whether a transition asks for a reason."""
    return {"none": _("không"), "optional": _("tùy ý"), "required": _("bắt buộc")}.get(value, said(value))
