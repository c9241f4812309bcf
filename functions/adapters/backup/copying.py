"""Copying files with their digest, readable to their owner only."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from functions.adapters.backup.manifest import Entry

_PIECE = 2**20


def copy_file(source: Path, target: Path, name: str) -> Entry:
    """Copy content and time of change, and say what was written. Raises ``OSError``."""
    make_folder(target.parent)
    digest, size = hashlib.sha256(), 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as reading, os.fdopen(handle, "wb") as writing:
        while piece := reading.read(_PIECE):
            digest.update(piece)
            writing.write(piece)
            size += len(piece)
        stat = os.fstat(reading.fileno())
    os.utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    return Entry(name, size, digest.hexdigest())


def make_folder(folder: Path) -> None:
    """For its owner only, all the way down; ``mkdir`` itself leaves parents open to others."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def measured(path: Path, name: str) -> Entry:
    """What a file that is there would be entered as."""
    digest = hashlib.sha256()
    with path.open("rb") as reading:
        while piece := reading.read(_PIECE):
            digest.update(piece)
    return Entry(name, path.stat().st_size, digest.hexdigest())
