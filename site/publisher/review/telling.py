"""A review as headings, lines and bullets: what the terminal and the merge request both show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from functions.domain.i18n import _
from publisher.front_matter import FileFault
from publisher.review.change import Change, Topic, Verb
from publisher.review.model import Begun, Fate, OtherFile, Review, ServiceReview
from publisher.review.pages import Pages
from publisher.review.reference_review import ReferenceReview


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a review. ``level`` 1 to 3 for headings, 0 for text; ``mark`` begins a bullet."""

    text: str
    level: int = 0
    mark: str = ""
    place: bool = False
    """A path or an address, to be shown as it is."""


MARKS = {Verb.ADDED: "+", Verb.REMOVED: "−", Verb.CHANGED: "~", Verb.REORDERED: "~"}


def tell(review: Review) -> Iterable[Line]:
    """The whole review, what matters most first."""
    yield Line(_("Thay đổi từ {before} đến {after}").format(before=review.before, after=review.after), 1)
    yield from (Line(note) for note in review.notes)
    yield from _faults(review.faults)
    yield from _faults(review.old_faults, _("bản cũ"))
    told = [one for one in review.services if one.fate is not Fate.SAME]
    for service in told:
        yield from _service(service, counted=review.counted)
    yield from _same([one for one in review.services if one.fate is Fate.SAME])
    if review.reference and review.reference.changes:
        yield from _reference(review.reference)
    yield from _pages(review)
    yield from _others(review.others)
    if not (told or (review.reference and review.reference.changes) or review.others):
        yield Line(_("Không có gì đổi nghĩa."))


def _service(service: ServiceReview, *, counted: bool) -> Iterable[Line]:
    code = f" ({service.code})" if service.code else ""
    yield Line(f"{service.title}{code}: {service.fate.say()}", 2)
    yield Line(service.path, place=True)
    if service.old_path:
        yield Line(_("trước ở {path}").format(path=service.old_path))
    yield Line(service.brief[:1].upper() + service.brief[1:] + ".")
    yield from _faults(service.faults)
    yield from _faults(service.old_faults, _("bản cũ"))
    whole = service.fate in (Fate.ADDED, Fate.REMOVED)  # the line above says so
    yield from _changes([one for one in service.changes if not (whole and one.topic is Topic.PUBLICATION)])
    if service.notes:
        yield Line(_("Lưu ý"), 3)
        yield from (Line(note, mark="!") for note in service.notes)
    yield from _burden(service)
    yield from _begun(service, counted=counted)


def _faults(faults: Sequence[FileFault], side: str = "") -> Iterable[Line]:
    prefix = f"{side}: " if side else ""
    for fault in faults:
        key = f"{fault.where}: " if fault.where else ""
        yield Line(f"{prefix}{fault.path}:{fault.line}: {_('lỗi')}: {key}{fault.message}", mark="!")


def _changes(changes: Sequence[Change]) -> Iterable[Line]:
    for topic in Topic:
        these = [change for change in changes if change.topic is topic]
        if these:
            yield Line(topic.say(), 3)
            yield from (Line(change.text, mark=MARKS[change.verb]) for change in these)


def _burden(service: ServiceReview) -> Iterable[Line]:
    before, after = service.burden_before, service.burden_after
    if after is None or service.process:
        return
    now = after.say()
    was = before.say() if before else now
    rows = [(name, was[name], said) for name, said in now.items() if before is None or was[name] != said]
    if rows:
        yield Line(_("Người dân phải bỏ ra (ước tính)"), 3)
        for name, old, new in rows:
            yield Line(f"{name}: {new}" if before is None else f"{name}: {old} → {new}", mark="=")


def _begun(service: ServiceReview, *, counted: bool) -> Iterable[Line]:
    lines = [Line(_draft(one), mark="=") for one in service.drafts]
    cases = service.cases or {}
    if running := sum(cases.values()):
        text = _("{n} hồ sơ đang giải quyết giữ bản đã nộp, không đổi.").format(n=running)
        lines.append(Line(text, mark="="))
    if lines:
        yield Line(_("Bản nháp và hồ sơ"), 3)
        yield from lines
        if not counted:
            yield Line(_("Chưa có số liệu bản nháp, hồ sơ; thêm bằng “--counts”."))


def _draft(begun: Begun) -> str:
    short = begun.version[:10]
    who = _("bản nháp của bản {version}").format(version=short)
    if begun.count is not None:
        who = _("{n} bản nháp của bản {version}").format(n=begun.count, version=short)
    if begun.forward is None:
        said = _("không có bản ấy để so; thêm bằng “--build”")
    else:
        said = "; ".join(begun.forward.say())
    text = f"{who}: {said[:1].lower()}{said[1:]}."
    return text[:1].upper() + text[1:]


def _same(services: Sequence[ServiceReview]) -> Iterable[Line]:
    if services:
        yield Line(_("Không đổi nghĩa"), 2)
    for one in services:
        moved = _(", trước ở {path}").format(path=one.old_path) if one.old_path else ""
        yield Line(f"{one.path}{moved}", mark="=", place=True)


def _reference(review: ReferenceReview) -> Iterable[Line]:
    yield Line(_("Dữ liệu dùng chung"), 2)
    yield from (Line(change.text, mark=MARKS[change.verb]) for change in review.changes)
    if "portal" in review.parts:
        yield Line(_("Mọi trang của cổng mang thông tin này."))
    if review.touched:
        yield Line(_("Dịch vụ chịu ảnh hưởng ({n})").format(n=len(review.touched)), 3)
    for one in review.touched:
        yield Line(f"{one.title}: {one.brief}" if one.brief else one.title, mark="=")


def _pages(review: Review) -> Iterable[Line]:
    if review.pages != Pages():
        yield Line(_("Trang đổi"), 2)
        yield from (Line(one, mark="=", place=True) for one in review.pages.own)
    if review.pages.lists:
        yield Line(_("Trang nêu nhiều thủ tục"), 3)
        yield from (Line(one, mark="=", place=True) for one in review.pages.lists)
    if review.pages.tellers:
        yield Line(_("Nội dung khác nhắc đến thủ tục đã đổi"), 3)
        yield from (Line(one, mark="=", place=True) for one in review.pages.tellers)


def _others(others: Sequence[OtherFile]) -> Iterable[Line]:
    if others:
        yield Line(_("Tệp khác"), 2)
    for one in others:
        named = _(", dùng ở: {slugs}").format(slugs=", ".join(one.named_by)) if one.named_by else ""
        yield Line(f"{one.path}: {one.fate.say()}{named}", mark="=", place=True)
