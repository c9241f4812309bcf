"""What callers hear of a store that cannot do what they asked."""

from __future__ import annotations

from functions.domain.errors import Invalid, StoreUnavailable
from functions.domain.i18n import _


def unavailable() -> StoreUnavailable:
    """The store does not answer, or refuses everybody; the cause goes to the log."""
    return StoreUnavailable(_("Hệ thống tạm thời chưa lưu hoặc chưa đọc được. Hãy thử lại sau ít phút."))


def too_large() -> Invalid:
    """More than the store takes at once; nothing was written."""
    return Invalid(
        _("Nội dung quá dài hoặc có quá nhiều tệp để lưu một lần. Hãy rút ngắn câu trả lời hoặc bớt tệp.")
    )
