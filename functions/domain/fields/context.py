"""What a form's questions need from outside: the day, the units in force, and answers given so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from functions.domain.errors import Fault
from functions.domain.model import JSON

Raw = Mapping[str, Sequence[str]]
"""Posted texts by input name, as a browser sends them; a name may have several values."""


@dataclass(frozen=True, slots=True)
class FormContext:
    """``units`` maps codes of today's communes to names; ``values`` are the answers read so far.

    ``files`` lists by input name what the server holds. With it, answers to file questions are taken from
    there and from nowhere else, so that nobody claims a file by naming it.
    """

    today: date
    units: Mapping[str, str] = field(default_factory=dict)
    citizen_id_provinces: frozenset[str] = frozenset()
    values: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, list[JSON]] | None = None

    def among(self, values: Mapping[str, Any]) -> FormContext:
        """The same context with these answers."""
        return FormContext(self.today, self.units, self.citizen_id_provinces, values, self.files)

    def holding(self, files: Mapping[str, list[JSON]]) -> FormContext:
        """The same context with these files."""
        return FormContext(self.today, self.units, self.citizen_id_provinces, self.values, files)


@dataclass(frozen=True, slots=True)
class Read:
    """What a question made of its input: a canonical JSON value, or none, and what is wrong."""

    value: Any = None
    faults: tuple[Fault, ...] = ()
