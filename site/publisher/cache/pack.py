"""One file that holds many small records: appended to, read by place, rewritten when half of it is waste.

Ten thousand files of a few kilobytes would cost more to make than what they hold. A record that was not
written to its end, or was damaged, is found by its checksum and counts as missing.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable
from pathlib import Path

Place = tuple[int, int, int]
"""Where a record stands: offset, length, checksum."""
NOWHERE: Place = (0, 0, -1)
"""The place of nothing: no record has a negative checksum."""


class Pack:
    """An open pack. Reading is safe in forked processes; writing is for one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        self.size = os.fstat(self._file).st_size

    def append(self, record: bytes) -> Place:
        """Store one record and say where."""
        place = (self.size, len(record), zlib.crc32(record))
        _write(self._file, record, self.size)
        self.size += len(record)
        return place

    def read(self, place: Place) -> bytes | None:
        """A record, or None where it is missing or damaged."""
        offset, length, checksum = place
        record = os.pread(self._file, length, offset)
        return record if zlib.crc32(record) == checksum else None

    def keep_only(self, places: Iterable[Place]) -> list[Place]:
        """Write the pack anew with these records; returns their new places, in the same order."""
        fresh = self._path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        other = Pack(fresh)
        moved = []
        for place in places:
            record = self.read(place)
            moved.append(NOWHERE if record is None else other.append(record))
        self.close()
        fresh.replace(self._path)
        self._file, self.size = other._file, other.size
        return moved

    def close(self) -> None:
        os.close(self._file)


def _write(file: int, record: bytes, offset: int) -> None:
    rest = memoryview(record)
    while rest:
        written = os.pwrite(file, rest, offset)
        rest, offset = rest[written:], offset + written
