"""The “only once” report in lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from functions.domain.i18n import _
from publisher.review.once_only import Issued, OnceOnly
from publisher.review.telling import Line


def tell_once_only(report: OnceOnly) -> Iterable[Line]:
    """What could be asked for once, across the whole catalogue."""
    yield Line(_("Chỉ khai một lần: {n} dịch vụ").format(n=report.procedures), 2)
    yield Line(_("So theo tên giấy tờ, nên có chỗ trùng tên mà khác giấy: người xem quyết định."))
    yield Line(_("Giấy tờ nhiều thủ tục cùng hỏi ({n})").format(n=len(report.twice)), 3)
    for row in report.twice:
        slugs = ", ".join(asking.slug for asking in row.by)
        text = _("“{paper}”: {n} thủ tục: {slugs}")
        yield Line(text.format(paper=row.paper, n=len(row.by), slugs=slugs), mark="=")
    yield Line(_("Kết quả của thủ tục này, thủ tục kia vẫn hỏi ({n})").format(n=len(report.issued)), 3)
    yield from _issued(report.issued, _("do {slugs} cấp"))
    yield Line(_("Nơi này đã tự tra cứu, nơi kia vẫn hỏi ({n})").format(n=len(report.held)), 3)
    yield from _issued(report.held, _("{slugs} không hỏi nữa"))


def _issued(rows: Sequence[Issued], how: str) -> Iterable[Line]:
    for row in rows:
        known = [how.format(slugs=", ".join(row.issued_by)), row.result_code, row.registry]
        head = f"“{row.result}” ({'; '.join(part for part in known if part)})"
        asked = "; ".join(f"{asking.slug} (“{asking.paper}”)" for asking in row.asked)
        yield Line(_("{head}: vẫn hỏi ở {asked}").format(head=head, asked=asked), mark="=")
