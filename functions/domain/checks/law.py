"""What the law wants published, and whether the law that is cited still holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from functions.domain.checks.finding import Finding, warning
from functions.domain.declaration import AnyService, Procedure, Publication, Reference
from functions.domain.i18n import _


def check_law(service: AnyService, reference: Reference, day: date) -> list[Finding]:
    """Expired legal bases, and the items that a published procedure must show (TT 32/2017 Điều 5)."""
    return [*_expired(service, day), *_eleven_items(service)]


def _expired(service: AnyService, day: date) -> Iterator[Finding]:
    for n, basis in enumerate(service.legal_basis):
        if basis.valid_to is not None and basis.valid_to < day:
            reason = _("{number} đã hết hiệu lực từ sau ngày {day}. Tìm văn bản thay thế.").format(
                number=basis.number, day=f"{basis.valid_to:%d/%m/%Y}"
            )
            yield warning(f"legal_basis[{n}].valid_to", "basis_expired", reason)


def _eleven_items(service: AnyService) -> Iterator[Finding]:
    """Name, time limit, authority, channels and steps are always there; these can be left out."""
    if not isinstance(service, Procedure) or service.status is not Publication.PUBLISHED:
        return
    items = {
        "evidence": (service.evidence, _("thành phần hồ sơ (“evidence”)")),
        "audience": (service.audience, _("đối tượng thực hiện (“audience”)")),
        "legal_basis": (service.legal_basis, _("văn bản quy định (“legal_basis”)")),
        "announcement": (service.announcement, _("quyết định công bố (“announcement”)")),
        "output": (service.output.result_code, _("kết quả và mã kết quả (“output”)")),
    }
    for where, (given, name) in items.items():
        if not given:
            reason = _("Chưa công bố {name}, một trong 11 mục của Thông tư 32/2017/TT-BTTTT Điều 5.").format(
                name=name
            )
            yield warning(where, "item_missing", reason)
