"""The words for each key of a form: sections, questions of every kind, rules between answers."""

from __future__ import annotations

from functions.domain.fields import Group, Question
from functions.domain.fields.section import Section
from functions.domain.i18n import _
from publisher.review import words
from publisher.review.change import Topic
from publisher.review.compare import Label, Rows, Shape
from publisher.review.words import said


def sections(topic: Topic) -> Rows:
    """How the sections of a form are told; a section that comes or goes tells its questions one by one."""
    rule = Shape(
        labels={
            "holds": Label(_("điều phải đúng")),
            "message": Label(_("lời báo"), words.quoted),
            "at": Label(_("câu mang lời báo")),
        }
    )
    shape = Shape(
        labels={
            "id": Label(_("tên riêng")),
            "title": Label(_("tiêu đề"), words.quoted),
            "lead": Label(_("lời dẫn"), words.quoted),
            "when": Label(_("điều kiện")),
            "when_text": Label(_("điều kiện bằng lời"), words.quoted),
        },
        parts={
            "fields": questions(),
            "rules": Rows(_("quy tắc"), rule, lambda row: row.holds.source, lambda row: row.message),
        },
    )
    key, name = (lambda row: row.id), (lambda row: row.title)
    return Rows(_("phần"), shape, key, name, topic, _section_detail, inner="fields")


def _section_detail(section: Section) -> str:
    return _("khi {condition}").format(condition=said(section.when)) if section.when else ""


def questions() -> Rows:
    """How questions are told, those in the rows of a group too."""
    inner = Shape(labels=_common() | _of_kinds(), parts={"options": _options()})
    shape = Shape(labels=inner.labels, parts={"options": _options(), "fields": _rows_of(inner)})
    return _rows_of(shape, inner="fields")


def _rows_of(shape: Shape, inner: str = "") -> Rows:
    return Rows(
        *(_("câu hỏi"), shape, lambda row: row.id, lambda row: row.label.rstrip("?")),
        detail=question_detail,
        inner=inner,
    )


def question_detail(question: Question) -> str:
    """What a citizen, and whoever answers for the data, must know of a question."""
    parts = [words.kind(question.kind)]
    if question.asks:
        parts.append(_("bắt buộc") if question.required else _("không bắt buộc"))
        purpose = _("mục đích: {purpose}").format(purpose=question.purpose)
        parts.append(purpose if question.purpose else _("chưa ghi mục đích"))
        parts.append(words.sensitivity(question.sensitivity))
    parts += [_("khi {condition}").format(condition=said(question.when))] if question.when else []
    return "; ".join(parts)


def _options() -> Rows:
    labels = {
        "value": Label(_("giá trị")),
        "label": Label(_("lời"), words.quoted),
        "hint": Label(_("gợi ý"), words.quoted),
    }
    return Rows(_("lựa chọn"), Shape(labels=labels), lambda row: row.value, lambda row: row.label)


def _common() -> dict[str, Label]:
    return {
        "kind": Label(_("loại"), words.kind),
        "id": Label(_("tên riêng")),
        "label": Label(_("lời hỏi"), words.quoted),
        "hint": Label(_("gợi ý"), words.quoted),
        "required": Label(_("bắt buộc")),
        "when": Label(_("điều kiện")),
        "when_text": Label(_("điều kiện bằng lời"), words.quoted),
        "purpose": Label(_("mục đích"), words.quoted),
        "sensitivity": Label(_("mức riêng tư"), words.sensitivity),
        "retention": Label(_("thời gian giữ")),
        "missing": Label(_("lời báo khi thiếu"), words.quoted),
    }


def _of_kinds() -> dict[str, Label]:
    return {
        "autocomplete": Label(_("tự điền của trình duyệt")),
        "max_length": Label(_("số ký tự nhiều nhất")),
        "earliest": Label(_("ngày sớm nhất")),
        "latest": Label(_("ngày muộn nhất")),
        "min": Label(_("nhỏ nhất")),
        "max": Label(_("lớn nhất")),
        "places": Label(_("số chữ số lẻ")),
        "birth": Label(_("đối chiếu ngày sinh ở")),
        "sex": Label(_("đối chiếu giới tính ở")),
        "elsewhere": Label(_("nhận địa chỉ ngoài tỉnh")),
        "accept": Label(_("loại tệp")),
        "max_mb": Label(_("cỡ tệp lớn nhất (MB)")),
        "max_files": Label(_("số tệp nhiều nhất")),
        "row_label": Label(_("tên mỗi dòng"), words.quoted),
        "min_rows": Label(_("số dòng ít nhất")),
        "max_rows": Label(_("số dòng nhiều nhất")),
    }


def asked(section: Section) -> list[tuple[str, Question]]:
    """The questions of a section that take an answer, by name, those in rows of a group too."""
    found: list[tuple[str, Question]] = []
    for one in section.fields:
        found += [(f"{section.id}.{one.id}", one)] if one.asks else []
        if isinstance(one, Group):
            found += [(f"{section.id}.{one.id}.{each.id}", each) for each in one.fields if each.asks]
    return found
