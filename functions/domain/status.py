"""What works for citizens now, as the status page tells it: by parts, and no more than is known."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from functions.domain.errors import Invalid
from functions.domain.i18n import _

STALE_AFTER = timedelta(minutes=30)
"""A report older than this says nothing of now; ``status.js`` holds the same figure."""


class PartState(StrEnum):
    """How a part is."""

    WORKS = "works"
    FAILS = "fails"
    UNKNOWN = "unknown"

    def say(self) -> str:
        return {
            "works": _("Đang chạy"),
            "fails": _("Đang trục trặc"),
            "unknown": _("Không biết"),
        }[self.value]


class Part(StrEnum):
    """What people come for."""

    READ = "read"
    SEND = "send"
    TRACK = "track"
    SIGN = "sign"
    MAIL = "mail"

    def say(self) -> str:
        return {
            "read": _("Đọc thủ tục và hướng dẫn"),
            "send": _("Điền và nộp hồ sơ trực tuyến"),
            "track": _("Theo dõi và rút hồ sơ"),
            "sign": _("Lập và ký số giấy tờ"),
            "mail": _("Gửi thư báo"),
        }[self.value]

    def help(self) -> str:
        """What to do while it fails."""
        return {
            "read": _("Gọi tổng đài hoặc đến bộ phận một cửa."),
            "send": _(
                "Tờ khai đang mở vẫn giữ những gì bạn đã điền trên máy này. Nộp lại sau, hoặc đến quầy."
            ),
            "track": _("Hồ sơ đã nộp không mất. Xem lại sau, hoặc hỏi bộ phận một cửa kèm mã hồ sơ."),
            "sign": _("Nộp hồ sơ vẫn được. Giấy tờ có chữ ký số sẽ đến muộn hơn."),
            "mail": _("Nộp hồ sơ vẫn được. Thư báo sẽ đến muộn hơn; xem tình trạng bằng mã hồ sơ."),
        }[self.value]


@dataclass(frozen=True, slots=True)
class Report:
    """States by part; a part that is left out was not tried. ``at`` is when the journey ended."""

    states: Mapping[Part, PartState] = field(default_factory=dict)
    at: datetime | None = None

    def of(self, part: Part) -> PartState:
        return self.states.get(part, PartState.UNKNOWN)

    @property
    def whole(self) -> bool:
        """Whether nothing is known to fail."""
        return PartState.FAILS not in self.states.values()

    def at_age(self, now: datetime) -> Report:
        """The same, unless it is too old to say anything of ``now``."""
        fresh = self.at is not None and now - self.at <= STALE_AFTER
        return self if fresh else Report(at=self.at)

    def json(self) -> str:
        """For the script of the status page."""
        parts = {part.value: self.of(part).value for part in Part}
        return json.dumps({"at": self.at.isoformat(timespec="seconds") if self.at else None, "parts": parts})


def read_report(text: str) -> Report:
    """The other way. Raises :class:`Invalid` for a text that is no report."""
    try:
        data = json.loads(text)
        at = datetime.fromisoformat(data["at"]) if data["at"] else None
        states = {Part(part): PartState(state) for part, state in data["parts"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Invalid("The status file cannot be read.") from None
    return Report(states, at)
