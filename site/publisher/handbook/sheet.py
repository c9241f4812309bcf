"""The e-ISO process sheet of a service, from its declaration: one controlled page.

Its parts are those of a process under TCVN ISO 9001 as one-stop shops print them (TT 01/2018/TT-VPCP Điều 8
ties the internal process of each procedure to that standard): purpose, scope, documents referred to, terms,
content, forms, records.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from functions.domain.declaration import AnyService, Evidence, LegalBasis, Procedure, Reference
from functions.domain.duration import Duration, Unit
from functions.domain.i18n import _
from functions.domain.say import day as written
from functions.domain.say import dong
from publisher.handbook.control import Control, control
from publisher.handbook.history import History
from publisher.handbook.markdown import code, page, table, text
from publisher.handbook.sheet_steps import steps
from publisher.views import quantity, validity

_UNSEARCHED = " { data-search-exclude }"
"""Behind headings: a browser loads one index of all sheets, so it holds their titles, summaries and codes."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A service with what is known of its file."""

    service: AnyService
    version: str
    path: str
    """The file, from the folder that holds ``content/``."""
    history: History | None

    @property
    def control(self) -> Control:
        return control(self.service, self.version, self.history)


def sheet_page(sheet: Sheet, reference: Reference) -> str:
    """The whole sheet."""
    service = sheet.service
    title = " ".join(service.title.split())
    front = f"---\ntitle: {_quoted(title)}\n---"
    return page(
        front,
        f"# {text(title)}",
        text(service.summary),
        _where(service, reference),
        _("## Kiểm soát tài liệu") + _UNSEARCHED,
        sheet.control.table(sheet.path),
        _("## 1. Mục đích") + _UNSEARCHED,
        _purpose(service),
        _("## 2. Phạm vi") + _UNSEARCHED,
        _scope(service, reference),
        _("## 3. Tài liệu viện dẫn") + _UNSEARCHED,
        _laws(service),
        _("## 4. Định nghĩa và chữ viết tắt") + _UNSEARCHED,
        _terms(service),
        _("## 5. Nội dung") + _UNSEARCHED,
        *_content(service, reference),
        _("## 6. Biểu mẫu") + _UNSEARCHED,
        _forms(service),
        _("## 7. Hồ sơ lưu") + _UNSEARCHED,
        _records(service),
    )


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _where(service: AnyService, reference: Reference) -> str:
    """Back to the list, and to the page that citizens read."""
    sector = next((one.name for one in reference.sectors if one.id == service.field), service.field)
    parts = [code(service.code), _("Lĩnh vực: [{name}](index.md)").format(name=text(sector))]
    if isinstance(service, Procedure):
        parts.append(_("[Trang cho người dân](/thu-tuc/{slug}/)").format(slug=service.slug))
    return " · ".join(parts)


def _purpose(service: AnyService) -> str:
    said = _("Quy định trình tự, trách nhiệm, thời gian và biểu mẫu khi giải quyết “{title}” (mã {code}).")
    return said.format(title=text(service.title), code=code(service.code))


def _scope(service: AnyService, reference: Reference) -> str:
    authority = reference.authority(service.authority)
    name = authority.name if authority else service.authority
    rows = [
        (
            _("Cơ quan thực hiện"),
            text(name + (_(" (ở mỗi xã, phường, đặc khu)") if authority and authority.per else "")),
        )
    ]
    if isinstance(service, Procedure):
        rows.append((_("Cấp thực hiện"), service.level.say()))
        rows.append((_("Người yêu cầu"), ", ".join(one.say() for one in service.audience)))
        if service.conditions:
            rows.append((_("Yêu cầu, điều kiện"), text(service.conditions)))
    else:
        roles = {role.id: role.name for role in reference.roles}
        rows.append((_("Người mở việc"), ", ".join(text(roles.get(one, one)) for one in service.opened_by)))
    return table((_("Mục"), _("Nội dung")), rows)


def _laws(service: AnyService) -> str:
    rows = [_law(one) for one in service.legal_basis]
    if isinstance(service, Procedure) and service.announcement:
        when = service.announcement.date
        since = _("ngày {day}").format(day=written(when)) if when else _("chưa ghi ngày")
        rows.append((text(service.announcement.number), _("Quyết định công bố thủ tục"), since))
    return table((_("Số hiệu"), _("Văn bản"), _("Hiệu lực")), rows) or _("Chưa khai văn bản nào.")


def _law(one: LegalBasis) -> tuple[str, ...]:
    return text(one.number), text(one.name), validity(one)


def _terms(service: AnyService) -> str:
    rows = [(_("HS"), _("Hồ sơ")), (_("BPMC"), _("Bộ phận tiếp nhận và trả kết quả (một cửa)"))]
    rows.append((_("Giờ làm việc"), _("8 giờ là một ngày làm việc; ngày nghỉ, ngày lễ không tính")))
    if not isinstance(service, Procedure):
        rows.pop(1)
    return table((_("Chữ"), _("Nghĩa")), rows) + "\n" + _("Các từ khác: [Thuật ngữ](../../thuat-ngu.md).")


