"""Effects owed, in SQLite. One statement claims, so that no two workers hold a row."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from functions.adapters.sqlite.batch import apply
from functions.adapters.sqlite.database import Database, moment, stamp
from functions.ports import Batch, OutboxRow, OutboxState

_COLUMNS = "id, case_id, kind, payload, not_before, attempts, state, last_error"
_CLAIM = f"""
    UPDATE outbox SET state = 'claimed', worker = ?, ready_at = ?, attempts = attempts + 1
    WHERE id IN (SELECT id FROM outbox WHERE state IN ('pending', 'claimed') AND ready_at <= ?
                 ORDER BY ready_at LIMIT ?)
    RETURNING {_COLUMNS}"""  # noqa: S608 (constants)
_CLAIM_ROW = f"""
    UPDATE outbox SET state = 'claimed', worker = ?, ready_at = ?, attempts = attempts + 1
    WHERE id = ? AND state IN ('pending', 'claimed') AND ready_at <= ? RETURNING {_COLUMNS}"""  # noqa: S608
_READY = f"""
    SELECT {_COLUMNS} FROM outbox WHERE state IN ('pending', 'claimed') AND ready_at <= ?
    ORDER BY ready_at LIMIT ?"""  # noqa: S608 (constants)
_COMPLETE = "UPDATE outbox SET state = 'done' WHERE id = ? AND worker = ? AND state = 'claimed'"
_RETRY = """
    UPDATE outbox SET last_error = ?, not_before = ?, ready_at = ?, state = 'pending', worker = ''
    WHERE id = ? AND worker = ? AND state = 'claimed'"""
_BURY = "UPDATE outbox SET last_error = ?, state = 'dead' WHERE id = ? AND worker = ? AND state = 'claimed'"
_REVIVE = """
    UPDATE outbox SET state = 'pending', worker = '', attempts = 0, ready_at = not_before
    WHERE id = ? AND state = 'dead'"""


class SqliteOutbox:
    """See :class:`functions.ports.Outbox`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def claim(self, worker: str, now: datetime, lease_seconds: int, limit: int) -> list[OutboxRow]:
        if not self._ready(now):
            return []
        lapse = stamp(now + timedelta(seconds=lease_seconds))

        def take(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
            return connection.execute(_CLAIM, (worker, lapse, stamp(now), limit)).fetchall()

        return sorted(map(_row, self._database.write(take)), key=lambda row: (row.not_before, row.id))

    def claim_row(self, row_id: str, worker: str, now: datetime, lease_seconds: int) -> OutboxRow | None:
        lapse = stamp(now + timedelta(seconds=lease_seconds))

        def take(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
            return connection.execute(_CLAIM_ROW, (worker, lapse, row_id, stamp(now))).fetchall()

        return next(map(_row, self._database.write(take)), None)

    def ready(self, before: datetime, limit: int) -> list[OutboxRow]:
        return [_row(row) for row in self._database.read(_READY, (stamp(before), limit))]

    def complete(self, row_id: str, worker: str, follow_up: Batch | None = None) -> bool:
        def finish(connection: sqlite3.Connection) -> bool:
            done = connection.execute(_COMPLETE, (row_id, worker))
            if done.rowcount == 0:
                return False
            if follow_up is not None:
                apply(connection, follow_up)
            return True

        return self._database.write(finish)

    def retry(self, row_id: str, worker: str, not_before: datetime, error: str) -> bool:
        ready = stamp(not_before)
        return self._change(_RETRY, (error, ready, ready, row_id, worker))

    def bury(self, row_id: str, worker: str, error: str) -> bool:
        return self._change(_BURY, (error, row_id, worker))

    def dead(self, limit: int = 100) -> list[OutboxRow]:
        rows = self._database.read(
            f"SELECT {_COLUMNS} FROM outbox WHERE state = 'dead' ORDER BY id LIMIT ?",  # noqa: S608
            (limit,),
        )
        return [_row(row) for row in rows]

    def revive(self, row_id: str) -> bool:
        return self._change(_REVIVE, (row_id,))

    def purge_done(self, before: datetime, limit: int = 500) -> int:
        """Found by reading, so that no writer waits for the search."""
        rows = self._database.read(
            "SELECT id FROM outbox WHERE state = 'done' AND ready_at <= ? LIMIT ?", (stamp(before), limit)
        )
        if not rows:
            return 0
        gone = "DELETE FROM outbox WHERE id = ? AND state = 'done'"
        self._database.write(lambda connection: connection.executemany(gone, rows))
        return len(rows)

    def counts(self) -> Mapping[OutboxState, int]:
        rows = self._database.read(
            "SELECT state, count(*) FROM outbox WHERE state IN ('pending', 'claimed') GROUP BY state "
            "UNION ALL SELECT 'dead', count(*) FROM outbox WHERE state = 'dead'"
        )
        counted: dict[OutboxState, int] = {"pending": 0, "claimed": 0, "dead": 0}
        return counted | dict(rows)

    def _ready(self, now: datetime) -> bool:
        """Whether claiming is worth a write: an idle worker costs the disk nothing."""
        sql = "SELECT 1 FROM outbox WHERE state IN ('pending', 'claimed') AND ready_at <= ? LIMIT 1"
        return self._database.row(sql, (stamp(now),)) is not None

    def _change(self, sql: str, parameters: tuple[str, ...]) -> bool:
        return self._database.write(lambda connection: connection.execute(sql, parameters).rowcount == 1)


def _row(row: tuple[Any, ...]) -> OutboxRow:
    row_id, case_id, kind, payload, not_before, *rest = row
    return OutboxRow(row_id, case_id, kind, json.loads(payload), moment(not_before), *rest)
