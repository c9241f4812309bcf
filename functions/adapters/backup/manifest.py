"""What a backup holds, one JSON object a line: a head, each file with size and SHA-256, and an end.

The end has the digest of all lines before it: a manifest that was cut off or changed does not pass for whole.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Literal, NamedTuple

from functions.domain.errors import Fault, Invalid

NAME = "manifest.jsonl"
FORMAT = 1
Keys = Literal["included", "apart", "absent", "only"]
"""Where the keys are: in it, in a backup of their own, in none; or in it and nothing else."""


class Entry(NamedTuple):
    """One file of a backup."""

    path: str
    """Below the backup, with ``/``."""
    size: int
    sha256: str


class Head(NamedTuple):
    """What a backup is of."""

    made_at: str
    program: str
    """Release that made it."""
    shape: int
    """Of its database; 0 without one."""
    keys: Keys
    files: str
    """``folder`` for files that are in it; else where they are kept."""


class Manifest(NamedTuple):
    """A whole one."""

    head: Head
    entries: tuple[Entry, ...]

    @property
    def bytes(self) -> int:
        return sum(entry.size for entry in self.entries)


class ManifestWriter:
    """Writes line by line, since an installation may have millions of files."""

    def __init__(self, folder: Path, head: Head) -> None:
        (folder / NAME).touch(mode=0o600)
        self._out = (folder / NAME).open("w", encoding="utf-8", newline="\n")
        self._digest = hashlib.sha256()
        self.entries = self.bytes = 0
        self._line({"format": FORMAT, **head._asdict()})

    def add(self, entry: Entry) -> None:
        self._line(entry._asdict())
        self.entries += 1
        self.bytes += entry.size

    def close(self) -> None:
        """Nothing counts before this."""
        self._line({"entries": self.entries, "bytes": self.bytes, "sha256": self._digest.hexdigest()})
        self._out.close()

    def _line(self, content: dict[str, Any]) -> None:
        line = json.dumps(content, ensure_ascii=False) + "\n"
        self._digest.update(line.encode())
        self._out.write(line)


def read_manifest(folder: Path) -> Manifest:
    """Raises :class:`Invalid` for a folder that is no backup, or none that this release understands."""
    path = folder / NAME
    if not path.is_file():
        raise Invalid(f"{folder} is no backup, or its making was cut off: it has no {NAME}.")
    try:
        *lines, end = _lines(path)
        head, *rest = [json.loads(line) for line in lines]
        closing = json.loads(end)
    except ValueError:
        raise Invalid(f"The manifest {path} is cut off or altered. Take another backup.") from None
    if head.get("format") != FORMAT:
        raise Invalid(
            f"{folder} is of format {head.get('format')}, made by motcua {head.get('program', '?')}; "
            f"this release reads format {FORMAT}. Restore it with the release that made it."
        )
    digest = hashlib.sha256("".join(lines).encode()).hexdigest()
    if (closing.get("entries"), closing.get("sha256")) != (len(rest), digest):
        raise Invalid(f"The manifest {path} is cut off or altered. Take another backup.")
    head.pop("format")
    return Manifest(Head(**head), tuple(Entry(**each) for each in rest))


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from file


def strangers(folder: Path, manifest: Manifest) -> Iterator[Fault]:
    """What is in the folder and not in its manifest, or would leave the folder that it is restored into."""
    known = {entry.path for entry in manifest.entries} | {NAME}
    for entry in manifest.entries:
        if entry.path.startswith("/") or ".." in PurePosixPath(entry.path).parts:
            yield Fault(entry.path, "outside", "This path leaves the backup.")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or (path.is_file() and name not in known):
            yield Fault(name, "unknown", "The manifest does not know this file.")
