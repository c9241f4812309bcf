"""The control box of a sheet: version, effective date, approver. What is not known is said to be so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from functions.domain.declaration import AnyService
from functions.domain.i18n import _
from functions.domain.say import day as written
from publisher.handbook.history import History
from publisher.handbook.markdown import code, table, text

SHOWN = 12
"""Digits of the version's hash that people read; the whole stands in every case."""


@dataclass(frozen=True, slots=True)
class Control:
    """What a controlled document says of itself, as words."""

    code: str
    version: str
    edition: str
    effective: str
    approver: str
    approved_on: str
    author: str

    def table(self, path: str) -> str:
        rows = [
            (_("Mã hiệu"), f"QT-{self.code}"),
            (_("Phiên bản"), f"{code(self.version[:SHOWN])}; {self.edition}"),
            (_("Hiệu lực"), self.effective),
            (_("Người phê duyệt"), self.approver),
            (_("Ngày phê duyệt"), self.approved_on),
            (_("Người soạn lần cuối"), self.author),
            (_("Nguồn"), code(path)),
        ]
        return table((_("Mục"), _("Nội dung")), rows)


def control(service: AnyService, version: str, history: History | None) -> Control:
    """The box of one service. An approver is only who an ``Approved-by:`` line of the last commit names."""
    unknown = _("chưa ghi nhận")
    if history is None:
        edition = _("chưa được ghi vào lịch sử")
        return Control(service.code, version, edition, _effective(service, None), unknown, unknown, unknown)
    edition = _("lần sửa {n} ({commit})").format(n=history.revisions, commit=code(history.last))
    if history.changed:
        edition += _("; **đang có sửa đổi chưa được ghi nhận**")
    when = written(history.day) if history.day else unknown
    approved = bool(history.approver)
    return Control(
        code=service.code,
        version=version,
        edition=edition,
        effective=_effective(service, history.day),
        approver=text(history.approver) if approved else unknown,
        approved_on=when if approved else unknown,
        author=_("{name}, ngày {day}").format(name=text(history.author), day=when),
    )


def _effective(service: AnyService, changed: date | None) -> str:
    said = (
        _("từ {day}").format(day=written(service.valid_from)) if service.valid_from else _("chưa khai ngày")
    )
    if service.valid_to:
        said += _(" đến {day}").format(day=written(service.valid_to))
    if changed and not service.valid_from:
        said += _("; bản này được ghi nhận ngày {day}").format(day=written(changed))
    return said
