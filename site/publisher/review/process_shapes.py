"""The words for each key of a workflow: steps, transitions, consultations."""

from __future__ import annotations

from functions.domain.declaration import Step, Transition
from functions.domain.i18n import _
from publisher.review import words
from publisher.review.change import Topic
from publisher.review.compare import Label, Rows, Shape
from publisher.review.question_shapes import questions


def workflow(topic: Topic) -> Rows:
    """How the steps of a workflow are told."""
    shape = Shape(
        labels={
            "id": Label(_("tên riêng")),
            "label": Label(_("tên"), words.quoted),
            "role": Label(_("vai trò")),
            "unit": Label(_("đơn vị"), _unit),
            "status": Label(_("trạng thái")),
            "time_limit": Label(_("thời hạn")),
            "public": Label(_("người dân thấy")),
            "guidance": Label(_("lời dặn cán bộ"), words.quoted),
        },
        parts={"fields": questions(), "consultations": _consultations(), "transitions": _transitions()},
    )
    return Rows(_("bước"), shape, lambda row: row.id, lambda row: row.label, topic, _step_detail)


def _step_detail(step: Step) -> str:
    parts = [_("vai trò {role}").format(role=step.role)] if step.role else []
    parts += [step.time_limit.say()] if step.time_limit else []
    parts.append(step.status.say())
    return ", ".join(parts)


def _transitions() -> Rows:
    shape = Shape(
        labels={
            "id": Label(_("tên riêng")),
            "label": Label(_("tên"), words.quoted),
            "to": Label(_("đến bước")),
            "actor": Label(_("ai chuyển"), words.actor),
            "when": Label(_("điều kiện")),
            "reason": Label(_("phải ghi lý do"), words.reason),
            "issues": Label(_("văn bản phát hành")),
            "signs": Label(_("ký"), words.signs),
            "clock": Label(_("cách tính thời hạn"), words.clock),
            "message": Label(_("tin báo")),
            "style": Label(_("kiểu nút")),
        }
    )
    return Rows(
        *(_("lối chuyển"), shape, lambda row: row.id, lambda row: row.label),
        detail=_transition_detail,
    )


def _transition_detail(transition: Transition) -> str:
    to = _("đến bước {step}").format(step=transition.to)
    return f"{words.actor(transition.actor)}, {to}"


def _consultations() -> Rows:
    shape = Shape(
        labels={
            "id": Label(_("tên riêng")),
            "label": Label(_("tên"), words.quoted),
            "unit": Label(_("đơn vị"), _unit),
            "role": Label(_("vai trò")),
            "time_limit": Label(_("thời hạn")),
            "when": Label(_("điều kiện")),
            "silence": Label(_("hết hạn mà không trả lời"), words.silence),
        },
        parts={"fields": questions()},
    )
    return Rows(
        *(_("xin ý kiến"), shape, lambda row: row.id, lambda row: row.label),
        detail=lambda row: f"{_unit(row.unit)}, {row.time_limit.say()}",
    )


def _unit(unit: str) -> str:
    return _("nơi nhận hồ sơ") if unit == "self" else words.said(unit)
