"""The bodies of the documents, block by block, each by its legal form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from functions.domain.case import CaseState
from functions.domain.declaration import AnyService, DocumentKind, Office, Reference
from functions.domain.i18n import _
from functions.domain.letterhead import said_date, said_moment
from functions.domain.model import JSON
from functions.services.document_facts import (
    Applicant,
    fee_said,
    papers_brought,
    reason_for,
    result_facts,
)

Blocks = list[JSON]


@dataclass(frozen=True, slots=True)
class Writing:
    """Everything that a body may speak of."""

    state: CaseState
    service: AnyService
    reference: Reference
    office: Office
    applicant: Applicant
    number: str
    today: date

    def moment(self, at: datetime) -> str:
        return said_moment(self.reference.calendar.local(at))

    def day(self, at: datetime) -> str:
        return said_date(self.reference.calendar.local(at).date())

    @property
    def phone(self) -> str:
        return self.office.phone or self.reference.portal.hotline


def body(kind: DocumentKind, writing: Writing) -> Blocks:
    """The blocks of a document of this kind."""
    return _BODIES[kind](writing)


def _receipt(w: Writing) -> Blocks:
    """Mẫu số 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả."""
    state, local = w.state, w.reference.calendar.local
    rows = [
        [_("Tờ khai điện tử"), _("Bản điện tử"), _("Phiên bản thủ tục {v}…").format(v=state.version[:16])]
    ]
    rows += [[name, _("Bản điện tử"), came] for name, came in papers_brought(state, w.service)]
    numbered = [[str(n), *row] for n, row in enumerate(rows, 1)]
    clock = state.clock
    received = clock.started_at if clock else state.sent_at
    due = [_line(_("Thời gian trả kết quả giải quyết hồ sơ"), w.moment(clock.due_at))] if clock else []
    return [
        *_about(w, _("Tiếp nhận hồ sơ của")),
        _line(_("Thành phần hồ sơ nộp gồm"), ""),
        {
            "type": "table",
            "head": [_("TT"), _("Tên giấy tờ"), _("Hình thức"), _("Ghi chú")],
            "rows": numbered,
        },
        _line(_("Số lượng hồ sơ"), _("01 (bộ)")),
        _line(
            _("Thời gian giải quyết hồ sơ theo quy định"),
            _said(state.limit.say()),
        ),
        _line(_("Thời gian nhận hồ sơ"), said_moment(local(received))),
        *due,
        _line(_("Phí, lệ phí"), fee_said(state, w.service)),
        _line(_("Nhận kết quả tại"), _("trang theo dõi hồ sơ (quét mã), hoặc {o}").format(o=w.office.name)),
        _line(
            _("Vào Sổ theo dõi hồ sơ"),
            _("quyển số {year}, số thứ tự {number}").format(
                year=w.today.year, number=w.number.partition("/")[0]
            ),
        ),
    ]


def _supplement_request(w: Writing) -> Blocks:
    """Mẫu số 02, Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ."""
    reason, _turn = reason_for(w.state, w.service, DocumentKind.SUPPLEMENT_REQUEST)
    return [
        *_about(w, _("Hồ sơ của")),
        _line(_("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau"), ""),
        {"type": "reason", "text": reason},
        *_legal_line(w),
        _paragraph(
            _(
                "Ông/bà bổ sung ngay trên trang theo dõi hồ sơ (quét mã ở cuối phiếu) hoặc tại {office}. "
                "Thời gian chờ bổ sung không tính vào thời hạn giải quyết; "
                "khi hồ sơ đã đủ, thời hạn tính lại từ đầu."
            ).format(office=w.office.name)
        ),
        _paragraph(
            _("Nếu có vướng mắc trong khi hoàn thiện hồ sơ, ông/bà gọi số {phone} để được hướng dẫn.").format(
                phone=w.phone
            )
        ),
    ]


def _refusal(w: Writing) -> Blocks:
    """Mẫu số 03, Phiếu từ chối tiếp nhận, giải quyết hồ sơ."""
    reason, _turn = reason_for(w.state, w.service, DocumentKind.REFUSAL)
    return [
        *_about(w, _("Hồ sơ của")),
        _paragraph(
            _(
                "Qua xem xét, {office} không tiếp nhận, giải quyết hồ sơ này, với lý do cụ thể như sau:"
            ).format(office=w.office.name)
        ),
        {"type": "reason", "text": reason},
        *_legal_line(w),
        _paragraph(
            _(
                "Nếu không đồng ý, ông/bà có quyền khiếu nại theo Luật Khiếu nại số 02/2011/QH13. "
                "Cần được hướng dẫn, ông/bà gọi số {phone}."
            ).format(phone=w.phone)
        ),
    ]


def _apology(w: Writing) -> Blocks:
    """Mẫu số 04, Văn bản xin lỗi và hẹn lại ngày trả kết quả (NĐ 61/2018 Điều 19.9)."""
    extension, clock = w.state.extension, w.state.clock
    received = _said(w.day(clock.started_at if clock else w.state.sent_at))
    old = w.moment(extension.old_due) if extension else ""
    new = w.moment(extension.new_due) if extension else ""
    return [
        {"type": "address", "label": _("Kính gửi"), "text": _("Ông/bà {name}").format(name=w.applicant.name)},
        _paragraph(
            _(
                "{received}, {office} tiếp nhận hồ sơ mã số {code} của ông/bà về việc "
                "“{title}”, hẹn trả kết quả lúc {old}."
            ).format(
                received=received, office=w.office.name, code=w.state.code, title=w.service.title, old=old
            )
        ),
        _paragraph(
            _("Đến nay, {office} chưa giải quyết xong hồ sơ theo thời hạn đã hẹn, với lý do:").format(
                office=w.office.name
            )
        ),
        {"type": "reason", "text": (extension.reason if extension else "") or ""},
        _paragraph(
            _(
                "Sự chậm trễ này gây phiền hà cho ông/bà. {office} xin lỗi ông/bà và sẽ trả kết quả "
                "lúc {new}. Pháp luật chỉ cho hẹn lại một lần."
            ).format(office=w.office.name, new=new)
        ),
        _paragraph(_("Cần hỏi, ông/bà gọi số {phone}.").format(phone=w.phone)),
    ]


def _stop_notice(w: Writing) -> Blocks:
    """Mẫu số 05, Thông báo dừng giải quyết hồ sơ (TT 03/2025 Điều 7)."""
    reason, turn = reason_for(w.state, w.service, DocumentKind.STOP_NOTICE)
    at = turn.at if turn else w.state.entered_at
    fee = (
        _("Phí, lệ phí của hồ sơ: {fee}. Khoản đã nộp được hoàn theo quy định về phí, lệ phí.").format(
            fee=fee_said(w.state, w.service)
        )
        if w.state.fee
        else _("Hồ sơ này không thu phí, lệ phí.")
    )
    return [
        *_about(w, _("Hồ sơ của")),
        _paragraph(
            _("{office} dừng giải quyết hồ sơ này từ {at}, với lý do:").format(
                office=w.office.name, at=w.moment(at)
            )
        ),
        {"type": "reason", "text": reason},
        *_legal_line(w),
        _paragraph(fee),
        _paragraph(
            _(
                "Ông/bà có thể nộp lại khi đủ giấy tờ. Nếu không đồng ý, ông/bà có quyền khiếu nại theo Luật "
                "Khiếu nại số 02/2011/QH13; gọi số {phone} để được hướng dẫn."
            ).format(phone=w.phone)
        ),
    ]


def _result(w: Writing) -> Blocks:
    """The result of any procedure: legal bases, to whom, what, and how long it holds."""
    considered = _("Xét hồ sơ mã số {code} của ông/bà {name}.").format(
        code=w.state.code, name=w.applicant.name or _("người nộp hồ sơ")
    )
    validity = w.service.output.validity
    holds = (
        _("{name} này có giá trị {time} kể từ ngày ký.").format(
            name=w.service.output.name, time=validity.say()
        )
        if validity
        else ""
    )
    return [
        *_bases(w),
        {"type": "basis", "text": considered},
        {"type": "verb", "text": w.office.name.upper()},
        {"type": "article", "text": _("cấp {name} theo yêu cầu của:").format(name=w.service.output.name)},
        {"type": "facts", "rows": _identity(w.applicant)},
        *_facts(w),
        *([_paragraph(holds)] if holds else []),
        *([_line(_("Ghi vào"), w.service.output.registry)] if w.service.output.registry else []),
        *([_line(_("Mã kết quả"), w.service.output.result_code)] if w.service.output.result_code else []),
    ]


def _decision(w: Writing) -> Blocks:
    """A result in the form of a decision (*quyết định*), in articles."""
    who, service = w.applicant, w.service
    person = ", ".join(
        filter(
            None, (who.name, who.citizen_id and _("số định danh {id}").format(id=who.citizen_id), who.home)
        )
    )
    validity = service.output.validity
    holds = _(", có giá trị {time}").format(time=validity.say()) if validity else ""
    return [
        {"type": "verb", "text": w.office.name.upper()},
        *_bases(w),
        {"type": "basis", "text": _("Xét hồ sơ mã số {code}.").format(code=w.state.code)},
        {"type": "verb", "text": _("QUYẾT ĐỊNH:")},
        _clause(
            1,
            _("{name} đối với ông/bà {person}, với nội dung sau:").format(
                name=service.output.name, person=person
            ),
        ),
        *_facts(w),
        _clause(2, _("Quyết định này có hiệu lực kể từ ngày ký{holds}.").format(holds=holds)),
        _clause(
            3,
            _("Các cơ quan có liên quan và ông/bà {name} chịu trách nhiệm thi hành Quyết định này.").format(
                name=who.name
            ),
        ),
    ]


def _issued(w: Writing) -> Blocks:
    """A result in the form that the service chose for it."""
    return _decision(w) if w.service.output.template == "decision" else _result(w)


def _facts(w: Writing) -> Blocks:
    blocks: Blocks = []
    for title, rows in result_facts(w.state, w.service):
        blocks += [{"type": "heading", "text": title}, {"type": "facts", "rows": rows}]
    return blocks


def _clause(number: int, text: str) -> JSON:
    return {"type": "clause", "label": _("Điều {n}.").format(n=number), "text": text}


def _about(w: Writing, opening: str) -> Blocks:
    """Who applied for what, as the forms begin."""
    who = w.applicant
    lines = [
        (opening, who.name),
        (_("Địa chỉ"), who.home),
        (_("Số điện thoại"), who.phone),
        (_("Thư điện tử"), who.email),
        (_("Nội dung yêu cầu giải quyết"), f"{w.service.title} ({w.service.code})"),
    ]
    return [_line(label, text) for label, text in lines if text]


def _identity(who: Applicant) -> list[list[str]]:
    rows = [
        [_("Họ, chữ đệm và tên"), who.name],
        [_("Ngày sinh"), who.born],
        [_("Số định danh cá nhân"), who.citizen_id],
        [_("Nơi ở"), who.home],
    ]
    return [row for row in rows if row[1]]


def _bases(w: Writing) -> Blocks:
    """The legal bases in force today, each a line that ends with a semicolon (Phụ lục I, 6)."""
    return [
        {"type": "basis", "text": _("Căn cứ {name} số {number};").format(name=one.name, number=one.number)}
        for one in w.service.legal_basis
        if one.in_force(w.today)
    ]


def _legal_line(w: Writing) -> Blocks:
    """The same bases as one line, as the forms have them."""
    names = [f"{one.name} ({one.number})" for one in w.service.legal_basis if one.in_force(w.today)]
    return [_line(_("Căn cứ pháp lý"), "; ".join(names) + ".")] if names else []


def _line(label: str, text: str) -> JSON:
    return {"type": "line", "label": label, "text": text}


def _paragraph(text: str) -> JSON:
    return {"type": "paragraph", "text": text}


def _said(text: str) -> str:
    return text[:1].upper() + text[1:]


_BODIES: dict[DocumentKind, Callable[[Writing], Blocks]] = {
    DocumentKind.RECEIPT: _receipt,
    DocumentKind.SUPPLEMENT_REQUEST: _supplement_request,
    DocumentKind.REFUSAL: _refusal,
    DocumentKind.APOLOGY: _apology,
    DocumentKind.STOP_NOTICE: _stop_notice,
    DocumentKind.RESULT: _issued,
}
