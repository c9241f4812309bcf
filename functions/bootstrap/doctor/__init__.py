"""What is missing in an installation, where, and how to mend it. It looks, and changes nothing.

It stands beside the composition root since it looks at whatever the settings choose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from functions.bootstrap.doctor.finding import Finding, tried
from functions.domain.errors import Invalid
from functions.settings import load

__all__ = ["Finding", "examine"]


def examine(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Everything that can be looked at, each for itself: what fails hides nothing else.

    Settings that do not hold are all that is told then, since nobody knows where to look.
    """
    from functions.bootstrap.doctor import around, chosen_ways, cloud, folders, keys, stored

    try:
        settings = load(environment)
    except Invalid as error:
        yield from (Finding("settings", "fault", one.where, one.message) for one in error.faults)
        return
    yield Finding("settings", "ok", "environment", "They hold together")
    now = datetime.now(UTC)
    for room in (chosen_ways, folders, stored, keys, around, cloud):
        for name, check in room.CHECKS.items():
            yield from tried(name, check, settings, now)
