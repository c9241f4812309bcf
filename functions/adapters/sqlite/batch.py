"""Writing a batch: the one place where a case's events, lists, effects and claims meet a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from functions.adapters.sqlite.database import dump, stamp
from functions.domain.errors import Conflict, Duplicate
from functions.domain.i18n import _
from functions.ports import Appended, Batch, Claim, OutboxRow, Projection, StoredEvent

NEVER = "9999"
"""Sorts after every stamp: cases without a due moment come last."""


_PROJECT = """
    INSERT INTO projection VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (case_id) DO UPDATE SET
        seq = excluded.seq, code = excluded.code, slug = excluded.slug, version = excluded.version,
        state = excluded.state, status = excluded.status, desks = excluded.desks, due = excluded.due,
        data = excluded.data, sealed = excluded.sealed
    WHERE excluded.seq >= projection.seq"""


def apply(connection: sqlite3.Connection, batch: Batch) -> Appended:
    """Write the batch inside the caller's transaction; raises ``Duplicate`` or ``Conflict``."""
    _hold(connection, batch.claims)
    seq, head = _follow(connection, batch) if batch.expected_seq else (0, "")
    if batch.events:
        _insert_events(connection, batch.events)
        seq, head = batch.events[-1].seq, batch.events[-1].hash
    if batch.wrapped_key is not None:
        connection.execute("INSERT INTO case_key VALUES (?, ?)", (batch.case_id, batch.wrapped_key))
    if batch.projection is not None:
        put_projection(connection, batch.projection, new=batch.expected_seq == 0)
    _enqueue(connection, batch.outbox)
    if batch.draft_id is not None:
        connection.execute("DELETE FROM draft WHERE id = ?", (batch.draft_id,))
    return Appended(batch.case_id, seq, head)


def put_projection(connection: sqlite3.Connection, made: Projection, new: bool = False) -> bool:
    """Store the projection and its desks unless a newer one stands; says whether it did.

    A ``new`` case lies on no desk yet.
    """
    due = None if made.due is None else stamp(made.due)
    desks = dump([(desk.office_id, desk.role) for desk in made.desks])
    names = (made.code, made.slug, made.version, made.state, made.status)
    row = (made.case_id, made.seq, *names, desks, due, dump(made.data), made.sealed)
    if connection.execute(_PROJECT, row).rowcount == 0:
        return False
    if not new:
        connection.execute("DELETE FROM desk WHERE case_id = ?", (made.case_id,))
    places = [(one.office_id, one.role, made.status, due or NEVER, made.case_id) for one in set(made.desks)]
    connection.executemany("INSERT INTO desk VALUES (?, ?, ?, ?, ?)", places)
    return True


def _hold(connection: sqlite3.Connection, claims: Sequence[Claim]) -> None:
    if not claims:
        return
    marks = ", ".join(["(?, ?)"] * len(claims))
    values = [text for claim in claims for text in (claim.key, claim.value)]
    try:
        connection.execute(f"INSERT INTO claim VALUES {marks}", values)  # noqa: S608 (only marks)
    except sqlite3.IntegrityError:
        for claim in claims:
            held = connection.execute("SELECT value FROM claim WHERE key = ?", (claim.key,)).fetchone()
            if held:
                raise Duplicate(_("Việc này đã được thực hiện trước đó."), held[0]) from None
        raise


def _follow(connection: sqlite3.Connection, batch: Batch) -> tuple[int, str]:
    """The end of the chain, which the batch must continue. A new case's first event finds out by itself."""
    row = connection.execute(
        "SELECT seq, hash FROM event WHERE case_id = ? ORDER BY seq DESC LIMIT 1", (batch.case_id,)
    ).fetchone()
    seq, head = row or (0, "")
    broken = seq and batch.events and batch.events[0].prev != head
    if seq != batch.expected_seq or broken:
        raise _moved_on()
    return seq, head


def _insert_events(connection: sqlite3.Connection, events: Sequence[StoredEvent]) -> None:
    rows = [
        (one.case_id, one.seq, one.type, one.at, one.actor, dump(one.data), one.sealed, one.prev, one.hash)
        for one in events
    ]
    try:
        connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    except sqlite3.IntegrityError as error:
        raise _moved_on() from error


def _moved_on() -> Conflict:
    return Conflict(_("Hồ sơ vừa được thay đổi ở nơi khác. Hãy tải lại trang rồi làm tiếp."))


def _enqueue(connection: sqlite3.Connection, rows: Sequence[OutboxRow]) -> None:
    written = []
    for row in rows:
        ready = stamp(row.not_before)
        body = (row.case_id, row.kind, dump(row.payload), ready, row.attempts, row.state, row.last_error)
        written.append((row.id, *body, ready))
    connection.executemany(
        "INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?) ON CONFLICT (id) DO NOTHING", written
    )
