"""What officers record in a step, judged when they leave it.

Everything typed must hold. What is required must be there only where the case goes on: somebody who asks
for papers, sends the case back or refuses it cannot know yet what the end of the step would bring.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.domain.case import CaseState
from functions.domain.declaration import Status, Step, Transition, Workflow
from functions.domain.errors import Invalid
from functions.domain.fields.context import FormContext
from functions.domain.i18n import _
from functions.domain.model import JSON

_LACKING = ("required", "min_rows")
_WAITING = (Status.SUPPLEMENT_REQUESTED, Status.FEE_REQUESTED)


def recorded(
    state: CaseState,
    step: Step,
    onward: bool,
    typed: Mapping[str, Any],
    context: FormContext | None,
) -> JSON:
    """The canonical values by field. Raises :class:`Invalid` with every fault."""
    if not step.fields:
        return {}
    if context is None:
        raise ValueError("recording an officer's fields needs a form context")
    found: JSON = {}
    faults = []
    for field in step.fields:
        known = {**state.values(), step.id: found, "today": context.today.isoformat()}
        if not field.asks or (field.when is not None and not field.when.holds(known)):
            continue
        read = field.check(typed.get(field.id), f"{step.id}.{field.id}", context.among(known))
        faults += [one for one in read.faults if onward or one.code not in _LACKING]
        if read.value is not None:
            found[field.id] = read.value
    if faults:
        raise Invalid(_("Phần ghi của công chức còn chỗ chưa đúng."), faults)
    return found


def goes_on(workflow: Workflow, step: Step, target: Step) -> bool:
    """Whether a move finishes the work of a step, rather than waiting, going back or ending the case."""
    order = [one.id for one in workflow.steps]
    ends = target.status.final and target.status is not Status.RETURNED
    return not (ends or target.status in _WAITING or order.index(target.id) < order.index(step.id))


def possible(move: Transition, step: Step, values: Mapping[str, Any]) -> bool:
    """Whether a move is on offer. One that hangs on what this step records is, until that is known."""
    if move.when is None or any(name.startswith(f"{step.id}.") for name in move.when.variables()):
        return True
    return move.when.holds(values)


def allowed(move: Transition, step: Step, values: Mapping[str, Any], found: JSON) -> bool:
    """Whether a move's condition holds with what was just recorded."""
    here = {**(values.get(step.id) or {}), **found}
    return move.when is None or move.when.holds({**values, step.id: here})
