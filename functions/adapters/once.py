"""Writing a file once and for good: whole, synced, and never over one that stands there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_once(path: Path, content: bytes, temporary: Path) -> bool:
    """False when the file was there. ``temporary`` is a folder on the same disk, for what is half written.

    A link, unlike a rename, never replaces: of two writers one wins, and the other changes nothing.
    """
    handle, place = tempfile.mkstemp(dir=temporary)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(place)
    except FileExistsError:
        return False
    finally:
        Path(place).unlink()
    _sync(path.parent)
    return True


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
