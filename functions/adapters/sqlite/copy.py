"""A whole copy of a database while others read and write it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from functions.domain.errors import Invalid, StoreUnavailable

_SPARE = 64 * 2**20
"""Bytes that a copy leaves free on the disk."""


def copy_database(source: Path, target: Path) -> None:
    """Write ``target``, one file, checked and synced, as the database was at one moment.

    In one step: with several, each commit of another process would begin the copy anew, for ever perhaps.
    Readers and writers go on meanwhile; the log grows by what they write. Raises :class:`Invalid` where the
    disk is too small, :class:`StoreUnavailable` for a source that cannot be read or is broken.
    """
    require_room(target.parent, _size(source))
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(_reading(source)) as reader, closing(sqlite3.connect(target)) as writer:
            reader.backup(writer, pages=-1)
            # A copy with a log beside it would be two files again.
            writer.execute("PRAGMA journal_mode = DELETE")
        require_whole(target)
        _sync(target)
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise StoreUnavailable(
            f"The database {source} could not be copied ({type(error).__name__})."
        ) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def require_whole(path: Path) -> None:
    """Raises :class:`Invalid` for a database whose pages do not hold together."""
    with closing(_reading(path, immutable=True)) as reader:
        try:
            (said,) = reader.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError:
            said = "not a database"
    if said != "ok":
        raise Invalid(f"The database {path} is damaged.")


def require_room(folder: Path, needed: int) -> None:
    """Raises :class:`Invalid` when a disk has not that many bytes to spare."""
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    free = shutil.disk_usage(there).free
    if free < needed + _SPARE:
        raise Invalid(
            f"{folder} has {free // 2**20} MiB free; {(needed + _SPARE) // 2**20 + 1} MiB are needed. "
            "Make room, or name another folder. Nothing was changed."
        )


def _size(source: Path) -> int:
    log = source.with_name(source.name + "-wal")
    return source.stat().st_size + (log.stat().st_size if log.exists() else 0)


def _reading(path: Path, immutable: bool = False) -> sqlite3.Connection:
    mode = "immutable=1" if immutable else "mode=ro"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, isolation_level=None)
    connection.execute("PRAGMA busy_timeout = 5000")
    return connection


def _sync(path: Path) -> None:
    for place, kind in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY | os.O_DIRECTORY)):
        handle = os.open(place, kind)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
