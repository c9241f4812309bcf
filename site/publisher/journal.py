"""Putting what was made in place: all of it, also when the process is killed in between.

New files wait in ``<output>/.next/new``, a tree like the output's. Once everything is there, the journal is
put beside them by one rename: from that moment the change is decided. Then each file goes to its place by a
rename, so that every file is whole at all times; versions go before the manifest that names them, and what
vanished is deleted last. A build that finds a journal finishes that change before anything else; waiting
files without a journal were never decided, and are thrown away.

For a few milliseconds visitors may see a new page beside an old list. A change of a whole folder at once
would need a copy of all files for each edit.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from publisher.cache.memory import FOLDER

NEXT = ".next"
NEW = "new"
JOURNAL = "journal.json"
ORDER = ("catalogue", "www", "catalogue.en.json", "catalogue.json", FOLDER)
"""What goes first: a manifest never names a version that is not there, and the notes of what stands in the
output come last."""


@contextmanager
def alone(output: Path) -> Iterator[None]:
    """One build at a time in an output; a second one waits."""
    folder = output / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def begin(output: Path) -> Path:
    """Finish what an earlier build decided, forget what it did not, and give an empty waiting place."""
    if (output / NEXT / JOURNAL).exists():
        _apply(output)
    else:
        discard(output)
    fresh = output / NEXT / NEW
    fresh.mkdir(parents=True)
    return fresh


def commit(output: Path, vanished: Iterable[str]) -> None:
    """Decide, and put in place. ``vanished`` are names below the output."""
    staged = output / NEXT
    note = staged / f"{JOURNAL}.new"
    with note.open("w", encoding="utf-8") as file:
        json.dump({"vanished": sorted(vanished)}, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    note.replace(staged / JOURNAL)
    _apply(output)


def discard(output: Path) -> None:
    """Throw away what waits."""
    shutil.rmtree(output / NEXT, ignore_errors=True)


def _apply(output: Path) -> None:
    """Do what the journal says; every step may have been done before."""
    staged = output / NEXT
    vanished = json.loads((staged / JOURNAL).read_text(encoding="utf-8"))["vanished"]
    for name in ORDER:
        if (staged / NEW / name).exists():
            _merge(staged / NEW / name, output / name)
        if name == "www":
            for gone in vanished:
                _delete(output / gone, output / name)
    shutil.rmtree(staged)


def _merge(source: Path, target: Path) -> None:
    """Move a file, or a tree file by file; a folder that is not there yet is moved as it is."""
    if source.is_dir() and target.is_dir():
        for child in sorted(source.iterdir()):
            _merge(child, target / child.name)
        return
    if target.is_dir():
        shutil.rmtree(target)
    elif source.is_dir():
        target.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _delete(path: Path, root: Path) -> None:
    """Delete a file and the folders that it leaves empty; a folder now standing in its place is new."""
    try:
        path.unlink()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return
    for folder in path.parents:
        if folder == root:
            return
        try:
            folder.rmdir()
        except OSError:
            return
