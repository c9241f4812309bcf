"""Whether a file changed: by its stamp where that is proof, else by its bytes.

A stamp that stands still proves that a file did not change, unless it was changed again within the same
tick of the clock. A stamp younger than :data:`SETTLED` is therefore not kept, and the bytes are read again
the next time. The time of change of the inode (ctime) is part of it, since editors and ``git`` may set a
file's own time back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path

Stamp = tuple[int, int, int, int]
"""mtime and ctime in nanoseconds, size in bytes, inode."""
SETTLED = 100_000_000
"""Nanoseconds after which a further change cannot leave the stamp as it is."""
Keep = Callable[[str], bool]
"""Which files count, by their names."""
NEVER: Stamp = (0, 0, -1, 0)
"""Equals the stamp of no file."""


def stamp_of(stat: os.stat_result) -> Stamp:
    return (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino)


def settled(stamp: Stamp, now: int) -> Stamp:
    """The stamp to remember: :data:`NEVER` while the file is too young for its stamp to prove anything."""
    return stamp if max(stamp[0], stamp[1]) < now - SETTLED else NEVER


def every(_name: str) -> bool:
    return True


def walk(folder: str, keep: Keep, below: str = "") -> Iterator[tuple[str, Stamp]]:
    """Every file below ``folder`` whose name ``keep`` likes, as (relative name, stamp), in no order."""
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from walk(entry.path, keep, f"{below}{entry.name}/")
        elif keep(entry.name):
            try:
                yield below + entry.name, stamp_of(entry.stat())
            except FileNotFoundError:  # gone since the listing, or a link to nowhere
                yield below + entry.name, NEVER


def bytes_digest(raw: bytes) -> str:
    return blake2b(raw, digest_size=16).hexdigest()


class Fingerprints:
    """Digests of files, with the bytes read only where a stamp moved."""

    def __init__(self, known: dict[str, tuple[Stamp, str]]) -> None:
        self.known = known
        """Stamp and digest by path: what is kept between builds."""

    def of(self, path: str, stamp: Stamp | None = None) -> str:
        """The digest of a file's bytes; ``""`` where there is no such file."""
        try:
            if stamp is None:
                stamp = stamp_of(Path(path).stat())
            known = self.known.get(path)
            if known is not None and known[0] == stamp:
                return known[1]
            now = time.time_ns()
            found = bytes_digest(Path(path).read_bytes())
        except OSError:
            self.known.pop(path, None)
            return ""
        self.known[path] = (settled(stamp, now), found)
        return found

    def of_tree(
        self, folder: Path, keep: Callable[[str], bool] = lambda _name: True
    ) -> list[tuple[str, str]]:
        """(relative name, digest) of the files below a folder, sorted; empty where there is none."""
        root = str(folder)
        return sorted((name, self.of(f"{root}/{name}", stamp)) for name, stamp in walk(root, keep))
