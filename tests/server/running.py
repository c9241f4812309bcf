"""``motcua serve`` as a service manager runs it: on a free port, in as many processes as a test wants."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from functions.entrypoints.serving import standing
from tests.effects.serving import PATIENCE, Served, until
from tests.server.commands import ROOT

SERVE = (sys.executable, "-c", "from functions.entrypoints.cli import main; main()", "serve")


@dataclass
class Running(Served):
    """A supervisor with its processes, or one process alone."""

    state: Path = field(default_factory=Path)
    log: Path = field(default_factory=Path)

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def pids(self, role: str = "") -> list[int]:
        """Of the processes that are ready."""
        said = standing.read(self.state)
        parts = said["parts"] if said else []
        return [one["pid"] for one in parts if one["ready"] and role in ("", one["role"])]

    def ready(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.get("/san-sang")[1])
        return answer


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def alive(pid: int) -> bool:
    """Zombies of processes that this one did not start count as gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@contextmanager
def running(
    state: Path, build: Path, processes: int = 2, before: tuple[str, ...] = (), **settings: object
) -> Iterator[Running]:
    """Started when all processes are ready. ``before`` stands before the command, as ``env`` might."""
    port = free_port()
    log = state.parent / f"serve-{port}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    named = {"state": state, "build": build, "port": port, "processes": processes, **settings}
    environment = os.environ | {f"MOTCUA_{name.upper()}": str(value) for name, value in named.items()}
    with log.open("w") as out:
        process = subprocess.Popen(
            [*before, *SERVE], cwd=ROOT, env=environment, stdout=out, stderr=out, text=True
        )
    served = Running(f"http://127.0.0.1:{port}", process, state, log)
    try:
        until(lambda: process.poll() is not None or _stands(served, processes))
        assert process.poll() is None, log.read_text()
        yield served
    finally:
        _end(process)


def _stands(served: Running, processes: int) -> bool:
    if processes > 1:
        return len(served.pids()) == processes + 1
    try:
        return served.get("/suc-khoe")[0] == 200
    except OSError:
        return False


def _end(process: subprocess.Popen[str]) -> None:
    """As a service manager would: told first, killed if it will not go."""
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def while_it_lasts(holds: Callable[[], bool]) -> Iterator[None]:
    """Turns of a loop that ends with a condition, or with the test's patience."""
    end = time.monotonic() + PATIENCE
    while holds():
        assert time.monotonic() < end, "it never ended"
        yield
