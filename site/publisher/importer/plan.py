"""Three versions compared: what was imported last (base), the editor's file (ours), the new record (theirs).

What changed on one side only is taken; what changed on both is a conflict, and the editor's words stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from functions.domain.model import JSON
from publisher.importer.rows import IDENTITY, MISSING, Path, children

DOUBTS = "doubts"


@dataclass(frozen=True, slots=True)
class Change:
    """Something that the new record says otherwise: ``after`` is ``MISSING`` where it is gone."""

    path: Path
    before: Any
    after: Any
    behind: tuple[str, ...] = ()
    """What stands before it in the record, nearest first: where something new is put."""


@dataclass(slots=True)
class Plan:
    """What to take over, and what a person must decide."""

    taken: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)


def plan(base: JSON, ours: JSON, theirs: JSON) -> Plan:
    """Compare front matter; all three are plain data."""
    found = Plan()
    _compare((), base, ours, theirs, found)
    return found


def plan_sections(base: Sections, ours: Sections, theirs: Sections) -> Plan:
    """Compare bodies, section by section."""
    found = Plan()
    _inside(("body",), dict(base), dict(ours), dict(theirs), found)
    return found


Sections = dict[str, str]
"""Text of a body by heading; what stands above the first heading has an empty one."""


def _compare(
    path: Path, base: Any, ours: Any, theirs: Any, found: Plan, behind: tuple[str, ...] = ()
) -> None:
    if theirs == base or ours == theirs:
        return
    b, o, t = (_parts(path, value) for value in (base, ours, theirs))
    change = Change(path, ours, theirs, behind)
    if o is not None and t is not None and (b is not None or base is MISSING):
        _inside(path, b or {}, o, t, found)
    elif ours == base or _asked_again(path, ours, theirs):
        found.taken.append(change)
    else:
        found.conflicts.append(change)


def _parts(path: Path, value: Any) -> JSON | None:
    """What is inside a value; a list of rows that is not there counts as one without rows."""
    name = path[-1] if path else ""
    if value is MISSING or value == []:
        return {} if len(path) == 1 and name in IDENTITY else None
    return children(name, value)


def _inside(path: Path, base: JSON, ours: JSON, theirs: JSON, found: Plan) -> None:
    order = list(theirs)
    for n, step in enumerate(order):
        behind = tuple(reversed(order[:n]))
        _compare((*path, step), _get(base, step), _get(ours, step), theirs[step], found, behind)
    for step in base:
        if step not in theirs:
            _compare((*path, step), base[step], _get(ours, step), MISSING, found)


def _asked_again(path: Path, ours: Any, theirs: Any) -> bool:
    """A doubt that an editor decided comes back when the record's words about it have changed."""
    return path[:1] == (DOUBTS,) and ours is MISSING and theirs is not MISSING


def _get(values: JSON, step: str) -> Any:
    return values.get(step, MISSING)


def differences(ours: JSON, theirs: JSON) -> Sequence[Change]:
    """Everything that the record says otherwise than a file that was never imported."""
    return plan(ours, ours, theirs).taken
