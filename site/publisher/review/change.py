"""One thing that became different, in words, with what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from functions.domain.i18n import _


class Topic(StrEnum):
    """What a change is about, in the order in which reviews tell of it."""

    PUBLICATION = "publication"
    IDENTITY = "identity"
    PAPERS = "papers"
    FEES = "fees"
    DEADLINES = "deadlines"
    CHANNELS = "channels"
    ONLINE = "online"
    QUESTIONS = "questions"
    CONDITIONS = "conditions"
    STEPS = "steps"
    MESSAGES = "messages"
    OUTPUT = "output"
    LAW = "law"
    VALIDITY = "validity"
    DATA = "data"
    LINKS = "links"
    GUIDANCE = "guidance"
    EXAMPLES = "examples"
    DOUBTS = "doubts"
    REFERENCE = "reference"

    def say(self) -> str:
        return {
            "publication": _("Công bố"),
            "identity": _("Tên, mã, cơ quan"),
            "papers": _("Giấy tờ"),
            "fees": _("Phí, lệ phí"),
            "deadlines": _("Thời hạn"),
            "channels": _("Cách nộp"),
            "online": _("Mức độ trực tuyến"),
            "questions": _("Câu hỏi"),
            "conditions": _("Điều kiện"),
            "steps": _("Quy trình"),
            "messages": _("Tin báo"),
            "output": _("Kết quả"),
            "law": _("Căn cứ pháp lý"),
            "validity": _("Hiệu lực"),
            "data": _("Dữ liệu cá nhân"),
            "links": _("Thủ tục liên quan"),
            "guidance": _("Hướng dẫn"),
            "examples": _("Ví dụ kiểm thử"),
            "doubts": _("Chỗ ngờ"),
            "reference": _("Dữ liệu dùng chung"),
        }[self]


class Verb(StrEnum):
    """How it became different."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``where`` is its path in the compiled declaration, rows by their names."""

    topic: Topic
    verb: Verb
    where: tuple[str, ...]
    text: str
    """A Vietnamese sentence without full stop."""
    before: object = None
    """The value as the declaration has it; None where the whole row is told in ``text``."""
    after: object = None
