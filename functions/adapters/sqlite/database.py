"""One SQLite file: durable writes through the writer, reads on a connection of each thread."""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from functions.adapters.sqlite.shape import DatabaseFile
from functions.adapters.sqlite.writer import T, Work, Writer, unavailable

_BUSY_MS = 5000
"""How long to wait for a program that holds SQLite's own lock without taking turns (a backup, a shell)."""


class Database:
    """Opens, and where needed makes or migrates, the file. ``patience`` in seconds, see :class:`Writer`."""

    def __init__(self, path: Path, patience: float = 30.0) -> None:
        self._path = path
        self._lock = path.with_name(path.name + ".lock")
        self._local = threading.local()
        self._closed = False
        self._users = self._prepare()
        self._writer = Writer(self._connect, self._lock, patience)

    def write(self, work: Work[T], scrub: bool = False) -> T:
        """Run ``work`` in the writer's transaction; see :meth:`Writer.run`."""
        return self._writer.run(work, scrub)

    def read(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of one query. Sees everything that was acknowledged before."""
        if self._closed:
            raise unavailable()
        try:
            return self._reader().execute(sql, parameters).fetchall()
        except sqlite3.OperationalError as error:
            raise unavailable() from error

    def row(self, sql: str, parameters: Sequence[object] = ()) -> tuple[Any, ...] | None:
        """The only row of a query by key."""
        rows = self.read(sql, parameters)
        return rows[0] if rows else None

    def close(self) -> None:
        """Finish waiting writes; reads under way end by themselves and take their connection along."""
        if not self._closed:
            self._closed = True
            self._writer.close()
            self._local = threading.local()
            os.close(self._users)

    def _prepare(self) -> int:
        """The file is made readable to its owner only; SQLite gives its companions the same rights."""
        try:
            return DatabaseFile(self._path).open_up()
        except (OSError, sqlite3.Error) as error:
            raise unavailable() from error

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        return connection

    def _reader(self) -> sqlite3.Connection:
        reader: sqlite3.Connection | None = getattr(self._local, "reader", None)
        if reader is None:
            # The address escapes ? and #, which mean something in it.
            reader = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=ro",
                uri=True,
                isolation_level=None,
                check_same_thread=False,
            )
            reader.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
            self._local.reader = reader
        return reader


def stamp(moment: datetime) -> str:
    """A moment as text whose order is the order of time. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """The moment of a :func:`stamp`."""
    return datetime.fromisoformat(text)


def dump(value: object) -> str:
    """JSON without spaces, letters as they are."""
    return _ENCODER.encode(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
