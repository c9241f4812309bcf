"""The steps of a sheet: who does what, in which time, with which paper, and where the case goes."""

from __future__ import annotations

from functions.domain.declaration import SELF, AnyService, Consultation, Reference, Step, Transition
from functions.domain.i18n import _
from publisher.handbook.markdown import page, table, text


def steps(service: AnyService, reference: Reference) -> str:
    """One row a step in the order of the workflow, then what is asked of other agencies."""
    numbers = {step.id: n for n, step in enumerate(service.workflow.steps, start=1)}
    head = (_("Bước"), _("Việc"), _("Trách nhiệm"), _("Thời gian"), _("Đi tiếp, biểu mẫu"))
    rows = (_row(step, service, reference, numbers) for step in service.workflow.steps)
    return page(table(head, rows), _consulted(service, reference))


def _row(step: Step, service: AnyService, reference: Reference, numbers: dict[str, int]) -> tuple[str, ...]:
    moves = "<br>".join(f"• {_move(move, numbers)}" for move in step.transitions)
    recorded = [field.label for field in step.fields if field.asks]
    records = _("Ghi: {labels}").format(labels=text("; ".join(recorded))) if recorded else ""
    status = _("Trạng thái {n}: {said}").format(n=int(step.status), said=step.status.say())
    work = "<br>".join(filter(None, [f"**{text(step.label)}**", text(step.guidance), records, f"*{status}*"]))
    return (
        str(numbers[step.id]),
        work,
        _who(step, service, reference),
        step.time_limit.say() if step.time_limit else "",
        moves or _("Kết thúc"),
    )


def _who(step: Step, service: AnyService, reference: Reference) -> str:
    role = {one.id: one.name for one in reference.roles}.get(step.role or "", "")
    if step.unit in (SELF, ""):
        return text(role)
    return text(", ".join(filter(None, [role, _agency(step.unit, reference)])))


def _agency(unit: str, reference: Reference) -> str:
    authority = reference.authority(unit.partition(":")[0])
    return authority.name if authority else unit


def _move(move: Transition, numbers: dict[str, int]) -> str:
    notes = [_("bước {n}").format(n=numbers[move.to])] if move.to in numbers else []
    notes += [kind.say() for kind in move.issues]
    notes += {"person": [_("người có thẩm quyền ký số")], "agency": [_("cơ quan ký số")]}.get(move.signs, [])
    notes += {"citizen": [_("người dân")], "system": [_("tự động")]}.get(move.actor, [])
    notes += [_("phải ghi lý do")] if move.reason == "required" else []
    return f"{text(move.label)} → {text('; '.join(notes))}"


def _consulted(service: AnyService, reference: Reference) -> str:
    rows = [
        (text(one.label), _asked(one, reference), one.time_limit.say(), _silence(one))
        for step in service.workflow.steps
        for one in step.consultations
    ]
    if not rows:
        return ""
    head = (_("Lấy ý kiến"), _("Cơ quan trả lời"), _("Thời hạn trả lời"), _("Không trả lời"))
    return page(_("Cơ quan phối hợp, hỏi song song; đủ ý kiến hồ sơ mới đi tiếp:"), table(head, rows))


def _asked(one: Consultation, reference: Reference) -> str:
    role = {role.id: role.name for role in reference.roles}.get(one.role, "")
    return text(", ".join(filter(None, [_agency(one.unit, reference), role])))


def _silence(one: Consultation) -> str:
    return _("coi là đồng ý") if one.silence == "agrees" else _("chờ")
