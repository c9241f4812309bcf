"""Making an installation from a backup, in a place where none is."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from functions.adapters.backup.copying import copy_file, make_folder, measured
from functions.adapters.backup.manifest import Entry, Manifest, read_manifest, strangers
from functions.adapters.local_keys import LocalKeys
from functions.adapters.sqlite.copy import require_room, require_whole
from functions.adapters.sqlite.shape import DatabaseFile
from functions.domain.errors import Conflict, Fault, Invalid

_SHOWN = 20
_EMPTY = ("mail/new", "mail/cur", "mail/tmp")
"""Folders that a mailbox must have even when nothing is in them."""
_VIETNAM = timedelta(hours=7)
_LOCAL_FORMAT = 1


class Restored(NamedTuple):
    """What came back."""

    manifest: Manifest
    held: int
    """Notices set aside."""
    owed: int
    """Effects that will be done."""


class Restoring(NamedTuple):
    """A backup, the keys that go with it, and how careful to be."""

    backup: Path
    keys: Path | None
    without_keys: bool
    hold_notices: bool
    skip_numbers: int

    def check(self) -> Manifest:
        """Hold every file against the manifest. Raises :class:`Invalid` naming the faults."""
        manifest = read_manifest(self.backup)
        _require(self.backup, _faults(self.backup, manifest))
        return manifest

    def into(self, target: Path, database: str) -> Restored:
        """Appears as a whole, or not. Raises :class:`Conflict` where something is already."""
        manifest = self._opened(target)
        require_room(target.parent, manifest.bytes)
        partial = target.with_name(f".{target.name}.restoring")
        shutil.rmtree(partial, ignore_errors=True)
        make_folder(partial)
        try:
            _bring(self.backup, manifest, partial)
            if self.keys and manifest.head.keys != "included":
                _bring(self.keys, read_manifest(self.keys), partial)
            restored = self._prepared(partial, database, manifest)
            if target.is_dir():
                target.rmdir()
            os.sync()
            partial.rename(target)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
        return restored

    def _opened(self, target: Path) -> Manifest:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise Conflict(
                f"{target} is not empty. A backup is never restored over an installation: name another "
                "folder, or move this one away first. Nothing was changed."
            )
        manifest = read_manifest(self.backup)
        if manifest.head.keys == "only":
            raise Invalid(f"{self.backup} holds keys only: give it as --keys, and the backup itself as well.")
        if self.keys and read_manifest(self.keys).head.keys != "only":
            raise Invalid(f"{self.keys} is no backup of keys: give the one whose name ends in -keys.")
        if manifest.head.keys != "included" and not self.keys and not self.without_keys:
            raise Invalid(
                f"The keys are not in {self.backup}, and without them its cases cannot be read. Name "
                "their backup with --keys, or pass --without-keys and put the key files there first."
            )
        return manifest

    def _prepared(self, partial: Path, database: str, manifest: Manifest) -> Restored:
        path = partial / database
        if not path.is_file():
            raise Invalid(f"{self.backup} holds no {database}.")
        require_whole(path)
        for folder in _EMPTY:
            make_folder(partial / folder)
        file = DatabaseFile(path)
        if file.shape() < file.newest and (copy := file.migrate(file.newest)):
            copy.unlink()  # the backup itself is the copy
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            if not self.without_keys:
                _require_keys(connection, partial / "master.key", path)
            held = _hold(connection) if self.hold_notices else 0
            owed = _let_go(connection)
            _skip(connection, self.skip_numbers)
        return Restored(manifest, held, owed)


def _faults(folder: Path, manifest: Manifest) -> Iterator[Fault]:
    yield from strangers(folder, manifest)
    for entry in manifest.entries:
        if (fault := _differs(folder, entry)) is not None:
            yield fault


def _differs(folder: Path, entry: Entry) -> Fault | None:
    path = folder / entry.path
    if not path.is_file():
        return Fault(entry.path, "missing", "This file is missing.")
    if (size := path.stat().st_size) < entry.size:
        return Fault(entry.path, "truncated", f"This file is cut off: {size} of {entry.size} bytes.")
    if measured(path, entry.path) != entry:
        return Fault(entry.path, "altered", "This file is not what was backed up.")
    return None


def _bring(folder: Path, manifest: Manifest, partial: Path) -> None:
    """Copied and held against the manifest in one go."""
    _require(folder, strangers(folder, manifest))
    faults: list[Fault] = []
    for entry in manifest.entries:
        source = folder / entry.path
        if not source.is_file() or copy_file(source, partial / entry.path, entry.path) != entry:
            faults.append(
                _differs(folder, entry) or Fault(entry.path, "unstable", "This file reads differently.")
            )
    _require(folder, faults)


def _require(folder: Path, faults: Iterable[Fault]) -> None:
    found = list(faults)
    if found:
        more = f", the first {_SHOWN} of them here" if len(found) > _SHOWN else ""
        raise Invalid(
            f"The backup {folder} does not hold: {len(found)} files are at fault{more}. Take another backup. "
            "Nothing was restored.",
            found[:_SHOWN],
        )


def _require_keys(connection: sqlite3.Connection, master: Path, database: Path) -> None:
    """Every case's key must have been wrapped by a master key that came along."""
    known = LocalKeys(master, database).ids() if master.is_file() else frozenset()
    rows = connection.execute(
        "SELECT substr(wrapped, 1, 1), substr(wrapped, 2, 8), count(*) FROM case_key GROUP BY 1, 2"
    )
    needed: Counter[str] = Counter()
    for kind, key_id, count in rows:
        if bytes(kind) == bytes([_LOCAL_FORMAT]) and bytes(key_id) not in known:
            needed[bytes(key_id).hex()] += count
    if needed:
        named = ", ".join(f"{key_id} ({count} cases)" for key_id, count in needed.items())
        raise Invalid(
            f"The keys that came are not those of this backup; missing: {named}. Nothing was restored."
        )


def _hold(connection: sqlite3.Connection) -> int:
    said = "Held: it may have gone out between the backup and the restoring."
    held = (
        "UPDATE outbox SET state = 'dead', last_error = ? "
        "WHERE kind = 'notify' AND state IN ('pending', 'claimed')"
    )
    return connection.execute(held, (said,)).rowcount


def _let_go(connection: sqlite3.Connection) -> int:
    """Nobody works on what was claimed when the backup was taken."""
    free = "UPDATE outbox SET state = 'pending', worker = '', ready_at = not_before WHERE state = 'claimed'"
    connection.execute(free)
    (owed,) = connection.execute("SELECT count(*) FROM outbox WHERE state = 'pending'").fetchone()
    return int(owed)


def _skip(connection: sqlite3.Connection, gap: int) -> None:
    """Case numbers given out after the backup were lost with their cases, and must not come again.

    Counters are by office and day: today's of every office known here goes ahead by ``gap``.
    """
    today = f"{datetime.now(UTC) + _VIETNAM:%y%m%d}"
    offices = {
        counter.rpartition(":")[0]
        for (counter,) in connection.execute("SELECT counter FROM number WHERE counter LIKE 'case-code:%'")
    }
    ahead = (
        "INSERT INTO number VALUES (?, ?) ON CONFLICT (counter) DO UPDATE SET value = value + excluded.value"
    )
    connection.executemany(ahead, [(f"{office}:{today}", gap) for office in sorted(offices)] if gap else [])
