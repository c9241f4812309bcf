"""Who put their name to the result of a case, and when."""

from __future__ import annotations

from functions.domain.case import CaseState, Turn
from functions.domain.declaration import AnyService


def approval(state: CaseState, service: AnyService) -> Turn | None:
    """The latest turn in which a person signed the result; ``None`` where nobody has."""
    signing = {
        (move.id, move.to)
        for step in service.workflow.steps
        for move in step.transitions
        if move.signs == "person"
    }
    turns = [turn for turn in state.history if (turn.transition, turn.step) in signing]
    return turns[-1] if turns else None
