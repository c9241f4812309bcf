"""Blobs as files of one folder, an area a subfolder. Durable and whole, or not there.

A blob is written beside its place, synced, and renamed; the folders on its way are synced too, since a
synced file in a folder that was not synced may be gone after a power cut.

What must be kept until a day has a second name, a hard link below ``kept/<day>``, readable only: deleting or
writing over the blob leaves that one. It holds against our own mistakes, not against who owns the disk.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from functions.adapters.blob_names import AREAS, away, missing, safe
from functions.ports import Area

_STALE = 24 * 3600
"""Seconds after which a half-written file is known to be of a process that died."""


class FolderBlobs:
    """See :class:`functions.ports.BlobStore`. One file system holds all areas: moving is renaming."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"
        self._kept = root / "kept"
        with _translated():
            for name in (*AREAS, self._incoming.name):
                _make_folder(root / name)
            self._let_go()
            for left in self._incoming.iterdir():
                if left.stat().st_mtime < time.time() - _STALE:
                    left.unlink(missing_ok=True)

    def put(self, name: str, data: bytes, area: Area, keep_until: datetime | None = None) -> None:
        target = self._path(name, area)
        with _translated():
            _make_folder(target.parent)
            temporary = self._write(data)
            try:
                if keep_until:
                    self._keep(temporary, name, area, keep_until)
                temporary.replace(target)
            except OSError:
                temporary.unlink(missing_ok=True)
                raise
            _sync_folder(target.parent)

    def get(self, name: str, area: Area) -> bytes:
        path = self._path(name, area)
        with _translated():
            try:
                return path.read_bytes()
            except FileNotFoundError:
                raise missing() from None

    def move(self, name: str, from_area: Area, to_area: Area) -> None:
        source, target = self._path(name, from_area), self._path(name, to_area)
        with _translated():
            _make_folder(target.parent)
            try:
                source.replace(target)
            except FileNotFoundError:
                if not target.is_file():
                    raise missing() from None
            _sync_folder(target.parent)
            if source.parent.is_dir():
                _sync_folder(source.parent)

    def delete(self, name: str, area: Area) -> None:
        path = self._path(name, area)
        with _translated():
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                _sync_folder(path.parent)

    def exists(self, name: str, area: Area) -> bool:
        path = self._path(name, area)
        with _translated():
            return path.is_file()

    def names(self, area: Area, before: datetime) -> Iterator[str]:
        """By the time of writing, which moving keeps."""
        root = self._root / area
        with _translated():
            for path in root.rglob("*"):
                with suppress(FileNotFoundError):  # it went while we looked
                    if path.is_file() and path.stat().st_mtime < before.timestamp():
                        yield path.relative_to(root).as_posix()

    def _path(self, name: str, area: Area) -> Path:
        return self._root / area / safe(name, area)

    def _keep(self, file: Path, name: str, area: Area, until: datetime) -> None:
        """Give a file a second name for as long; the day is rounded up."""
        day = (until.astimezone(UTC) + timedelta(days=1)).date()
        second = self._kept / day.isoformat() / area / f"{name}~{secrets.token_hex(4)}"
        _make_folder(second.parent)
        file.chmod(0o400)
        second.hardlink_to(file)
        _sync_folder(second.parent)

    def _let_go(self) -> None:
        """Remove second names whose day is past; a day that cannot be read is kept."""
        if not self._kept.is_dir():
            return
        for folder in self._kept.iterdir():
            with suppress(ValueError):
                if date.fromisoformat(folder.name) < datetime.now(UTC).date():
                    shutil.rmtree(folder, ignore_errors=True)  # another process may be at it

    def _write(self, data: bytes) -> Path:
        """A synced temporary file, readable to its owner only (``mkstemp``)."""
        handle, place = tempfile.mkstemp(dir=self._incoming)
        path = Path(place)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise away() from error


def _make_folder(folder: Path) -> None:
    """Make what is missing on the way down, and sync each parent that got a child."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
