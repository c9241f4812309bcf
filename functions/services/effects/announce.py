"""Telling a queue which rows are owed: as they become so, and again what nobody took up in time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from functions.observing import trace
from functions.ports import Announcement, Clock, Outbox, OutboxRow, Queue

GRACE = timedelta(minutes=2)
"""How long a row that is due may wait for its message before the sweep tells of it again."""
AT_ONCE = 1000
"""Rows that one sweep tells of; the earliest come first, so that a long backlog is told of by and by."""


@dataclass(frozen=True, slots=True)
class Relay:
    """Tells a queue of each row as it becomes owed.

    ``owed_by`` reads it from a record of what changed in the store; ``None`` if that was something else.
    """

    queue: Queue
    clock: Clock
    owed_by: Callable[[Mapping[str, Any]], Announcement | None]

    def pass_on(self, records: Mapping[str, Mapping[str, Any]]) -> list[str]:
        """From records by their number, the numbers of those that the queue did not take."""
        owed = {number: row for number, record in records.items() if (row := self.owed_by(record))}
        refused = self.queue.announce(list(owed.values()), self.clock.now())
        return [number for number, row in owed.items() if row.row_id in refused]


@dataclass(frozen=True, slots=True)
class Swept:
    """How many rows were found unclaimed, and how many of them the queue did not take."""

    found: int
    refused: int


@dataclass(frozen=True, slots=True)
class Announcer:
    """Tells a queue of what nobody took up."""

    queue: Queue
    outbox: Outbox
    clock: Clock

    def sweep(self) -> Swept:
        """Tell again of rows that have been due for a while and are in nobody's hands.

        Their message was lost, lay among the dead, or was not sent because they were due too late; or the
        worker who held one is gone. Raises ``StoreUnavailable``.
        """
        now = self.clock.now()
        rows = self.outbox.ready(now - GRACE, AT_ONCE)
        refused = self.queue.announce([announced(row) for row in rows], now)
        return Swept(len(rows), len(refused))


def announced(row: OutboxRow) -> Announcement:
    """What a queue may know of a row."""
    return Announcement(row.id, row.not_before, trace.origin_of(row.payload).id)
