"""Archived versions of declarations in SQLite."""

from __future__ import annotations

import json

from functions.adapters.sqlite.database import Database, dump
from functions.domain.model import JSON


class SqliteVersions:
    """See :class:`functions.ports.VersionArchive`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, version: str, compiled: JSON) -> None:
        if self._database.row("SELECT 1 FROM version WHERE hash = ?", (version,)) is None:
            row = (version, dump(compiled))
            self._database.write(
                lambda connection: connection.execute("INSERT OR IGNORE INTO version VALUES (?, ?)", row)
            )

    def get(self, version: str) -> JSON | None:
        row = self._database.row("SELECT compiled FROM version WHERE hash = ?", (version,))
        return None if row is None else dict(json.loads(row[0]))
