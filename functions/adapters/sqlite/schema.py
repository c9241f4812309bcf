"""The tables, as migrations counted by ``PRAGMA user_version``. Never change one that was released: add."""

from __future__ import annotations

import sqlite3

from functions.domain.errors import Invalid

_FIRST = (
    """CREATE TABLE event (
        case_id TEXT NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, at TEXT NOT NULL,
        actor TEXT NOT NULL, data TEXT NOT NULL, sealed BLOB, prev TEXT NOT NULL, hash TEXT NOT NULL,
        PRIMARY KEY (case_id, seq)) STRICT""",
    """CREATE TRIGGER event_stays BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'events are never changed'); END""",
    """CREATE TRIGGER event_remains BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END""",
    "CREATE TABLE claim (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE case_key (case_id TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE number (counter TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE projection (
        case_id TEXT PRIMARY KEY, seq INTEGER NOT NULL, code TEXT NOT NULL, slug TEXT NOT NULL,
        version TEXT NOT NULL, state TEXT NOT NULL, status INTEGER NOT NULL, desks TEXT NOT NULL, due TEXT,
        data TEXT NOT NULL, sealed BLOB) STRICT""",
    """CREATE TABLE desk (
        office_id TEXT NOT NULL, role TEXT NOT NULL, status INTEGER NOT NULL, due TEXT NOT NULL,
        case_id TEXT NOT NULL, PRIMARY KEY (office_id, role, status, due, case_id)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX desk_of_case ON desk (case_id)",
    """CREATE TABLE outbox (
        id TEXT PRIMARY KEY, case_id TEXT NOT NULL, kind TEXT NOT NULL, payload TEXT NOT NULL,
        not_before TEXT NOT NULL, attempts INTEGER NOT NULL, state TEXT NOT NULL, last_error TEXT NOT NULL,
        worker TEXT NOT NULL DEFAULT '', ready_at TEXT NOT NULL,
        CHECK (state IN ('pending', 'claimed', 'done', 'dead'))) STRICT, WITHOUT ROWID""",
    "CREATE INDEX outbox_owed ON outbox (ready_at) WHERE state IN ('pending', 'claimed')",
    "CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead'",
    """CREATE TABLE draft (
        id TEXT PRIMARY KEY, slug TEXT NOT NULL, version TEXT NOT NULL, sealed BLOB NOT NULL,
        expires_at TEXT NOT NULL, files TEXT NOT NULL, revision INTEGER NOT NULL) STRICT""",
    "CREATE INDEX draft_expiry ON draft (expires_at)",
    "CREATE INDEX draft_version ON draft (slug, version)",
    "CREATE TABLE version (hash TEXT PRIMARY KEY, compiled TEXT NOT NULL) STRICT",
    """CREATE TABLE hit (
        key TEXT PRIMARY KEY, ends_at INTEGER NOT NULL, count INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE INDEX hit_end ON hit (ends_at)",
    """CREATE TABLE officer (
        id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, office_id TEXT NOT NULL,
        roles TEXT NOT NULL, password_hash TEXT NOT NULL, position TEXT NOT NULL,
        active INTEGER NOT NULL) STRICT""",
)

_DONE = ("CREATE INDEX outbox_done ON outbox (ready_at) WHERE state = 'done'",)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _DONE)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to the newest shape in one transaction. Raises ``Invalid`` for one newer still."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        (present,) = connection.execute("PRAGMA user_version").fetchone()
        if present > len(MIGRATIONS):
            raise Invalid(
                f"The database has shape {present}; this program knows shapes up to {len(MIGRATIONS)}. "
                "It was written by a newer release: install that one."
            )
        for statements in MIGRATIONS[present:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
