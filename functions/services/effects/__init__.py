"""What a case owes to the world, done after the click: scanning, documents, messages, erasure.

Each act is found by its kind, does its work so that doing it again changes nothing, and gives back what the
case should remember of it. :mod:`functions.services.effects.perform` claims, tries again and gives up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from functions.domain.declaration import MessageEvent
from functions.domain.engine import Decision, Effect
from functions.ports import OutboxRow
from functions.services.cases import OpenCase

__all__ = ["NOTHING", "Act", "Outcome", "Owed", "then_told"]


@dataclass(frozen=True, slots=True)
class Owed:
    """An effect with the row that owes it. Names of what it makes derive from the row."""

    row: OutboxRow
    effect: Effect


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an act leads to. ``written`` names documents stored by this very attempt.

    They are taken back when another worker turns out to have finished the effect first.
    """

    decision: Decision
    written: tuple[str, ...] = ()


NOTHING = Outcome(Decision(events=()))


class Act(Protocol):
    """Does one kind of effect."""

    def __call__(self, case: OpenCase, owed: Owed) -> Outcome:
        """Raises ``Unavailable`` to be tried again; any ``Refused`` buries the row for a person."""


def then_told(effect: Effect, event: MessageEvent | None) -> tuple[Effect, ...]:
    """The message that waited for an effect, about the turn that the effect is about."""
    return (Effect(kind="notify", subject=event, about=effect.about),) if event else ()
