"""What the frame round all views says by itself: headers of every answer, and words for bare statuses."""

from __future__ import annotations

from functions.domain.i18n import _


def security_headers(uploads: str = "") -> list[tuple[str, str]]:
    """The headers of every answer. ``uploads`` is where pages send files, if that is not here."""
    connect = f"'self' {uploads}".strip()
    return [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            f"connect-src {connect}; form-action 'self'; frame-ancestors 'none'; "
            "base-uri 'none'; manifest-src 'self'",
        ),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ]


SECURITY_HEADERS = security_headers()


def sentence_of(status: int) -> str:
    """What to say of a status for which no view has words of its own."""
    return {
        400: _("Yêu cầu không đọc được. Mở lại trang và gửi lần nữa."),
        404: _("Không có trang này."),
        405: _("Địa chỉ này không nhận cách gửi đó."),
        413: _(
            "Nội dung gửi quá lớn. Quay lại trang trước, chọn ít tệp hơn hoặc tệp nhỏ hơn rồi gửi lại. "
            "Những gì đã lưu trước đó vẫn còn."
        ),
        415: _("Kiểu nội dung gửi lên không dùng được. Gửi bằng biểu mẫu trên trang, hoặc application/json."),
        431: _("Yêu cầu không đọc được. Mở lại trang và gửi lần nữa."),
    }.get(status, _("Cổng đang trục trặc."))