def _content(service: AnyService, reference: Reference) -> Iterator[str]:
    yield _("### 5.1. Cơ sở pháp lý") + _UNSEARCHED
    yield _("Mục 3. Dòng nào dựa vào văn bản nào thì ghi bên cạnh.")
    yield _("### 5.2. Thành phần hồ sơ") + _UNSEARCHED
    yield _papers(service)
    yield _("### 5.3. Số lượng hồ sơ") + _UNSEARCHED
    yield (
        _("01 bộ; số bản của từng giấy tờ ghi ở mục 5.2.")
        if service.evidence
        else _("Không có giấy tờ phải nộp.")
    )
    yield _("### 5.4. Thời gian giải quyết") + _UNSEARCHED
    yield _times(service)
    yield _("### 5.5. Nơi tiếp nhận và trả kết quả") + _UNSEARCHED
    yield _places(service, reference)
    yield _("### 5.6. Phí, lệ phí") + _UNSEARCHED
    yield _fees(service)
    yield _("### 5.7. Các bước") + _UNSEARCHED
    yield steps(service, reference)


def _papers(service: AnyService) -> str:
    laws = {one.id: one.number for one in service.legal_basis}
    head = (_("Giấy tờ"), _("Trường hợp"), _("Số lượng"), _("Căn cứ"))
    rows = (
        (text(one.name), text(_case(one)), quantity(one), text(laws.get(one.basis or "", "")))
        for one in service.evidence
    )
    return table(head, rows) or _("Không có.")


def _case(paper: Evidence) -> str:
    where = (paper.held.registry or paper.held.result_code or "") if paper.held else ""
    held = _("Nhà nước đã có, không phải nộp: {where}").format(where=where) if paper.held else ""
    usual = _("Bắt buộc") if paper.required and not (paper.case or held) else ""
    return "; ".join(filter(None, [paper.case or usual, held]))


def in_hours(limit: Duration) -> str:
    """A limit in words, and in working hours where those can be counted."""
    if limit.unit is Unit.WORKING_DAYS:
        return _("{said} ({hours} giờ)").format(said=limit.say(), hours=8 * limit.value)
    return limit.say()


def _times(service: AnyService) -> str:
    if isinstance(service, Procedure):
        rows = [(one.kind.say(), in_hours(one.time_limit), text(one.note)) for one in service.channels]
    else:
        rows = [(_("Mọi trường hợp"), in_hours(service.time_limit), "")]
    rows += [(text(case.label), in_hours(case.time_limit), "") for case in service.time_limit_cases]
    return table((_("Cách nộp, trường hợp"), _("Thời hạn"), _("Ghi chú")), rows)


def _places(service: AnyService, reference: Reference) -> str:
    if not isinstance(service, Procedure):
        return _("Trong đơn vị: trên màn hình công việc của cán bộ.")
    ids = (service.authority, *service.also_at)
    names = [
        one.name + (_(" nơi người dân chọn") if one.per else "")
        for one in map(reference.authority, ids)
        if one
    ]
    counter = _("Bộ phận tiếp nhận và trả kết quả của: {names}.").format(names=text("; ".join(names)))
    online = any(one.kind.value == "online" for one in service.channels)
    form = (
        _("Trực tuyến: [biểu mẫu trên cổng](/thu-tuc/{slug}/nop/).").format(slug=service.slug)
        if online
        else ""
    )
    return page(
        counter, form, *(f"{one.kind.say()}: {text(one.place)}" for one in service.channels if one.place)
    )


def _fees(service: AnyService) -> str:
    if not isinstance(service, Procedure) or not service.fees:
        return _("Không thu.")
    laws = {one.id: one.number for one in service.legal_basis}
    rows = []
    for fee in service.fees:
        freed = "; ".join(
            _("{label}: giảm {percent}%").format(label=one.label, percent=one.percent)
            for one in fee.exemptions
        )
        amount = dong(fee.amount) + (_(" mỗi đơn vị") if fee.quantity else "")
        rows.append(
            (
                text(fee.label),
                fee.kind.say(),
                amount,
                fee.collected.say(),
                text(freed),
                text(laws.get(fee.basis or "", "")),
            )
        )
    return table((_("Khoản"), _("Loại"), _("Mức"), _("Thu"), _("Miễn, giảm"), _("Căn cứ")), rows)


def _forms(service: AnyService) -> str:
    issued = dict.fromkeys(
        kind for step in service.workflow.steps for move in step.transitions for kind in move.issues
    )
    rows = [
        (text(one.template), _("Mẫu của “{name}”").format(name=text(one.name)))
        for one in service.evidence
        if one.template
    ]
    rows += [(code(kind.value), kind.say()) for kind in issued]
    if service.form:
        rows.insert(0, (_("Tờ khai điện tử"), ", ".join(text(section.title) for section in service.form)))
    return table((_("Biểu mẫu"), _("Tên, các phần")), rows) or _("Không có.")


def _records(service: AnyService) -> str:
    rows = [
        (
            _("Hồ sơ đã gửi, các câu trả lời, tệp"),
            _("Mã hóa bằng khóa riêng của hồ sơ"),
            service.retention.say(),
        ),
        (_("Nhật ký các lượt xử lý"), _("Chuỗi sự kiện, sửa một dòng là phát hiện được"), _("Không xóa")),
        (text(service.output.name), _("Tệp đã ký số, trong kho của hồ sơ"), service.retention.say()),
    ]
    kept = table((_("Hồ sơ"), _("Lưu thế nào"), _("Bao lâu sau khi xong")), rows)
    return (
        kept
        + "\n"
        + _(
            "Hết thời hạn thì khóa của hồ sơ bị hủy: nội dung không đọc lại được, chuỗi sự kiện vẫn kiểm "
            "chứng được."
        )
    )
