"""What only shows when news, campaigns, pages, portal data and services lie side by side."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from functions.domain.declaration import Reference
from functions.domain.i18n import _
from functions.domain.say import day as say_day
from publisher.front_matter import FileFault
from publisher.portal.data import SiteSection
from publisher.portal.piece import Piece
from publisher.portal.shelf import Shelf
from publisher.portal.writing import Kind


@dataclass(frozen=True, slots=True)
class Services:
    """What pieces may point at."""

    slugs: Collection[str]
    """All procedures, drafts included."""
    public: Collection[str]
    promise_of: Callable[[str], str]
    """What a public procedure promises; see :mod:`publisher.portal.promise`."""


def judge_portal(
    shelf: Shelf, reference: Reference, services: Services, day: date, *, strict: bool = False
) -> list[FileFault]:
    """Every fault, by file and line. ``strict`` makes errors of what is overdue: ``motcua check`` is.

    A build only warns of overdue sections: a stale page must not keep a corrected fee from the public.
    """
    found = [*shelf.faults, *_twice(shelf.pieces)]
    if shelf.unread:
        return found
    sections = {one.id: one for one in shelf.data.sections}
    for piece in shelf.pieces:
        if piece.kind is Kind.NEWS:
            found += _news(piece, sections, services)
        if piece.kind is Kind.CAMPAIGN:
            found += _campaign(piece, shelf, services)
    found += _pointers(shelf, services)
    found += _sections(shelf, reference, day, strict)
    return sorted(found, key=lambda fault: (fault.path, fault.line))


def _twice(pieces: Iterable[Piece]) -> Iterable[FileFault]:
    first: dict[str, Piece] = {}
    for piece in pieces:
        other = first.setdefault(piece.url, piece)
        if other is not piece:
            reason = _("Địa chỉ {url} đã là của tệp {other}. Đổi tên một trong hai tệp.")
            yield piece.fault(
                "slug", "slug_twice", reason.format(url=piece.url, other=other.path), draft_too=True
            )


def _news(piece: Piece, sections: Mapping[str, SiteSection], services: Services) -> Iterable[FileFault]:
    category = sections.get(piece.news.category)
    if category is None or category.holds != "news":
        known = ", ".join(one.id for one in sections.values() if one.holds == "news")
        reason = _("Không có chuyên mục tin “{id}”. Chọn một trong: {known}.")
        yield piece.fault(
            "category", "category_unknown", reason.format(id=piece.news.category, known=known or "—")
        )
    for n, slug in enumerate(piece.news.related):
        if slug not in services.slugs:
            yield piece.fault(f"related[{n}]", "procedure_unknown", _unknown(slug))


def _campaign(piece: Piece, shelf: Shelf, services: Services) -> Iterable[FileFault]:
    campaign = piece.campaign
    if campaign.procedure not in services.public:
        yield piece.fault("procedure", "procedure_unknown", _unknown(campaign.procedure))
    elif (now := services.promise_of(campaign.procedure)) != campaign.approved_version:
        reason = _(
            "Sau khi chiến dịch được duyệt, thủ tục “{slug}” đã đổi thời hạn, phí, giấy tờ hoặc điều kiện. "
            "Đọc lại bài, áp phích và bài đọc loa; đúng rồi thì ghi approved_version: “{now}”."
        )
        yield piece.fault(
            "approved_version", "approval_stale", reason.format(slug=campaign.procedure, now=now)
        )
    numbers = {one.number for one in shelf.data.plan.targets} if shelf.data.plan else set()
    for n, number in enumerate(campaign.targets):
        if number not in numbers:
            reason = _("Không có mục tiêu số {n} trong targets.yml.").format(n=number)
            yield piece.fault(f"targets[{n}]", "target_unknown", reason)


def _pointers(shelf: Shelf, services: Services) -> Iterable[FileFault]:
    """Life events and the first page leave out what is not there: provinces differ in their services."""
    data = shelf.data
    for n, event in enumerate(data.life_events):
        for m, slug in enumerate(event.procedures):
            if slug not in services.slugs:
                where = f"life_events[{n}].procedures[{m}]"
                yield data.fault("life_events", where, "procedure_unknown", _unknown(slug), "warning")
    for n, slug in enumerate(data.front_page.most_used):
        if slug not in services.slugs:
            where = f"most_used[{n}]"
            yield data.fault("front_page", where, "procedure_unknown", _unknown(slug), "warning")


def _unknown(slug: str) -> str:
    return _("Không có thủ tục “{slug}” đang công bố. Xem lại tên tệp trong content/procedures.").format(
        slug=slug
    )


def last_update(section: SiteSection, pieces: Iterable[Piece], day: date) -> date | None:
    """When a section last got something new, or was read again by somebody; None where it holds nothing."""
    if section.holds == "address":
        return section.checked_on
    days = [
        piece.page.checked_on if piece.kind is Kind.PAGE else piece.news.date
        for piece in pieces
        if piece.shown_on(day) and _belongs(piece, section)
    ]
    return max((*days, *([section.checked_on] if days and section.checked_on else [])), default=None)


def _belongs(piece: Piece, section: SiteSection) -> bool:
    if piece.kind is Kind.PAGE:
        return section.holds == "page" and piece.slug == section.page
    return piece.kind is Kind.NEWS and section.holds == "news" and piece.news.category == section.id


def _sections(shelf: Shelf, reference: Reference, day: date, strict: bool) -> Iterable[FileFault]:
    late = "error" if strict else "warning"
    seen: set[str] = set()
    for n, section in enumerate(shelf.data.sections):
        where = f"sections[{n}]"
        if section.id in seen:
            reason = _("Mã chuyên mục “{id}” có hai lần.").format(id=section.id)
            yield shelf.data.fault("sections", f"{where}.id", "section_twice", reason)
        seen.add(section.id)
        owner = reference.authority(section.owner)
        if owner is None:
            reason = _("Không có cơ quan “{id}” trong authorities.yml.").format(id=section.owner)
            yield shelf.data.fault("sections", f"{where}.owner", "authority_unknown", reason)
        told = _overdue(section, last_update(section, shelf.pieces, day), day, owner.name if owner else "")
        if told is not None:
            code, reason, overdue = told
            yield shelf.data.fault("sections", where, code, reason, late if overdue else "warning")


def _overdue(section: SiteSection, last: date | None, day: date, owner: str) -> tuple[str, str, bool] | None:
    """What is to be said of a section's freshness, and whether its deadline has passed."""
    if last is None:
        reason = _("Chuyên mục bắt buộc “{name}” chưa có nội dung nào được công bố. Nơi phụ trách: {owner}.")
        return "section_empty", reason.format(name=section.name, owner=owner), True
    due = last + timedelta(days=section.fresh_days)
    if day > due:
        reason = _("Chuyên mục “{name}” quá hạn cập nhật từ {due} (lần cuối {last}). Nơi phụ trách: {owner}.")
    elif day + timedelta(days=section.warn_days) >= due:
        reason = _(
            "Chuyên mục “{name}” đến hạn cập nhật ngày {due} (lần cuối {last}). Nơi phụ trách: {owner}."
        )
    else:
        return None
    text = reason.format(name=section.name, due=say_day(due), last=say_day(last), owner=owner)
    return "section_stale", text, day > due
