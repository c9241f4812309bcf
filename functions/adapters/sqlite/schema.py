"""The tables, as migrations counted by ``PRAGMA user_version``. Never change one that was released: add.

The shape of a file is the number of migrations that it has been through. Each has a way back, for the day on
which a new release has to be taken out again; what the way back loses is said before it is gone.
"""

from __future__ import annotations

from dataclasses import dataclass

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

_HISTORY = (
    """CREATE TABLE migration (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, from_shape INTEGER NOT NULL, to_shape INTEGER NOT NULL,
        program TEXT NOT NULL) STRICT""",
)


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the shape and its way back, statement by statement, each way in one transaction."""

    name: str
    up: tuple[str, ...]
    down: tuple[str, ...] = ()
    """Empty where there is nothing before."""
    loses: str = ""
    """What the way back throws away, for an operator to agree to."""


MIGRATIONS: tuple[Migration, ...] = (
    Migration("cases, effects, drafts, officers", _FIRST),
    Migration("find effects done long ago", _DONE, ("DROP INDEX outbox_done",)),
    Migration("record every migration", _HISTORY, ("DROP TABLE migration",), "the record of migrations"),
)
