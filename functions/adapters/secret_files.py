"""Secrets from a folder with one file each, such as the credentials directory of systemd."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from functions.domain.errors import Fault, Invalid


def read_files(folder: Path, names: Iterable[str]) -> Mapping[str, str]:
    """Those of the names that have a file. Raises :class:`Invalid` naming every file that others may read."""
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for name in names:
        path = folder / name
        if not path.is_file():
            continue
        try:
            if path.stat().st_mode & 0o037:
                faults.append(Fault(str(path), "open", f"Others may read it: run `chmod 600 {path}`."))
            found[name] = path.read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(Fault(str(path), "unreadable", f"It cannot be read: {type(error).__name__}."))
    if faults:
        raise Invalid("The files of secrets do not hold; nothing was started.", faults)
    return found
