"""The shared data of both sides, and what a change of them reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath

from functions.domain.compile import compile_data
from functions.domain.declaration import AnyService, Procedure, Reference
from functions.domain.errors import Invalid
from functions.domain.i18n import _
from publisher.front_matter import FileFault, Source, read_document
from publisher.parallel import processors, spread
from publisher.progress import Progress
from publisher.reference import load_reference
from publisher.review.brief import brief
from publisher.review.change import Change, Topic
from publisher.review.compare import Place, compare
from publisher.review.reference_review import COMPILED, ReferenceReview, Touched, compare_reference, uses
from publisher.review.shapes import service as service_shape
from publisher.review.sides import REFERENCE, Range, Side, kind_of


@dataclass(slots=True)
class Shared:
    """Shared data for each side; where one side's cannot be read, the other's stand in."""

    before: Reference
    after: Reference
    faults: list[FileFault] = field(default_factory=list)
    old_faults: list[FileFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def load_shared(range_: Range, *, changed: bool) -> Shared:
    """Both, or one for both where nothing of it changed. Raises :class:`Invalid` where neither reads."""
    faults, old_faults = list[FileFault](), list[FileFault]()
    after = _load(range_.after, faults)
    before = _load(range_.before, old_faults) if changed or after is None else after
    known = after or before
    if known is None:
        reason = _("Dữ liệu dùng chung của cả hai bản đều chưa đọc được.")
        raise Invalid(reason, [*faults, *old_faults])
    made = Shared(before or known, after or known, faults, old_faults)
    if before is None or after is None:
        side = range_.before if before is None else range_.after
        note = _("Bản {side} chưa có dữ liệu dùng chung; bản kia được dùng thay.")
        if faults or old_faults:
            note = _("Dữ liệu dùng chung của bản {side} chưa đọc được; bản kia được dùng thay.")
        made.notes.append(note.format(side=side.say()))
    return made


def _load(side: Side, faults: list[FileFault]) -> Reference | None:
    if not side.fetch_reference():
        return None
    try:
        return load_reference(side.content / REFERENCE, side.content.parent)
    except Invalid as invalid:
        faults += [fault for fault in invalid.faults if isinstance(fault, FileFault)]
        return None


def review_reference(range_: Range, shared: Shared, changed: set[str], progress: Progress) -> ReferenceReview:
    """The changes of the shared data, and the services they reach although their files did not change."""
    made = ReferenceReview(compare_reference(shared.before, shared.after))
    if made.changes and made.parts != {"portal"}:
        work = partial(_touch, range_.after, shared, made)
        names = [name for name in range_.after.services() if name not in changed]
        range_.after.fetch_named(names)
        found = progress.over(spread(work, names, processors()), _("Xem dịch vụ chịu ảnh hưởng"), len(names))
        made.touched = [touched for touched in found if touched]
    return made


def _touch(side: Side, shared: Shared, made: ReferenceReview, name: str) -> Touched | None:
    source = _source(side, name)
    new = compiled(source, shared.after)
    if new is None:
        return None
    changes: list[Change] = []
    if made.parts & COMPILED:
        old = compiled(source, shared.before)
        if old is not None and old != new:
            changes = list(compare(service_shape(), old, new, Place(Topic.IDENTITY)))
    if not changes and not uses(new, made.changes):
        return None
    told = brief(changes) if changes else ""
    process = not isinstance(new, Procedure)
    return Touched(f"{side.content.name}/{name}", new.title, new.slug, process, told)


def _source(side: Side, name: str) -> Source | None:
    try:
        return read_document(side.path(name), name)
    except Invalid:
        return None


def compiled(source: Source | None, reference: Reference) -> AnyService | None:
    """A service without any check; None where it does not compile, which ``motcua check`` tells."""
    if source is None:
        return None
    try:
        stem, process = PurePosixPath(source.path).stem, bool(kind_of(source.path))
        return compile_data(source.data, stem, reference, process=process)
    except Invalid:
        return None


def all_services(side: Side, reference: Reference, progress: Progress) -> Iterator[AnyService]:
    """Every service of a side that compiles."""
    names = list(side.services())
    side.fetch_named(names)
    found = spread(partial(_compiled, side, reference), names, processors())
    told = progress.over(found, _("Đọc cả danh mục"), len(names))
    return (service for service in told if service is not None)


def _compiled(side: Side, reference: Reference, name: str) -> AnyService | None:
    return compiled(_source(side, name), reference)
