"""Folders, who may read them, and the room on their disks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from functions.bootstrap.doctor.finding import Check, Finding
from functions.settings import Settings

_OTHERS = 0o077
_OPEN_FOR_ALL = 0o007


def state(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """What the installation stores lies where it may write, and where nobody else may read."""
    folder = settings.state
    where = f"MOTCUA_STATE={folder}"
    if not folder.exists():
        yield Finding("state", "warning", where, "There is nothing yet", "The first “motcua serve” makes it.")
        return
    if not folder.is_dir() or not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Finding(
            "state",
            "fault",
            where,
            "It cannot be written to",
            f"chown it to this account (uid {os.geteuid()}).",
        )
        return
    if folder.stat().st_mode & _OPEN_FOR_ALL:
        yield Finding(
            "state", "fault", where, "Everybody on this machine may look inside", f"chmod 700 {folder}"
        )
    else:
        yield Finding("state", "ok", where, "Written by this account, closed to all others")
    yield from (_open(path) for path in _secret_files(folder) if path.stat().st_mode & _OTHERS)


def _secret_files(folder: Path) -> list[Path]:
    named = [folder / "master.key", folder / "tokens.key"]
    return [path for path in [*named, *folder.glob("test-authority/*")] if path.is_file()]


def _open(path: Path) -> Finding:
    return Finding("state", "fault", str(path), "Others than this account may read it", f"chmod 600 {path}")


def room(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """There is room for what comes."""
    folder = next((one for one in (settings.state, *settings.state.parents) if one.exists()), Path())
    free, least = shutil.disk_usage(folder).free // 2**20, settings.disk_free_mb
    where = f"disk of {folder.absolute()}"
    if free < least:
        mend = f"Make room: below {least} MB (MOTCUA_DISK_FREE_MB) the portal takes nothing in."
        yield Finding("room", "fault", where, f"{free} MB are free", mend)
    elif free < 4 * least:
        yield Finding("room", "warning", where, f"{free} MB are free", "Make room soon.")
    else:
        yield Finding("room", "ok", where, f"{free} MB are free")


def build(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The portal and the theme are there."""
    for path, setting, mend in (
        (
            settings.build / "www" / "index.html",
            "MOTCUA_BUILD",
            "Run “motcua build”, or correct the setting.",
        ),
        (settings.templates / "templates", "MOTCUA_TEMPLATES", "Name the folder of the theme."),
    ):
        if path.exists():
            yield Finding("build", "ok", str(path), "It is there")
        else:
            yield Finding("build", "fault", setting, f"There is no {path}", mend)


CHECKS: dict[str, Check] = {"state": state, "room": room, "build": build}
