"""The embedded store: one SQLite file with write-ahead log, synced at every commit, commits in groups."""

from __future__ import annotations

from pathlib import Path

from functions.adapters.sqlite.cases import SqliteCases
from functions.adapters.sqlite.database import Database
from functions.adapters.sqlite.drafts import SqliteDrafts
from functions.adapters.sqlite.limits import SqliteLimits
from functions.adapters.sqlite.officers import SqliteOfficers
from functions.adapters.sqlite.outbox import SqliteOutbox
from functions.adapters.sqlite.versions import SqliteVersions

__all__ = ["Database", "SqliteStore"]


class SqliteStore:
    """See :class:`functions.ports.Store`. Several processes may open one file; open after any ``fork``."""

    def __init__(self, path: Path, patience: float = 30.0) -> None:
        self.database = Database(path, patience)
        self.cases = SqliteCases(self.database)
        self.outbox = SqliteOutbox(self.database)
        self.drafts = SqliteDrafts(self.database)
        self.versions = SqliteVersions(self.database)
        self.limits = SqliteLimits(self.database)
        self.officers = SqliteOfficers(self.database)

    def check(self) -> None:
        """Take a turn of the writer, writing nothing."""
        self.database.write(lambda connection: None)

    def close(self) -> None:
        self.database.close()
