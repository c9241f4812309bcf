"""A case as its owner sees it: the receipt right after sending, and the page to follow it later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case import CaseState
from functions.domain.deadline import ClockState, Standing
from functions.domain.declaration import AnyService, DocumentKind, Procedure, Reference, Status
from functions.domain.events import CaseFile, DocumentIssued
from functions.domain.i18n import _
from functions.domain.papers import PREFIX
from functions.domain.say import day as written
from functions.domain.say import moment
from functions.rendering.case_line import Line, Milestone, office_name
from functions.rendering.promise import Promise, promise_of

_BADGES = {
    Status.NOT_RECEIVED: ("st--no", "x"),
    Status.SUPPLEMENT_REQUESTED: ("st--you", "flag"),
    Status.FEE_REQUESTED: ("st--you", "flag"),
    Status.WITHDRAWN: ("st--off", "undo"),
    Status.STOPPED: ("st--no", "stop"),
    Status.DONE: ("st--ok", "check"),
    Status.RETURNED: ("st--ok", "check"),
}


@dataclass(frozen=True, slots=True)
class DocumentShown:
    """A document to download."""

    id: str
    kind: str
    name: str
    number: str
    at: str
    size: int


@dataclass(frozen=True, slots=True)
class PaperShown:
    """A paper that was received. ``trouble`` marks one that the office cannot use."""

    name: str
    file: str
    state: str
    trouble: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything that ``receipt.html`` and ``tracking.html`` show of a case."""

    code: str
    title: str
    slug: str
    status: Status
    badge: str
    icon: str
    standing: str
    """One sentence about the time: due, paused, late, done."""
    advice: str
    """What the citizen must do now, or that nothing is to do."""
    reason: str
    """Why the agency asks or refuses, in its own words."""
    asker: str
    sent: str
    office: str
    hotline: str
    fee: int
    promise: Promise | None
    expected: bool
    """Whether the promise only foretells what the receipt will say."""
    line: Sequence[Milestone]
    documents: Sequence[DocumentShown]
    result: DocumentShown | None
    owed: Sequence[str]
    """Names of documents that are being made."""
    papers: Sequence[PaperShown]
    output: str
    erased: bool


def case_page(
    state: CaseState,
    service: AnyService,
    reference: Reference,
    now: datetime,
    officers: Mapping[str, str],
    owed: Sequence[DocumentKind],
) -> CasePage:
    """What to show at ``now``. ``officers`` names those who acted, by id; ``owed`` is what is being made."""
    calendar = reference.calendar
    line = Line(service, reference, officers)
    last = state.history[-1]
    badge, icon = _BADGES.get(state.status, ("", "clock"))
    clock = state.clock or ClockState.start(state.sent_at, state.limit, calendar)
    documents = [_document(one, service, reference) for one in reversed(state.documents) if one.final]
    waiting = state.status in (Status.SUPPLEMENT_REQUESTED, Status.FEE_REQUESTED)
    dated = not state.status.final and state.status is not Status.DONE and not waiting
    return CasePage(
        code=state.code,
        title=service.title,
        slug=service.slug if isinstance(service, Procedure) else "",
        status=state.status,
        badge=badge,
        icon=icon,
        standing=_standing(state, reference, now),
        advice=_advice(state, service),
        reason=(last.reason or "") if waiting or state.status.final else "",
        asker=", ".join(
            filter(None, (officers.get(last.actor.id), office_name(reference, last.actor.office_id)))
        ),
        sent=moment(calendar.local(state.sent_at)),
        office=office_name(reference, state.office_id),
        hotline=reference.portal.hotline,
        fee=state.fee,
        promise=promise_of(clock, calendar) if dated else None,
        expected=state.clock is None,
        line=line.of(state),
        documents=documents,
        result=next((one for one in documents if one.kind == DocumentKind.RESULT), None),
        owed=[_name(one, service) for one in owed],
        papers=[_paper(one, state, service) for one in state.files],
        output=service.output.name,
        erased=state.answers is None,
    )


def _standing(state: CaseState, reference: Reference, now: datetime) -> str:
    calendar, clock = reference.calendar, state.clock
    if clock is None:
        return ""
    due = calendar.local(clock.due_at)
    match clock.standing(now, calendar):
        case Standing.PAUSED if clock.paused_at:
            at = moment(calendar.local(clock.paused_at))
            return _("Thời hạn tạm dừng từ {moment}").format(moment=at)
        case Standing.LATE:
            text = _("Đã quá ngày hẹn {day}. Chúng tôi xin lỗi vì chậm trễ này")
            return text.format(day=written(due))
        case Standing.DONE if state.status in (Status.DONE, Status.RETURNED) and clock.stopped_at:
            ended = calendar.local(clock.stopped_at)
            if clock.stopped_at > clock.due_at:
                return _("Xong {day}, sau ngày hẹn {due}").format(day=written(ended), due=written(due))
            early = calendar.working_days_between(ended.date(), due.date())
            if early:
                text = _("Xong {day}, sớm {n} ngày làm việc so với hẹn")
                return text.format(day=written(ended), n=early)
            return _("Xong {day}, đúng hẹn").format(day=written(ended))
        case Standing.DONE:
            return ""
    if state.extension:
        text = _("Hẹn lại từ {old} sang {new}. Chúng tôi xin lỗi; pháp luật chỉ cho hẹn lại một lần")
        old = calendar.local(state.extension.old_due)
        return text.format(old=written(old), new=written(due))
    return _("Hẹn trả {day}").format(day=written(due))


def _advice(state: CaseState, service: AnyService) -> str:
    match state.status:
        case Status.SUPPLEMENT_REQUESTED:
            return _("Bạn cần bổ sung hồ sơ")
        case Status.FEE_REQUESTED:
            return _("Bạn cần nộp phí, lệ phí")
        case Status.NOT_RECEIVED:
            return _("Hồ sơ không được tiếp nhận. Bạn có thể nộp lại khi đã đủ điều kiện nêu ở lý do.")
        case Status.STOPPED:
            return _("Hồ sơ đã dừng giải quyết. Không đồng ý, bạn có quyền khiếu nại.")
        case Status.WITHDRAWN:
            return _("Bạn đã rút hồ sơ này. Cần thì nộp hồ sơ mới.")
        case Status.DONE | Status.RETURNED:
            return ""
    return _("Bạn không cần làm gì thêm cho đến khi chúng tôi báo.")


def _document(one: DocumentIssued, service: AnyService, reference: Reference) -> DocumentShown:
    at = written(reference.calendar.local(one.at))
    return DocumentShown(one.id, one.kind, _name(one.kind, service), one.number, at, one.size)


def _name(kind: str, service: AnyService) -> str:
    return service.output.name if kind == DocumentKind.RESULT else DocumentKind(kind).say()


def _paper(file: CaseFile, state: CaseState, service: AnyService) -> PaperShown:
    said = {
        "waiting": _("đang quét mã độc"),
        "clean": _("đã quét, mở được"),
        "unscanned": _("đã nhận"),
        "infected": _("có mã độc, không ai mở được. Gửi lại tệp khác"),
        "protected": _("đặt mật khẩu nên cán bộ không đọc được. Gửi lại tệp không đặt mật khẩu"),
    }
    names = {paper.id: paper.name for paper in service.evidence}
    names |= {f"{section.id}.{one.id}": one.label for section in service.form for one in section.fields}
    shown = (state.file_names or {}).get(file.id, "")
    name = names.get(file.evidence.removeprefix(PREFIX), file.evidence)
    return PaperShown(name, shown, said[file.state], file.state in ("infected", "protected"))
