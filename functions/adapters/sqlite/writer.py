"""One thread writes, many callers wait: whatever waits together is committed, and synced, together.

Each caller's work runs in a savepoint of the shared transaction, so that one refusal undoes itself only.
Several processes take turns by a file lock round the transaction; SQLite's own waiting starves one side.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Literal, TypeVar

from functions.domain.errors import StoreUnavailable
from functions.domain.i18n import _

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

_GROUP = 256
"""Jobs in one transaction: enough to share a sync, few enough to give the other process its turn soon."""


def _held() -> threading.Lock:
    lock = threading.Lock()
    lock.acquire()
    return lock


@dataclass(slots=True)
class _Job:
    """``context`` carries the caller's language into the writing thread."""

    work: Work[Any]
    scrub: bool
    context: Context = field(default_factory=copy_context)
    waited_for: threading.Lock = field(default_factory=_held)
    """Held until there is an answer: cheaper than a condition, and one caller alone waits for it."""
    stage: Literal["waiting", "taken", "forsaken"] = "waiting"
    value: Any = None
    refusal: Exception | None = None

    def answer(self, value: Any, refusal: Exception | None) -> None:
        self.value, self.refusal = value, refusal
        self.waited_for.release()


def unavailable() -> StoreUnavailable:
    """What a caller hears of a full disk, a lock or a broken file; the cause goes to the log."""
    return StoreUnavailable(_("Hệ thống tạm thời chưa lưu hoặc chưa đọc được. Hãy thử lại sau ít phút."))


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock that all processes of one database share."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def empty_log(connection: sqlite3.Connection) -> bool:
    """Write the log into the database and cut it off; False when a reader was in the way.

    Never waits for the reader: a backup reads for minutes, and everybody behind the turn would wait too.
    """
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        (busy, _log, _done) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")
    return not busy


class Writer:
    """``patience`` is how many seconds a caller waits for its turn before it is told to come again."""

    def __init__(self, connect: Callable[[], sqlite3.Connection], lock: Path, patience: float) -> None:
        self._connect, self._lock, self._patience = connect, lock, patience
        self._connection: sqlite3.Connection | None = None
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._scrub_owed = False
        self._thread = threading.Thread(target=self._serve, name="sqlite-writer", daemon=True)
        self._thread.start()

    def run(self, work: Work[T], scrub: bool = False) -> T:
        """The result of ``work``, durable. What it raises undoes it and is raised here.

        With ``scrub`` the log is emptied into the database after, so that deleted bytes leave both. A
        caller that lost patience was not served and never will be: nothing is half done.
        """
        job = _Job(work, scrub)
        with self._gate:
            if self._closed or not self._thread.is_alive():
                raise unavailable()
            self._queue.put(job)
        self._wait_for(job)
        if job.refusal is not None:
            raise job.refusal
        value: T = job.value
        return value

    def close(self) -> None:
        """Write what waits, then end the thread and its connection."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _wait_for(self, job: _Job) -> None:
        if job.waited_for.acquire(timeout=self._patience):
            return
        with self._gate:
            if job.stage == "waiting":
                job.stage = "forsaken"
                raise unavailable()
        job.waited_for.acquire()

    def _serve(self) -> None:
        going = True
        while going:
            jobs: list[_Job] = []
            going = self._gather(jobs, wait=True)
            if jobs:
                going = self._take_turn(jobs) and going
        self._finish()

    def _take_turn(self, jobs: list[_Job]) -> bool:
        going = True
        try:
            with exclusive(self._lock):
                going = self._gather(jobs, wait=False)
                self._take(jobs)
                answers = self._transact(jobs)
        except Exception as error:  # the thread must outlive whatever happens: everybody waits for it
            self._discard()
            self._take(jobs)
            answers = [(None, _because(error))] * len(jobs)
        for job, (value, refusal) in zip(jobs, answers, strict=True):
            job.answer(value, refusal)
        return going

    def _take(self, jobs: list[_Job]) -> None:
        """From here on each caller waits for its answer; those who went away are left out."""
        with self._gate:
            jobs[:] = [job for job in jobs if job.stage != "forsaken"]
            for job in jobs:
                job.stage = "taken"

    def _gather(self, jobs: list[_Job], wait: bool) -> bool:
        """Add waiting jobs; False when the last one has come."""
        try:
            while len(jobs) < _GROUP:
                job = self._queue.get(block=wait)
                if job is None:
                    return False
                jobs.append(job)
                if wait:
                    break
        except Empty:
            pass
        return True

    def _transact(self, jobs: list[_Job]) -> list[tuple[Any, Exception | None]]:
        connection = self._connection = self._connection or self._connect()
        connection.execute("BEGIN IMMEDIATE")
        answers = [_attempt(connection, job) for job in jobs]
        connection.execute("COMMIT")
        self._scrub_owed = self._scrub_owed or any(job.scrub for job in jobs)
        self._scrub(connection)
        return answers

    def _scrub(self, connection: sqlite3.Connection) -> None:
        """What a slow reader prevents now is tried again after the next commit, and on opening."""
        if self._scrub_owed:
            with suppress(sqlite3.Error):
                self._scrub_owed = not empty_log(connection)

    def _discard(self) -> None:
        """After a failure begin with a new connection; closing the old one rolls back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _finish(self) -> None:
        with suppress(OSError), exclusive(self._lock):
            self._discard()


def _attempt(connection: sqlite3.Connection, job: _Job) -> tuple[Any, Exception | None]:
    connection.execute("SAVEPOINT job")
    try:
        value = job.context.run(job.work, connection)
    except Exception as error:
        if not connection.in_transaction:
            raise  # SQLite gave up the whole transaction (full disk): nobody in it was served
        connection.execute("ROLLBACK TO job")
        connection.execute("RELEASE job")
        return None, _because(error) if isinstance(error, sqlite3.OperationalError) else error
    connection.execute("RELEASE job")
    return value, None


def _because(error: Exception) -> StoreUnavailable:
    answer = unavailable()
    answer.__cause__ = error
    return answer
