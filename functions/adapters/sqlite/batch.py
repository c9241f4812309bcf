"""Writing a batch: the one place where a case's events, lists, effects and claims meet a transaction."""

from __future__ import annotations

import sqlite3

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
    for claim in batch.claims:
        _hold(connection, claim)
    seq, head = _follow(connection, batch)
    for event in batch.events:
        _insert_event(connection, event)
        seq, head = event.seq, event.hash
    if batch.wrapped_key is not None:
        connection.execute("INSERT INTO case_key VALUES (?, ?)", (batch.case_id, batch.wrapped_key))
    if batch.projection is not None:
        put_projection(connection, batch.projection)
    for row in batch.outbox:
        _enqueue(connection, row)
    if batch.draft_id is not None:
        connection.execute("DELETE FROM draft WHERE id = ?", (batch.draft_id,))
    return Appended(batch.case_id, seq, head)


def put_projection(connection: sqlite3.Connection, made: Projection) -> bool:
    """Store the projection and its desks unless a newer one stands; says whether it did."""
    due = None if made.due is None else stamp(made.due)
    desks = dump([(desk.office_id, desk.role) for desk in made.desks])
    names = (made.code, made.slug, made.version, made.state, made.status)
    row = (made.case_id, made.seq, *names, desks, due, dump(made.data), made.sealed)
    if connection.execute(_PROJECT, row).rowcount == 0:
        return False
    connection.execute("DELETE FROM desk WHERE case_id = ?", (made.case_id,))
    for desk in set(made.desks):
        connection.execute(
            "INSERT INTO desk VALUES (?, ?, ?, ?, ?)",
            (desk.office_id, desk.role, made.status, due or NEVER, made.case_id),
        )
    return True


def _hold(connection: sqlite3.Connection, claim: Claim) -> None:
    row = (claim.key, claim.value)
    if connection.execute("INSERT INTO claim VALUES (?, ?) ON CONFLICT DO NOTHING", row).rowcount == 0:
        (held,) = connection.execute("SELECT value FROM claim WHERE key = ?", (claim.key,)).fetchone()
        raise Duplicate(_("Việc này đã được thực hiện trước đó."), held)


def _follow(connection: sqlite3.Connection, batch: Batch) -> tuple[int, str]:
    """The end of the chain, which the batch must continue."""
    row = connection.execute(
        "SELECT seq, hash FROM event WHERE case_id = ? ORDER BY seq DESC LIMIT 1", (batch.case_id,)
    ).fetchone()
    seq, head = row or (0, "")
    broken = seq and batch.events and batch.events[0].prev != head
    if seq != batch.expected_seq or broken:
        raise Conflict(_("Hồ sơ vừa được thay đổi ở nơi khác. Hãy tải lại trang rồi làm tiếp."))
    return seq, head


def _insert_event(connection: sqlite3.Connection, event: StoredEvent) -> None:
    body = (event.type, event.at, event.actor, dump(event.data), event.sealed, event.prev, event.hash)
    connection.execute(
        "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (event.case_id, event.seq, *body)
    )


def _enqueue(connection: sqlite3.Connection, row: OutboxRow) -> None:
    ready = stamp(row.not_before)
    body = (row.case_id, row.kind, dump(row.payload), ready, row.attempts, row.state, row.last_error)
    connection.execute(
        "INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?) ON CONFLICT (id) DO NOTHING",
        (row.id, *body, ready),
    )
