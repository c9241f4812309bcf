"""The file as a whole: who has it open, which shape it has, and bringing it into another."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from functions.adapters.sqlite.copy import copy_database
from functions.adapters.sqlite.migrations import (
    NEWEST,
    Step,
    differences,
    history,
    mended,
    shape_of,
    steps,
    take,
)
from functions.adapters.sqlite.writer import empty_log, exclusive
from functions.domain.errors import Conflict, Fault, Invalid


class DatabaseFile:
    """One SQLite file before anybody works with it.

    Whoever has the file open holds a shared lock on ``<file>.users``; who changes its shape needs it alone.
    """

    newest = NEWEST
    """The shape of this program."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turns = path.with_name(path.name + ".lock")
        self._users = path.with_name(path.name + ".users")

    def shape(self) -> int:
        """Raises :class:`Invalid` where there is no file, or none of ours."""
        if not self.path.is_file():
            raise Invalid(f"There is no database at {self.path}.")
        with closing(self._connect()) as connection:
            return shape_of(connection)

    def differences(self) -> list[Fault]:
        """Where the file is not as its shape says."""
        with closing(self._connect()) as connection:
            return differences(connection, shape_of(connection))

    def history(self) -> Sequence[tuple[str, int, int, str]]:
        """Steps taken so far: when, from, to, and by which release."""
        with closing(self._connect()) as connection:
            return history(connection)

    def plan(self, to: int) -> list[Step]:
        """The steps to a shape."""
        return steps(self.shape(), to)

    def open_up(self) -> int:
        """Make the file if need be, bring it to the newest shape, stay its user; a handle to close at last.

        Before an older file is changed a copy is put beside it. Raises :class:`Conflict` when others have it
        open, since they would work on a shape that they do not know.
        """
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with exclusive(self._turns):
            users = os.open(self._users, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
                with closing(self._connect()) as connection:
                    if shape_of(connection) < NEWEST:
                        _alone(users)
                        self._take_all(connection, NEWEST)
                    empty_log(connection)
                fcntl.flock(users, fcntl.LOCK_SH)
            except BaseException:
                os.close(users)
                raise
        return users

    def migrate(self, to: int) -> Path | None:
        """Take all steps to a shape, nobody else at it; where the copy of before lies, if one was made.

        A step that fails leaves the file at the last one that held.
        """
        with self._alone_with_it() as connection:
            return self._take_all(connection, to)

    def mend(self) -> list[str]:
        """Make missing indexes and triggers anew. Raises :class:`Invalid` naming what cannot be mended."""
        with self._alone_with_it() as connection:
            shape = shape_of(connection)
            names = mended(connection, shape)
            if faults := differences(connection, shape):
                raise Invalid(
                    "The database is not as its shape says, and cannot be mended here: restore a backup.",
                    faults,
                )
            return names

    def _take_all(self, connection: sqlite3.Connection, to: int) -> Path | None:
        present = shape_of(connection)
        copy = None
        if present and present != to:
            copy = self.path.with_name(f"{self.path.name}.shape-{present}")
            copy.unlink(missing_ok=True)  # left by a run that ended before its first step
            copy_database(self.path, copy)
        for step in steps(present, to):
            take(connection, step, _program())
        return copy

    @contextmanager
    def _alone_with_it(self) -> Iterator[sqlite3.Connection]:
        with exclusive(self._turns):
            users = os.open(self._users, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                _alone(users)
                with closing(self._connect()) as connection:
                    yield connection
            finally:
                os.close(users)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        return connection


def _alone(users: int) -> None:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Conflict(
            "Other programs have the database open, and its shape may not change under them. "
            "Stop “motcua serve” and all other motcua commands, then try again. Nothing was changed."
        ) from None


def _program() -> str:
    try:
        return version("motcua")
    except PackageNotFoundError:
        return ""
