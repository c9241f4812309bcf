"""Settings of an installation, from their types and docstrings."""

from __future__ import annotations

from functions.domain.compile.shapes import allowed, unwrap
from functions.domain.i18n import _
from functions.settings import PREFIX, Settings, meanings
from publisher.handbook.markdown import code, page, table
from publisher.handbook.says import plain
from publisher.handbook.shapes import say

_FILES = "Path"


def settings_page() -> str:
    """Every setting with its default. Their words are for operators, in English."""
    return page(
        _("# Cài đặt"),
        _(
            "Mỗi cài đặt là một biến môi trường. Giá trị sai hoặc tên lạ thì cổng không khởi động, và mọi "
            "chỗ sai được nêu cùng lúc. "
            "Điều khác nhau giữa các tỉnh mà người dân đọc được (tên, số điện thoại, cơ quan) nằm ở "
            "`content/reference`, không ở đây."
        ),
        table((_("Biến"), _("Nghĩa"), _("Nhận"), _("Sẵn có")), map(_row, Settings.model_fields)),
    )


def _row(name: str) -> tuple[str, ...]:
    field = Settings.model_fields[name]
    shape = unwrap(field.annotation)
    kind = getattr(shape, "__name__", "")
    words = {_FILES: _("đường dẫn"), "SecretStr": _("bí mật")}.get(kind) if not allowed(shape) else None
    value = field.get_default()
    secret = kind == "SecretStr"
    shown = (
        "" if secret or value in (None, "") else str(value).lower() if isinstance(value, bool) else str(value)
    )
    allowed_words = words or say(field.annotation, tuple(field.metadata))
    return code(PREFIX + name.upper()), plain(meanings()[name]), allowed_words, code(shown)
