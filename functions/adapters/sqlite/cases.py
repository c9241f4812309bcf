"""Cases in SQLite: numbers, chains of events, keys, and the lists folded from them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection
from typing import Any

from functions.adapters.sqlite.batch import apply, put_projection
from functions.adapters.sqlite.database import Database, moment
from functions.ports import Appended, Batch, Desk, InboxPage, Projection, StoredEvent

_ANY_STATUS = range(11)
_COLUMNS = "case_id, seq, code, slug, version, state, status, desks, due, data, sealed"
_IDS = """
    WITH RECURSIVE known(id) AS (
        SELECT min(case_id) FROM event WHERE case_id > ?
        UNION ALL
        SELECT (SELECT min(case_id) FROM event WHERE case_id > known.id) FROM known WHERE id NOTNULL)
    SELECT id FROM known WHERE id NOTNULL LIMIT ?"""


class SqliteCases:
    """See :class:`functions.ports.CaseStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take_number(self, counter: str) -> int:
        return self._database.write(lambda connection: _next(connection, counter))

    def append(self, batch: Batch) -> Appended:
        return self._database.write(lambda connection: apply(connection, batch))

    def append_numbered(self, counter: str, make: Callable[[int], Batch]) -> int:
        """One transaction, so that a refused batch gives its number back."""

        def write(connection: sqlite3.Connection) -> int:
            number = _next(connection, counter)
            apply(connection, make(number))
            return number

        return self._database.write(write)

    def events(self, case_id: str) -> list[StoredEvent]:
        rows = self._database.read(
            "SELECT case_id, seq, type, at, actor, data, sealed, prev, hash FROM event "
            "WHERE case_id = ? ORDER BY seq",
            (case_id,),
        )
        return [_event(*row) for row in rows]

    def case_id_of(self, claim_key: str) -> str | None:
        row = self._database.row("SELECT value FROM claim WHERE key = ?", (claim_key,))
        return None if row is None else str(row[0])

    def wrapped_key(self, case_id: str) -> bytes | None:
        row = self._database.row("SELECT wrapped FROM case_key WHERE case_id = ?", (case_id,))
        return None if row is None else bytes(row[0])

    def destroy_key(self, case_id: str) -> bool:
        def destroy(connection: sqlite3.Connection) -> bool:
            done = connection.execute("DELETE FROM case_key WHERE case_id = ?", (case_id,))
            return done.rowcount == 1

        return self._database.write(destroy, scrub=True)

    def projection(self, case_id: str) -> Projection | None:
        return next(iter(self._projections([case_id])), None)

    def replace_projection(self, projection: Projection) -> bool:
        return self._database.write(lambda connection: put_projection(connection, projection))

    def inbox(
        self,
        office_id: str,
        roles: Collection[str],
        statuses: Collection[int] = (),
        after: str | None = None,
        limit: int = 50,
    ) -> InboxPage:
        """A short range for each role and status, merged: finished cases cost the open ones nothing."""
        due, _bar, last = (after or "").partition("|")
        found: set[tuple[str, str]] = set()
        for role in set(roles):
            for status in set(statuses) or _ANY_STATUS:
                found.update(self._lying(office_id, role, status, due, last, limit + 1))
        page = sorted(found)
        more = "|".join(page[limit - 1]) if len(page) > limit else None
        return InboxPage(tuple(self._projections([case_id for _due, case_id in page[:limit]])), more)

    def all_case_ids(self, after: str = "", limit: int = 1000) -> list[str]:
        return [row[0] for row in self._database.read(_IDS, (after, limit))]

    def _lying(
        self, office_id: str, role: str, status: int, due: str, last: str, limit: int
    ) -> list[tuple[Any, ...]]:
        return self._database.read(
            "SELECT due, case_id FROM desk WHERE office_id = ? AND role = ? AND status = ? "
            "AND (due, case_id) > (?, ?) ORDER BY due, case_id LIMIT ?",
            (office_id, role, status, due, last, limit),
        )

    def _projections(self, case_ids: list[str]) -> list[Projection]:
        marks = ",".join("?" * len(case_ids))
        rows = self._database.read(
            f"SELECT {_COLUMNS} FROM projection WHERE case_id IN ({marks})",  # noqa: S608 (only marks)
            case_ids,
        )
        by_id = {row[0]: _projection(*row) for row in rows}
        return [by_id[case_id] for case_id in case_ids if case_id in by_id]


def _next(connection: sqlite3.Connection, counter: str) -> int:
    (value,) = connection.execute(
        "INSERT INTO number VALUES (?, 1) "
        "ON CONFLICT (counter) DO UPDATE SET value = value + 1 RETURNING value",
        (counter,),
    ).fetchone()
    return int(value)


def _event(
    case_id: str,
    seq: int,
    type_: str,
    at: str,
    actor: str,
    data: str,
    sealed: bytes | None,
    prev: str,
    hash_: str,
) -> StoredEvent:
    return StoredEvent(case_id, seq, type_, at, actor, json.loads(data), sealed, prev, hash_)


def _projection(
    case_id: str,
    seq: int,
    code: str,
    slug: str,
    version: str,
    state: str,
    status: int,
    desks: str,
    due: str | None,
    data: str,
    sealed: bytes | None,
) -> Projection:
    places = tuple(Desk(*desk) for desk in json.loads(desks))
    by = None if due is None else moment(due)
    return Projection(case_id, seq, code, slug, version, state, status, places, by, json.loads(data), sealed)
