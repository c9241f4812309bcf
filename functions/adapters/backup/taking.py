"""Taking a backup of a portal that goes on serving."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from functions.adapters.backup.copying import copy_file, make_folder, measured
from functions.adapters.backup.manifest import NAME, Entry, Head, Keys, ManifestWriter, read_manifest
from functions.adapters.sqlite.copy import copy_database, require_room
from functions.adapters.sqlite.shape import DatabaseFile
from functions.domain.errors import Conflict, Invalid

KEYS = ("master.key", "tokens.key", "test-authority")
"""What opens and signs. Whoever has these and the rest reads every case."""
TREES = ("files/quarantine", "files/clean", "files/documents", "mail", "sms")
"""In this order: a file that moves on during the copy is met again further on, and never missed."""
STATUS = "backup.json"
_NAMED = re.compile(r"motcua-\d{8}T\d{6}Z(-keys)?")


class Taken(NamedTuple):
    """A backup that appeared."""

    place: Path
    entries: int
    bytes: int
    linked: int
    """Files that the backup before had already; they share the disk."""
    removed: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up."""

    state: Path
    database: Path
    files: str
    """``folder``, or who else keeps the files."""


def take_backup(source: Source, into: Path, keys_into: Path | None, with_keys: bool, keep: int) -> Taken:
    """Copy the database as it is at one moment, then the files that it names, then keys where wanted.

    The order is what makes it whole: files are written before the database names them. ``keep`` is how many
    backups stay in the folder, 0 for all. Raises :class:`Conflict` while another runs there,
    :class:`Invalid` for a folder inside the installation or a disk too small.
    """
    for place in filter(None, (into, keys_into)):
        _require_elsewhere(source.state, place)
    name = f"motcua-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    keys: Keys = "included" if with_keys else "apart" if keys_into else "absent"
    shape = DatabaseFile(source.database).shape()
    head = Head(_now(), version("motcua"), shape, keys, source.files)
    with _alone(into):
        earlier = _newest(into)
        with _appearing(into, name) as partial:
            copy_database(source.database, partial / source.database.name)
            writing = ManifestWriter(partial, head)
            writing.add(measured(partial / source.database.name, source.database.name))
            linked = _copy_trees(source.state, partial, writing, earlier)
            if with_keys:
                _copy_keys(source.state, partial, writing)
            writing.close()
        if keys_into:
            _keys_apart(source.state, keys_into, f"{name}-keys", head, keep)
        removed = _forget(into, keep)
    return Taken(into / name, writing.entries, writing.bytes, linked, removed)


def note(state: Path, **facts: object) -> None:
    """Leave word for the operators' checks: ``state/backup.json``; facts given before stay."""
    path = state / STATUS
    known: dict[str, object] = {}
    with suppress(OSError, ValueError):
        known = json.loads(path.read_text(encoding="utf-8"))
    made = path.with_suffix(f".{os.getpid()}")
    made.write_text(json.dumps(known | facts), encoding="utf-8")
    made.replace(path)


def not_taken(state: Path, database: Path) -> list[str]:
    """Names in the state folder that no backup holds, beyond those that every start makes anew."""
    mine = {*KEYS, "files", "mail", "sms", STATUS, database.name}
    passing = re.compile(re.escape(database.name) + r"(-wal|-shm|\.lock|\.users)|serving\.json|measures\..*")
    return sorted(
        one.name for one in state.iterdir() if one.name not in mine and not passing.fullmatch(one.name)
    )


def _copy_trees(state: Path, partial: Path, writing: ManifestWriter, earlier: Path | None) -> int:
    known = _known(earlier)
    linked = 0
    for tree in TREES:
        for path in sorted((state / tree).rglob("*")):
            name = path.relative_to(state).as_posix()
            with suppress(FileNotFoundError):  # it moved on, or somebody withdrew it
                if not path.is_file():
                    continue
                entry = known.get(name)
                if entry and earlier and _same(path, earlier / name):
                    make_folder((partial / name).parent)
                    (partial / name).hardlink_to(earlier / name)
                    linked += 1
                else:
                    entry = copy_file(path, partial / name, name)
                writing.add(entry)
    return linked


def _same(path: Path, before: Path) -> bool:
    """Files of an installation are never changed in place: same name, size and time is the same file."""
    if not before.is_file():
        return False
    one, other = path.stat(), before.stat()
    return (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)


def _copy_keys(state: Path, partial: Path, writing: ManifestWriter) -> None:
    """After the database: a key that wraps something in the copy is in the file by then."""
    for key in KEYS:
        found = state / key
        for path in [found] if found.is_file() else sorted(found.rglob("*")):
            if path.is_file():
                name = path.relative_to(state).as_posix()
                writing.add(copy_file(path, partial / name, name))


def _keys_apart(state: Path, into: Path, name: str, head: Head, keep: int) -> None:
    with _alone(into):
        with _appearing(into, name) as partial:
            writing = ManifestWriter(partial, head._replace(keys="only", shape=0))
            _copy_keys(state, partial, writing)
            writing.close()
        _forget(into, keep)


@contextmanager
def _appearing(into: Path, name: str) -> Iterator[Path]:
    """A folder that gets its name when it is whole and on the disk, or never."""
    for left in into.glob(".motcua-*.partial"):
        shutil.rmtree(left)
    if (into / name).exists():
        raise Conflict(f"{into / name} was made in this very second. Try again.")
    partial = into / f".{name}.partial"
    partial.mkdir(mode=0o700)
    try:
        yield partial
        os.sync()
        partial.rename(into / name)
        os.sync()
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


@contextmanager
def _alone(into: Path) -> Iterator[None]:
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (into / ".motcua-backup.lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(f"Another backup into {into} is under way.") from None
        yield


def _require_elsewhere(state: Path, place: Path) -> None:
    if place.resolve().is_relative_to(state.resolve()):
        raise Invalid(f"{place} lies in {state} itself, and would go with it. Name a folder on another disk.")
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    require_room(place, 0)


def _backups(into: Path) -> list[Path]:
    """Whole ones, oldest first."""
    found = [one for one in into.iterdir() if _NAMED.fullmatch(one.name) and (one / NAME).is_file()]
    return sorted(found, key=lambda one: one.name)


def _newest(into: Path) -> Path | None:
    return next(iter(_backups(into)[::-1]), None)


def _known(earlier: Path | None) -> dict[str, Entry]:
    if earlier is None:
        return {}
    try:
        return {
            entry.path: entry for entry in read_manifest(earlier).entries if entry.path.startswith("files/")
        }
    except Invalid:
        return {}


def _forget(into: Path, keep: int) -> tuple[Path, ...]:
    old = _backups(into)[:-keep] if keep else []
    for one in old:
        going = into / f".{one.name}.partial"
        one.rename(going)  # half a backup never bears the name of a whole one
        shutil.rmtree(going)
    return tuple(old)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
