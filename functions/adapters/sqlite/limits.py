"""Counters by window in SQLite, so that several processes count together and a restart forgets nothing."""

from __future__ import annotations

import math
import sqlite3
from datetime import datetime

from functions.adapters.sqlite.database import Database
from functions.domain.errors import TooMany
from functions.domain.i18n import _


class SqliteLimits:
    """See :class:`functions.ports.Limits`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hit(self, key: str, limit: int, window_seconds: int, now: datetime) -> int:
        at = now.timestamp()
        ends_at = (math.floor(at / window_seconds) + 1) * window_seconds

        def count(connection: sqlite3.Connection) -> int:
            used = _used(connection, key, ends_at)
            if used >= limit:
                seconds = max(1, math.ceil(ends_at - at))
                text = _("Bạn đã thử quá nhiều lần. Hãy thử lại sau {seconds} giây.")
                raise TooMany(text.format(seconds=seconds), seconds)
            if used == 0:
                connection.execute("DELETE FROM hit WHERE ends_at <= ?", (math.floor(at),))
            connection.execute("INSERT OR REPLACE INTO hit VALUES (?, ?, ?)", (key, ends_at, used + 1))
            return limit - used - 1

        return self._database.write(count)


def _used(connection: sqlite3.Connection, key: str, ends_at: int) -> int:
    row = connection.execute("SELECT count FROM hit WHERE key = ? AND ends_at = ?", (key, ends_at)).fetchone()
    return 0 if row is None else int(row[0])
