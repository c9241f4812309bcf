"""The way of a case: steps, who acts in them, and the transitions between them.

A public procedure and an internal process use the same model; a process merely has no public channel.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from functions.domain.declaration.terms import DocumentKind, MessageEvent, Status
from functions.domain.duration import Duration
from functions.domain.expression import Expression
from functions.domain.fields import AnyField
from functions.domain.model import Id, Model, Text

SELF = "self"
"""The unit that received the case; any other value is the id of an authority."""

SAME_COMMUNE = ":self"
"""What compiling puts after an authority that exists per commune: the one where the case lies."""

ClockAct = Literal["start", "pause", "resume", "restart", "stop", "keep"]


class Transition(Model):
    """A move from one step to another.

    ``clock`` says what it does to the deadline; when left out, entering statuses 5 and 6 pauses,
    leaving 6 resumes, leaving 5 restarts from zero (NĐ 61/2018 Điều 19.4), final and done stop.
    """

    id: Id
    label: Text
    to: Id
    actor: Literal["officer", "citizen", "system"] = "officer"
    when: Expression | None = None
    reason: Literal["none", "optional", "required"] = "none"
    issues: tuple[DocumentKind, ...] = ()
    signs: Literal["none", "person", "agency"] = "none"
    """Whether taking it signs the prepared result: the leader as a person, the clerk for the agency."""
    clock: ClockAct | None = None
    message: MessageEvent | None = None
    """The message that goes out; when left out, the one of the new status, if the status changed."""
    style: Literal["primary", "secondary", "danger"] = "secondary"


class Consultation(Model):
    """Another agency asked in parallel, with its own time limit (NĐ 61/2018 Điều 19.5)."""

    id: Id
    label: Text
    unit: Text
    role: Id = "reviewer"
    time_limit: Duration
    when: Expression | None = None
    silence: Literal["waits", "agrees"] = "waits"
    """Whether no answer within the limit counts as agreement, as e.g. NĐ 175/2024 has it."""


class Step(Model):
    """A place where a case rests until somebody moves it."""

    id: Id
    label: Text
    role: Id | None = None
    """Who acts; ``None`` only where the citizen or the system moves, or nobody does."""
    unit: Text = SELF
    status: Status
    time_limit: Duration | None = None
    public: bool = True
    """Shown to the citizen as a step of its own."""
    guidance: str = ""
    fields: tuple[AnyField, ...] = ()
    """What officers record here; never shown to the citizen."""
    consultations: tuple[Consultation, ...] = ()
    """All must answer before the case goes on; stopping it or asking for papers is always possible."""
    transitions: tuple[Transition, ...] = ()

    def transition(self, id: str) -> Transition | None:
        return next((move for move in self.transitions if move.id == id), None)


class Workflow(Model):
    """Steps in the order in which they usually come; the first is where a case begins."""

    id: Id = "own"
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    def step(self, id: str) -> Step | None:
        return next((step for step in self.steps if step.id == id), None)


class StepChange(Model):
    """A change to one step of an inherited workflow: only the keys that are given replace it."""

    id: Id
    label: Text | None = None
    role: Id | None = None
    unit: Text | None = None
    time_limit: Duration | None = None
    guidance: str | None = None
    fields: tuple[AnyField, ...] | None = None
    consultations: tuple[Consultation, ...] | None = None
    transitions: tuple[Transition, ...] | None = None
    add_transitions: tuple[Transition, ...] = ()


class AddedStep(Step):
    """A step put into an inherited workflow: behind ``after``, else behind the last of its status."""

    after: Id | None = None


class WorkflowUse(Model):
    """How a file says which workflow it follows: a named one as it is, changed, or its own steps."""

    extends: Id | None = None
    change: tuple[StepChange, ...] = ()
    add: tuple[AddedStep, ...] = ()
    drop: tuple[Id, ...] = ()
    steps: tuple[Step, ...] = ()
