"""The figures of an import: how many records came through with no doubt, with some, with many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from functions.domain.declaration import DoubtKind
from functions.domain.model import JSON
from publisher.importer.intake import Outcome, Taken

MANY = 4
"""From this number of doubts on, writing the file anew may be quicker than deciding one by one."""
ONCE_FOR_ALL = frozenset({DoubtKind.FIELD_UNKNOWN, DoubtKind.AUTHORITY_UNKNOWN})
"""Doubts that one line of reference data decides for every record that has them."""


@dataclass(slots=True)
class Share:
    """Records by their number of doubts."""

    none: int = 0
    some: int = 0
    many: int = 0

    def add(self, doubts: int) -> None:
        if not doubts:
            self.none += 1
        elif doubts < MANY:
            self.some += 1
        else:
            self.many += 1

    def as_json(self) -> JSON:
        return {"none": self.none, "some": self.some, "many": self.many}


@dataclass(slots=True)
class Tally:
    """Figures over all records that were taken in."""

    records: int = 0
    doubts: Share = field(default_factory=Share)
    own: Share = field(default_factory=Share)
    """The same without the doubts that reference data decide once for all."""
    kinds: Counter[str] = field(default_factory=Counter)
    """In how many records each doubt occurs."""
    times: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    sectors: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Fields to propose, by id and name."""
    authorities: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Agencies to propose, by id, name and level."""


def tally(taken: Sequence[Taken]) -> Tally:
    """Count. Records that failed have no doubts to count."""
    found = Tally(records=len(taken))
    for one in taken:
        found.outcomes[one.outcome] += 1
        if one.outcome is Outcome.FAILED:
            continue
        kinds = [doubt["kind"] for doubt in one.doubts]
        found.doubts.add(len(kinds))
        found.own.add(sum(kind not in ONCE_FOR_ALL for kind in kinds))
        found.kinds.update(set(kinds))
        found.times.update(kinds)
        if "field" in one.proposed:
            field_ = one.proposed["field"]
            found.sectors[field_["id"], field_["name"]] += 1
        if "authority" in one.proposed:
            agency = one.proposed["authority"]
            found.authorities[agency["id"], agency["name"], agency["level"]] += 1
    return found
