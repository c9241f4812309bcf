"""What git knows of a file: how often it changed, when last, by whom, and who approved it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from functions.domain.errors import Unavailable

_COMMIT, _PART = "\x1e", "\x1f"
_FORMAT = f"{_COMMIT}%h{_PART}%an{_PART}%cs{_PART}%(trailers:key=Approved-by,valueonly,separator=%x2C )"


@dataclass(slots=True)
class History:
    """The commits of one file. ``approver`` is of the last one, from its ``Approved-by:`` line."""

    revisions: int = 0
    last: str = ""
    author: str = ""
    day: date | None = None
    approver: str = ""
    changed: bool = False
    """Whether the file differs from its last commit."""


def histories(root: Path, folders: Sequence[str]) -> Mapping[str, History]:
    """Histories by the file's name below ``root``; files that git does not know are absent.

    Without git, or outside a work tree, nothing is known and nothing is made up. One reading of the log
    serves all files.
    Raises :class:`Unavailable` where git is there but fails.
    """
    git = shutil.which("git")
    if git is None or not _tracked(git, root):
        return {}
    found: dict[str, History] = {}
    log = _run(
        git, root, "log", f"--format={_FORMAT}", "--name-only", "--no-renames", "--relative", "--", *folders
    )
    for commit in log.split(_COMMIT)[1:]:
        head, *names = [line for line in commit.splitlines() if line]
        for name in names:
            _count(found.setdefault(name, History()), head)
    for line in _run(git, root, "status", "--porcelain", "--no-renames", "-z", "--", *folders).split("\0"):
        name = _below(git, root, line[3:])
        if line and name in found:
            found[name].changed = True
    return found


def _count(history: History, head: str) -> None:
    """Take in one commit; the first that is seen is the last that was made."""
    history.revisions += 1
    if history.revisions == 1:
        history.last, history.author, day, history.approver = head.split(_PART)
        history.day = date.fromisoformat(day)


def _below(git: str, root: Path, name: str) -> str:
    """``status -z`` names files from the top of the work tree."""
    prefix = _run(git, root, "rev-parse", "--show-prefix").strip() if name else ""
    return name.removeprefix(prefix)


def _tracked(git: str, root: Path) -> bool:
    command = [git, "-C", str(root), "rev-parse", "--is-inside-work-tree", "--verify", "HEAD"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 - fixed words


def _run(git: str, root: Path, *arguments: str) -> str:
    command = [git, "-C", str(root), "-c", "core.quotepath=off", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    if done.returncode:
        raise Unavailable(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout
