"""What a change of the shared data means: agencies, units, calendar, standard texts, named workflows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from functions.domain.declaration import AnyService, Procedure, Reference, Step
from functions.domain.fields import Group, Question
from functions.domain.i18n import _
from functions.domain.say import day
from publisher.review import words
from publisher.review.change import Change, Topic
from publisher.review.compare import Label, Place, Rows, Shape, compare
from publisher.review.process_shapes import workflow
from publisher.review.question_shapes import sections
from publisher.review.shapes import messages

COMPILED = frozenset({"authorities", "workflows", "messages", "applicant"})
"""Parts that go into the declaration of every service; the others are looked up where they are shown."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A service that did not change itself."""

    path: str
    title: str
    slug: str
    process: bool
    brief: str


@dataclass(slots=True)
class ReferenceReview:
    """The changes, and the unchanged services that they reach."""

    changes: list[Change]
    touched: list[Touched] = field(default_factory=list)

    @property
    def parts(self) -> frozenset[str]:
        return frozenset(change.where[0] for change in self.changes)


def compare_reference(before: Reference, after: Reference) -> list[Change]:
    """Every difference between two sets of shared data."""
    return list(compare(_shape(), before, after, Place(Topic.REFERENCE)))


def uses(service: AnyService, changes: Iterable[Change]) -> bool:
    """Whether the service shows or asks for something of what changed, beyond what it is compiled from."""
    return any(_uses(service, change.where[0], change.where[1:2]) for change in changes)


def _uses(service: AnyService, part: str, row: Sequence[str]) -> bool:
    if part in ("calendar", "portal"):
        return True
    if part == "citizen_id_provinces":
        return any(one.kind in ("citizen_id", "on_behalf") for one in _questions(service))
    if part == "units":
        return any(one.kind == "address" for one in _questions(service))
    return bool(row) and row[0] in _named(service, part)


def _named(service: AnyService, part: str) -> set[str]:
    """The rows of a part that a service names."""
    steps = service.workflow.steps
    if part == "sectors":
        return {service.field}
    if part == "consents":
        return {*service.consent} if isinstance(service, Procedure) else set()
    if part == "roles":
        asked = [one.role for step in steps for one in step.consultations]
        opened = getattr(service, "opened_by", ())
        return {*(step.role or "" for step in steps), *asked, service.output.signer_role, *opened}
    if part == "authorities":
        also = service.also_at if isinstance(service, Procedure) else ()
        return {service.authority, *also, *(unit for step in steps for unit in _units(step))}
    return set()


def _units(step: Step) -> list[str]:
    return [unit.partition(":")[0] for unit in (step.unit, *(one.unit for one in step.consultations))]


def _questions(service: AnyService) -> Iterable[Question]:
    for section in service.form:
        for one in section.fields:
            yield one
            if isinstance(one, Group):
                yield from one.fields


def _shape() -> Shape:
    topic = Topic.REFERENCE
    return Shape(
        labels={"citizen_id_provinces": Label(_("mã tỉnh trong số định danh"))},
        parts={
            "portal": _portal(),
            "sectors": _simple(_("lĩnh vực"), {"name": Label(_("tên"), words.quoted)}),
            "authorities": _simple(_("cơ quan"), _bodies()),
            "units": _units_shape(),
            "roles": _simple(_("vai trò"), {"name": Label(_("tên"), words.quoted)}),
            "workflows": Rows(
                *(_("quy trình"), Shape(parts={"steps": workflow(topic)}, silent=frozenset({"id"}))),
                *(lambda row: row.id, lambda row: row.id),
            ),
            "messages": messages(topic),
            "applicant": sections(topic),
            "calendar": _calendar(),
            "consents": _pairs(_("lời đồng ý"), lambda row: row[0]),
        },
    )


def _portal() -> Shape:
    return Shape(
        labels={
            "name": Label(_("tên cổng"), words.quoted),
            "short_name": Label(_("tên ngắn của cổng"), words.quoted),
            "province": Label(_("tên tỉnh"), words.quoted),
            "organisation": Label(_("cơ quan chủ quản"), words.quoted),
            "place": Label(_("địa danh trên văn bản"), words.quoted),
            "agency_code": Label(_("mã định danh của tỉnh")),
            "hotline": Label(_("đường dây nóng")),
            "form_files_mb": Label(_("cỡ tệp gửi cùng đơn khi không có JavaScript (MB)")),
            "email": Label(_("thư điện tử của cổng")),
            "address": Label(_("địa chỉ của cổng"), words.quoted),
            "tagline": Label(_("lời giới thiệu cổng"), words.quoted),
            "sample": Label(_("dữ liệu mẫu")),
        }
    )


def _bodies() -> dict[str, Label]:
    return {
        "id": Label(_("tên riêng")),
        "name": Label(_("tên"), words.quoted),
        "level": Label(_("cấp")),
        "per": Label(_("mỗi xã một cơ quan")),
        "parent": Label(_("cơ quan cấp trên"), words.quoted),
        "agency_code": Label(_("mã định danh")),
        "old_agency_code": Label(_("mã định danh cũ")),
        "phone": Label(_("điện thoại")),
        "address": Label(_("địa chỉ"), words.quoted),
        "valid_from": Label(_("có từ")),
        "valid_to": Label(_("có đến")),
        "verified": Label(_("đã xác minh")),
    }


def _simple(noun: str, labels: dict[str, Label]) -> Rows:
    return Rows(noun, Shape(labels={"id": Label(_("tên riêng"))} | labels), _id, lambda row: row.name)


def _id(row: Any) -> str:
    return str(row.id)


def _units_shape() -> Rows:
    labels = _bodies() | {
        "kind": Label(_("loại đơn vị")),
        "successors": Label(_("đơn vị kế tiếp")),
        "code": Label(_("mã đơn vị")),
    }
    key = lambda row: row.code  # noqa: E731
    return Rows(_("đơn vị hành chính"), Shape(labels=labels), key, lambda row: f"{row.name} ({row.code})")


def _calendar() -> Shape:
    return Shape(
        labels={
            "valid_from": Label(_("lịch làm việc có từ")),
            "valid_to": Label(_("lịch làm việc có đến")),
            "shifts": Label(_("giờ làm việc")),
            "cut_off": Label(_("giờ chốt nhận trong ngày")),
            "weekend": Label(_("ngày nghỉ trong tuần")),
            "timezone": Label(_("múi giờ")),
        },
        parts={
            "days_off": _pairs(_("ngày nghỉ"), lambda row: day(row[0])),
            "days_on": _pairs(_("ngày làm bù"), lambda row: day(row[0])),
        },
    )


def _pairs(noun: str, name: Any) -> Rows:
    """Rows of a mapping, as (key, text)."""
    return Rows(
        noun, Shape(), lambda row: str(row[0]), name, detail=lambda row: words.quoted(row[1]), ordered=False
    )
