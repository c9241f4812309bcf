"""One file that holds many small records: appended to, read by place, rewritten when half of it is waste.

Ten thousand files of a few kilobytes would cost more to make than what they hold. A record that was not
written to its end, or was damaged, is found by its checksum and counts as missing.
"""

from __future__ import annotations

import errno
import os
import zlib
from collections.abc import Iterable
from pathlib import Path

Place = tuple[int, int, int]
"""Where a record stands: offset, length, checksum."""
NOWHERE: Place = (0, 0, -1)
"""The place of nothing: no record has a negative checksum."""


class Pack:
    """An open pack. Forked processes may read it and append to it too: each opens it for itself."""

    def __init__(self, path: Path) -> None:
        self._path, self._file, self._opened_by = path, -1, 0
        path.parent.mkdir(parents=True, exist_ok=True)

    @property
    def size(self) -> int:
        return os.fstat(self._handle()).st_size

    def append(self, record: bytes) -> Place:
        """Store one record and say where. The system gives each write its place, whoever writes beside us.

        Raises :class:`OSError` when the disk is full.
        """
        file = self._handle()
        if os.write(file, record) < len(record):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self._path))
        return (os.lseek(file, 0, os.SEEK_CUR) - len(record), len(record), zlib.crc32(record))

    def read(self, place: Place) -> bytes | None:
        """A record, or None where it is missing or damaged."""
        offset, length, checksum = place
        record = os.pread(self._handle(), length, offset)
        return record if zlib.crc32(record) == checksum else None

    def _handle(self) -> int:
        if self._opened_by != os.getpid():
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            self._opened_by = os.getpid()
        return self._file

    def keep_only(self, places: Iterable[Place]) -> list[Place]:
        """Write the pack anew with these records; returns their new places, in the same order."""
        fresh = self._path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        other = Pack(fresh)
        moved = []
        for place in places:
            record = self.read(place)
            moved.append(NOWHERE if record is None else other.append(record))
        other.close()
        self.close()
        fresh.replace(self._path)
        return moved

    def close(self) -> None:
        if self._opened_by == os.getpid():
            os.close(self._file)
        self._opened_by = 0
