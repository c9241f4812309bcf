"""HTTP routes with who may come in; told through an entry point, since the publisher imports no door."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import entry_points

from functions.domain.errors import Unavailable
from functions.domain.i18n import _
from publisher.handbook.markdown import code, page, table
from publisher.handbook.says import plain

GROUP = "motcua.facts"


def routes() -> Sequence[tuple[str, str, str, str]]:
    """Method, path, authorisation and a sentence each. Raises :class:`Unavailable` without the app."""
    points = entry_points(group=GROUP, name="routes")
    if not points:
        raise Unavailable("No entry point “routes” in motcua.facts: run “make setup” again.")
    found: Sequence[tuple[str, str, str, str]] = next(iter(points)).load()()
    return found


def _doors() -> dict[str, str]:
    return {
        "public": _("Ai cũng vào được"),
        "draft token": _("Liên kết riêng của bản nháp"),
        "upload grant": _("Phép tải một tệp lên"),
        "case token": _("Liên kết riêng của hồ sơ"),
        "officer": _("Cán bộ đã đăng nhập, đúng đơn vị và vai trò"),
        "demo": _("Chỉ ở bản chạy thử"),
    }


def routes_page() -> str:
    """Every route, by path."""
    found = routes()
    doors = _doors()
    count = {name: sum(route[2] == name for route in found) for name in doors}
    return page(
        _("# Địa chỉ và quyền vào"),
        _(
            "Trang tĩnh không đi qua đây. Mỗi địa chỉ dưới đây khai ai được vào; phép thử mở từng cửa mà "
            "không có quyền để chắc rằng nó đóng."
        ),
        table(
            (_("Quyền"), _("Nghĩa"), _("Số địa chỉ")),
            ((code(n), words, str(count[n])) for n, words in doors.items()),
        ),
        table(
            (_("Cách gọi"), _("Địa chỉ"), _("Quyền"), _("Làm gì")),
            ((code(method), code(path), code(door), plain(says)) for method, path, door, says in found),
        ),
    )
