"""What a command takes: seconds, and the most memory that it and all its processes held together."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PAGE = os.sysconf("SC_PAGE_SIZE")
EVERY = 0.02
"""Seconds between two looks at the memory."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One run."""

    seconds: float
    mebibytes: float
    cpu: float = 0.0
    """Seconds of processor time, of all processes: what a busy machine distorts least."""


def run(command: Sequence[str], cwd: Path, env: Mapping[str, str] | None = None) -> Taken:
    """Run to the end. Raises :class:`RuntimeError` with the end of its output when it fails."""
    with tempfile.TemporaryFile("w+") as log:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
        peak = Peak(process.pid)
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = code = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
        if code:
            log.seek(0)
            raise RuntimeError(f"{command[0]} failed with {code}: {log.read()[-2000:]}")
    return Taken(seconds, peak.stop() / 2**20, used.ru_utime + used.ru_stime)


class Peak:
    """Looks at the memory of a process and of all that it started, until told to stop.

    Pages that forked processes share count once for each of them: the figure is an upper bound.
    """

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._ended = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """The most bytes seen."""
        self._ended.set()
        self._thread.join()
        return self._most

    def _look(self) -> None:
        while not self._ended.wait(EVERY):
            self._most = max(self._most, sum(_resident(pid) for pid in _family(self._pid)))


def _family(pid: int) -> list[int]:
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = (task / "children").read_text().split()
            found += [one for child in children for one in _family(int(child))]
    except OSError:  # ended since
        pass
    return found


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0
