"""All sheets, in a folder for each field: a theme's pages grow with the number of pages beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from functions.domain.compile import content_hash
from functions.domain.declaration import Procedure, Publication, Reference, Sector
from functions.domain.i18n import _
from publisher.catalogue import Content
from publisher.handbook.history import History
from publisher.handbook.markdown import code, page, table, text
from publisher.handbook.sheet import Sheet, sheet_page

FOLDER = "quy-trinh"


def sheets(content: Content, histories: Mapping[str, History]) -> list[Sheet]:
    """Published services, by field and title."""
    found = [
        Sheet(one.service, content_hash(one.service), path, histories.get(path))
        for path, one in content.pages.items()
        if one.service.status is Publication.PUBLISHED
    ]
    return sorted(found, key=lambda sheet: (sheet.service.field, sheet.service.title, sheet.service.code))


def sheet_pages(content: Content, histories: Mapping[str, History]) -> Iterator[tuple[str, str]]:
    """Names below the handbook's sources, and texts: a list of fields, a list in each, and the sheets."""
    all_sheets = sheets(content, histories)
    fields: dict[str, list[Sheet]] = {}
    for sheet in all_sheets:
        fields.setdefault(sheet.service.field, []).append(sheet)
    reference = content.reference
    sectors = [one for one in reference.sectors if one.id in fields]
    yield f"{FOLDER}/index.md", _all_fields(sectors, fields, reference)
    for sector in sectors:
        yield f"{FOLDER}/{sector.id}/index.md", _one_field(sector, fields[sector.id])
        for sheet in fields[sector.id]:
            yield f"{FOLDER}/{sector.id}/{sheet.service.slug}.md", sheet_page(sheet, reference)


def _all_fields(sectors: list[Sector], fields: Mapping[str, list[Sheet]], reference: Reference) -> str:
    rows = [
        (
            f"[{text(one.name)}]({one.id}/index.md)",
            str(sum(isinstance(sheet.service, Procedure) for sheet in fields[one.id])),
            str(sum(not isinstance(sheet.service, Procedure) for sheet in fields[one.id])),
        )
        for one in sectors
    ]
    lead = _(
        "Mỗi thủ tục và quy trình nội bộ đang công bố có một phiếu quy trình theo TCVN ISO 9001, lập từ "
        "chính tệp khai dịch vụ: phiếu, trang "
        "cho người dân và cách hồ sơ chạy không thể khác nhau. Phiên bản là mã băm của bản khai; số lần "
        "sửa, ngày và người soạn lấy từ "
        "lịch sử git; người phê duyệt là người được ghi ở dòng `Approved-by:` của lần ghi nhận cuối. Chưa "
        "có dòng ấy thì phiếu nói rõ."
    )
    head = (_("Lĩnh vực"), _("Thủ tục"), _("Quy trình nội bộ"))
    owner = _("Đơn vị ban hành: {name}.").format(name=text(reference.portal.organisation))
    return page(_("# Quy trình ISO"), lead, owner, table(head, rows))


def _one_field(sector: Sector, of_field: list[Sheet]) -> str:
    rows = []
    for sheet in of_field:
        box = sheet.control
        name = f"[{text(sheet.service.title)}]({sheet.service.slug}.md)"
        rows.append((name, code(f"QT-{box.code}"), code(box.version[:12]), box.effective, box.approver))
    head = (_("Quy trình"), _("Mã hiệu"), _("Phiên bản"), _("Hiệu lực"), _("Người phê duyệt"))
    return page(f"# {text(sector.name)}", _("[Tất cả lĩnh vực](../index.md)"), table(head, rows))
