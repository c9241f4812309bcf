"""The report of the status page without scripts: plain, for a browser that cannot tell how old it is."""

from __future__ import annotations

from datetime import datetime
from html import escape

from functions.domain.i18n import _
from functions.domain.status import Part, PartState, Report


def report_page(report: Report, local: datetime | None) -> str:
    """Made by hand, where neither templates nor functions may be at hand. ``local`` is its moment here."""
    title, back = _("Tình trạng cổng"), _("Về trang tình trạng")
    rows = "".join(_row(part, report.of(part)) for part in Part)
    said = escape(_when(local))
    style = "".join(f'<link rel="stylesheet" href="/theme/css/{name}.css">' for name in ("tokens", "base"))
    return (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><link rel="icon" href="/theme/icon.svg" type="image/svg+xml">'
        f'<meta name="description" content="{said}"><meta property="og:title" content="{escape(title)}">'
        f'<meta property="og:description" content="{said}">{style}</head>'
        f'<body><main class="wrap prose"><h1>{escape(title)}</h1>'
        f"<p><b>{said}</b></p><dl>{rows}</dl>"
        f'<p><a href="/tinh-trang/">{escape(back)}</a></p></main></body></html>\n'
    )


def _when(local: datetime | None) -> str:
    if local is None:
        return _("Chưa có lần thử nào. Chưa biết phần nào đang chạy.")
    said = _("Thử lúc {time} ngày {day}. Nếu đã hơn 30 phút từ lúc đó thì coi như không biết.")
    return said.format(time=f"{local:%H:%M}", day=f"{local:%d/%m/%Y}")


def _row(part: Part, state: PartState) -> str:
    more = f"<dd>{escape(part.help())}</dd>" if state is PartState.FAILS else ""
    return f"<dt>{escape(part.say())}</dt><dd><b>{escape(state.say())}</b></dd>{more}"
