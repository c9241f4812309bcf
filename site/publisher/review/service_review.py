"""One service file before and after: what changed for those who use it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from functions.domain.declaration import AnyService, OnlineLevel, Procedure, Publication
from functions.domain.i18n import _
from functions.domain.say import day as said_day
from publisher.review.brief import brief
from publisher.review.burden import burden
from publisher.review.change import Change, Topic, Verb
from publisher.review.compare import Place, Rows, compare, compare_rows
from publisher.review.counts import Counts, published
from publisher.review.editions import Edition
from publisher.review.forward import forward
from publisher.review.model import Begun, Fate, ServiceReview
from publisher.review.shapes import service as service_shape

_NEW = ("legal_basis", "evidence", "fees", "channels", "form")
"""What is told row by row of a new service."""


@dataclass(frozen=True)
class Standing:
    """What stands on which version outside the files."""

    counts: Counts | None
    build: Path | None


def review_service(
    before: Edition | None, after: Edition | None, standing: Standing, day: date, folder: str
) -> ServiceReview:
    """The review of a file of which at least one side could be read."""
    known = after or before
    if known is None:
        raise ValueError("neither side was read")
    service = known.service
    made = ServiceReview(
        path=f"{folder}/{known.name}",
        code=service.code,
        title=service.title,
        slug=service.slug,
        process=not isinstance(service, Procedure),
        fate=_fate(before, after),
    )
    made.changes = _changes(before, after)
    if before and after and not made.changes:
        made.fate = Fate.SAME
    made.brief = _brief(made, service)
    _weigh(made, before, after)
    if made.fate is not Fate.SAME:
        _count(made, before, after, standing)
        made.notes += _notes(after, day)
    return made


def _fate(before: Edition | None, after: Edition | None) -> Fate:
    if before is None:
        return Fate.ADDED
    return Fate.CHANGED if after else Fate.REMOVED


def _changes(before: Edition | None, after: Edition | None) -> list[Change]:
    if before and after:
        place = Place(Topic.IDENTITY)
        found = [*compare(service_shape(), before.service, after.service, place), *_guidance(before, after)]
        return _without_derived(found)
    if after:
        return [_came(after.service), *_contents(after.service)]
    return [_went(before.service)] if before else []


def _guidance(before: Edition, after: Edition) -> Iterable[Change]:
    if before.guidance != after.guidance:
        yield Change(Topic.GUIDANCE, Verb.CHANGED, ("body",), _("Phần hướng dẫn: đổi lời"))


def _without_derived(changes: list[Change]) -> list[Change]:
    """The level by the older count follows from today's level: told only where it moves alone."""
    if not any(change.where == ("online",) for change in changes):
        return changes
    return [change for change in changes if change.where != ("online_2018",)]


def _came(service: AnyService) -> Change:
    kind = _("thủ tục") if isinstance(service, Procedure) else _("quy trình nội bộ")
    state = {
        Publication.DRAFT: _("còn là bản nháp"),
        Publication.PUBLISHED: _("được công bố"),
        Publication.WITHDRAWN: _("ở tình trạng đã rút"),
    }[service.status]
    text = _("Thêm {kind} “{title}”, {state}").format(kind=kind, title=service.title, state=state)
    return Change(Topic.PUBLICATION, Verb.ADDED, ("status",), text)


def _went(service: AnyService) -> Change:
    text = _("Bỏ tệp của “{title}”").format(title=service.title)
    return Change(Topic.PUBLICATION, Verb.REMOVED, ("status",), text)


def _contents(service: AnyService) -> Iterable[Change]:
    """What a new service asks and costs."""
    for key in _NEW:
        part = service_shape().parts[key]
        if isinstance(part, Rows) and hasattr(service, key):
            place = Place(part.topic or Topic.IDENTITY, (key,))
            yield from compare_rows(part, (), getattr(service, key), place)


def _brief(made: ServiceReview, service: AnyService) -> str:
    if made.fate is Fate.ADDED:
        return made.changes[0].text[:1].lower() + made.changes[0].text[1:]
    return brief(made.changes, service.fees if isinstance(service, Procedure) else ())


def _weigh(made: ServiceReview, before: Edition | None, after: Edition | None) -> None:
    made.version_before = before.version if before else ""
    made.version_after = after.version if after else ""
    made.burden_before = burden(before.service) if before else None
    made.burden_after = burden(after.service) if after else None


def _count(made: ServiceReview, before: Edition | None, after: Edition | None, standing: Standing) -> None:
    """Drafts that must move on, and cases that stay on the version they began with."""
    if before is None or made.version_before == made.version_after:
        return
    slugs = (before.service.slug, *((after.service.slug,) if after else ()))
    counts = standing.counts
    drafts: Mapping[str, int | None] = {made.version_before: None} if _sent_online(before.service) else {}
    if counts is not None:
        drafts = {**counts.of(counts.drafts, slugs)}
        made.cases = counts.of(counts.cases, slugs)
    find = partial(_version, before, standing.build)
    made.drafts = [
        Begun(version, n, forward(old, after.service if after else None) if (old := find(version)) else None)
        for version, n in sorted(drafts.items(), key=lambda row: -(row[1] or 0))
        if version != made.version_after
    ]


def _sent_online(service: AnyService) -> bool:
    """Whether citizens may have begun forms of it."""
    if not isinstance(service, Procedure):
        return False
    return service.status is Publication.PUBLISHED and service.online is not OnlineLevel.NONE


def _version(before: Edition, build: Path | None, version: str) -> AnyService | None:
    if version == before.version:
        return before.service
    return published(build, version) if build else None


def _notes(after: Edition | None, day: date) -> Iterable[str]:
    """What is wrong with a service as it now stands, though nobody changed that."""
    for basis in after.service.legal_basis if after else ():
        if basis.valid_to is not None and basis.valid_to < day:
            text = _("Căn cứ {number} hết hiệu lực sau ngày {day}; tìm văn bản thay thế.")
            yield text.format(number=basis.number, day=said_day(basis.valid_to))
