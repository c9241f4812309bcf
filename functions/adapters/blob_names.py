"""Names of blobs: no name leaves its area, whatever the storage makes of dots and slashes."""

from __future__ import annotations

import re

from functions.domain.errors import Invalid, NotFound, StoreUnavailable
from functions.domain.i18n import _
from functions.ports import Area

AREAS: tuple[Area, ...] = ("quarantine", "clean", "documents")
_PART = r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}"
_NAME = re.compile(rf"{_PART}(/{_PART}){{0,3}}")


def safe(name: str, area: Area) -> str:
    """The name itself. Raises ``Invalid`` for ``..``, a leading dot or slash, and all but plain ASCII."""
    if area not in AREAS or not _NAME.fullmatch(name):
        raise Invalid(_("Tên tệp lưu trữ không hợp lệ."))
    return name


def missing() -> NotFound:
    """There is no such blob."""
    return NotFound(_("Không tìm thấy tệp."))


def away() -> StoreUnavailable:
    """The storage did not do what it was asked."""
    return StoreUnavailable(_("Hệ thống tạm thời chưa lưu hoặc chưa đọc được. Hãy thử lại sau ít phút."))
