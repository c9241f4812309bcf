"""From one shape to another, one migration a transaction, and whether a file has the shape that it says."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from functions.adapters.sqlite.schema import MIGRATIONS, Migration
from functions.domain.errors import Fault, Invalid

NEWEST = len(MIGRATIONS)


class Step(NamedTuple):
    """One migration in one direction."""

    number: int
    """Of the migration, from 1."""
    forward: bool
    migration: Migration

    @property
    def to_shape(self) -> int:
        return self.number if self.forward else self.number - 1

    @property
    def lost(self) -> str:
        """What this step throws away; empty for nothing."""
        return "" if self.forward else self.migration.loses

    @property
    def statements(self) -> tuple[str, ...]:
        return self.migration.up if self.forward else self.migration.down


def shape_of(connection: sqlite3.Connection) -> int:
    """How many migrations the file has been through; 0 for an empty one.

    Raises :class:`Invalid` for a file of a newer release, or of another program.
    """
    (shape,) = connection.execute("PRAGMA user_version").fetchone()
    if shape > NEWEST:
        raise Invalid(
            f"The database has shape {shape}; this program knows shapes up to {NEWEST}. It was written by a "
            f"newer release: install that one, or run its “motcua migrate --to {NEWEST}” first."
        )
    tables = {name for kind, name in _parts(connection) if kind == "table"}
    wanted = {name for kind, name in expected(shape) if kind == "table"}
    if shape == 0 and tables:
        raise Invalid(f"The file holds tables of another program ({', '.join(sorted(tables))}).")
    if missing := sorted(wanted - tables):
        raise Invalid(
            f"The database says that it has shape {shape}, but lacks: {', '.join(missing)}. A change of its "
            "shape was left half done by hand: restore a backup (“motcua restore”). Nothing was changed."
        )
    return int(shape)


def steps(present: int, to: int) -> list[Step]:
    """What leads from one shape to the other. Raises :class:`Invalid` for a shape that cannot be reached."""
    if not 1 <= to <= NEWEST:
        raise Invalid(f"There is no shape {to}: this program knows shapes 1 to {NEWEST}.")
    if to >= present:
        return [Step(n, True, MIGRATIONS[n - 1]) for n in range(present + 1, to + 1)]
    return [Step(n, False, MIGRATIONS[n - 1]) for n in range(present, to, -1)]


def take(connection: sqlite3.Connection, step: Step, program: str = "") -> None:
    """One step and its record, together or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        (before,) = connection.execute("PRAGMA user_version").fetchone()
        for statement in step.statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {step.to_shape}")
        if ("table", "migration") in _parts(connection):
            row = (datetime.now(UTC).isoformat(timespec="seconds"), before, step.to_shape, program)
            connection.execute(
                "INSERT INTO migration (at, from_shape, to_shape, program) VALUES (?, ?, ?, ?)", row
            )
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def differences(connection: sqlite3.Connection, shape: int) -> list[Fault]:
    """Where the file is not as its shape says; indexes and triggers that are gone can be :func:`mended`."""
    found, wanted = _parts(connection), expected(shape)
    faults = []
    for part in sorted(wanted.keys() | found.keys()):
        kind, name = part
        if part not in found:
            faults.append(Fault(name, "missing", f"This {kind} is missing."))
        elif part not in wanted:
            faults.append(Fault(name, "unknown", f"This {kind} is none of ours."))
        elif found[part] != wanted[part]:
            faults.append(Fault(name, "other", f"This {kind} has another shape than it should."))
    return faults


def mended(connection: sqlite3.Connection, shape: int) -> list[str]:
    """Make missing indexes and triggers anew, from nothing but the tables; their names."""
    found, wanted = _parts(connection), expected(shape)
    names = [part for part in sorted(wanted) if part not in found and part[0] != "table"]
    connection.execute("BEGIN IMMEDIATE")
    try:
        for part in names:
            connection.execute(wanted[part])
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
    return [name for _kind, name in names]


def history(connection: sqlite3.Connection) -> Sequence[tuple[str, int, int, str]]:
    """When each step was taken, oldest first; empty before the shape that records it."""
    if ("table", "migration") not in _parts(connection):
        return ()
    return connection.execute(
        "SELECT at, from_shape, to_shape, program FROM migration ORDER BY id"
    ).fetchall()


@cache
def expected(shape: int) -> dict[tuple[str, str], str]:
    """Every table, index and trigger of a shape, by kind and name, with its statement."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for migration in MIGRATIONS[:shape]:
            for statement in migration.up:
                made.execute(statement)
        return _parts(made)
    finally:
        made.close()


def _parts(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Without those that SQLite makes by itself."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    return {(kind, name): sql for kind, name, sql in rows}
