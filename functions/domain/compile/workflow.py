"""Which steps a service follows: a named workflow as it is, a changed one, or its own."""

from __future__ import annotations

from collections.abc import Iterable

from functions.domain.declaration import (
    SAME_COMMUNE,
    AddedStep,
    Reference,
    Step,
    StepChange,
    Workflow,
    WorkflowUse,
)
from functions.domain.errors import Fault
from functions.domain.i18n import _

_NO_STEPS = Workflow.model_construct(id="own", steps=())


def compile_workflow(use: str | WorkflowUse, reference: Reference, faults: list[Fault]) -> Workflow:
    """The steps in full. What cannot be resolved is added to ``faults``, and left out."""
    return _near(_resolved(use, reference, faults), reference)


def _near(workflow: Workflow, reference: Reference) -> Workflow:
    """Authorities that exist per commune as the one of the case's own commune."""
    per = {one.id for one in reference.authorities if one.per}
    if not any(unit in per for step in workflow.steps for unit in _units(step)):
        return workflow
    return workflow.model_copy(update={"steps": tuple(_near_step(step, per) for step in workflow.steps)})


def _units(step: Step) -> tuple[str, ...]:
    return (step.unit, *(one.unit for one in step.consultations))


def _near_step(step: Step, per: set[str]) -> Step:
    def near(unit: str) -> str:
        return unit + SAME_COMMUNE if unit in per else unit

    asked = tuple(one.model_copy(update={"unit": near(one.unit)}) for one in step.consultations)
    return step.model_copy(update={"unit": near(step.unit), "consultations": asked})


def _resolved(use: str | WorkflowUse, reference: Reference, faults: list[Fault]) -> Workflow:
    if isinstance(use, str):
        return _named(use, "workflow", reference, faults)
    if use.extends is None:
        return _own(use, faults)
    base = _named(use.extends, "workflow.extends", reference, faults)
    if use.steps:
        reason = _("Khi có “extends” thì không viết “steps”; thêm bước bằng “add”, sửa bằng “change”.")
        faults.append(Fault("workflow.steps", "workflow_both", reason))
    _require_known(use, base, faults)
    steps = _dropped(base.steps, frozenset(use.drop))
    changes = {change.id: change for change in use.change}
    steps = tuple(_changed(step, changes.get(step.id)) for step in steps)
    for number, step in enumerate(use.add):
        steps = _added(steps, step, f"workflow.add[{number}].after", faults)
    return Workflow(id=base.id, steps=steps) if steps else _NO_STEPS


def _named(id: str, where: str, reference: Reference, faults: list[Fault]) -> Workflow:
    for workflow in reference.workflows:
        if workflow.id == id:
            return workflow
    allowed = ", ".join(workflow.id for workflow in reference.workflows)
    reason = _("Không có quy trình “{id}”. Dùng một trong: {allowed}; hoặc tự khai “steps”.").format(
        id=id, allowed=allowed
    )
    faults.append(Fault(where, "workflow_unknown", reason))
    return _NO_STEPS


def _own(use: WorkflowUse, faults: list[Fault]) -> Workflow:
    for key in ("change", "add", "drop"):
        if getattr(use, key):
            reason = _("“{key}” chỉ dùng cùng “extends”.").format(key=key)
            faults.append(Fault(f"workflow.{key}", "workflow_no_base", reason))
    if not use.steps:
        reason = _("Quy trình chưa có bước nào. Viết “extends: one_stop” hoặc khai “steps”.")
        faults.append(Fault("workflow", "workflow_empty", reason))
        return _NO_STEPS
    return Workflow(steps=use.steps)


def _require_known(use: WorkflowUse, base: Workflow, faults: list[Fault]) -> None:
    known = {step.id for step in base.steps}
    named = [(f"workflow.drop[{n}]", id) for n, id in enumerate(use.drop)]
    named += [(f"workflow.change[{n}].id", change.id) for n, change in enumerate(use.change)]
    for where, id in named:
        if base.steps and id not in known:
            reason = _("Quy trình “{base}” không có bước “{id}”. Các bước: {allowed}.").format(
                base=base.id, id=id, allowed=", ".join(step.id for step in base.steps)
            )
            faults.append(Fault(where, "step_unknown", reason))
    for n, step in enumerate(use.add):
        if step.id in known - set(use.drop):
            reason = _("Bước “{id}” đã có trong quy trình “{base}”; sửa nó ở “change”.").format(
                id=step.id, base=base.id
            )
            faults.append(Fault(f"workflow.add[{n}].id", "step_twice", reason))


def _dropped(steps: Iterable[Step], drop: frozenset[str]) -> tuple[Step, ...]:
    """Without the named steps, and without the ways that led to them."""
    return tuple(
        step.model_copy(update={"transitions": tuple(t for t in step.transitions if t.to not in drop)})
        for step in steps
        if step.id not in drop
    )


def _changed(step: Step, change: StepChange | None) -> Step:
    if change is None:
        return step
    given = {key: getattr(change, key) for key in change.model_fields_set - {"id", "add_transitions"}}
    step = step.model_copy(update=given)
    fresh = {move.id: move for move in change.add_transitions}
    moves = tuple(fresh.pop(move.id, move) for move in step.transitions)
    return step.model_copy(update={"transitions": (*moves, *fresh.values())})


def _added(steps: tuple[Step, ...], added: AddedStep, where: str, faults: list[Fault]) -> tuple[Step, ...]:
    """The step behind the one it names, else behind the last one of the same status, else at the end."""
    step = Step(**{key: getattr(added, key) for key in added.model_fields_set - {"after"}})
    ids = [one.id for one in steps]
    if added.after is not None and added.after not in ids:
        reason = _("Không có bước “{id}” để đặt bước này vào sau. Các bước: {allowed}.")
        faults.append(Fault(where, "step_unknown", reason.format(id=added.after, allowed=", ".join(ids))))
    if added.after in ids:
        place = ids.index(added.after) + 1
    else:
        place = max((n for n, one in enumerate(steps, 1) if one.status is step.status), default=len(steps))
    return (*steps[:place], step, *steps[place:])
