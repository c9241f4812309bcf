"""``motcua serve`` as a process of its own, on a free port, over the state of a test."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from functions.bootstrap import World

ROOT = Path(__file__).parents[2]
MOTCUA = Path(sys.executable).parent / "motcua"
PATIENCE = 60.0
"""Seconds after which a test gives up; nothing is measured by it."""


@dataclass
class Served:
    """A running server."""

    address: str
    process: subprocess.Popen[str]

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def stop(self) -> int:
        """Ask it to end as a service manager does, and wait for its exit status."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode


@contextmanager
def serving(world: World, **settings: str) -> Iterator[Served]:
    """Started when it answers; killed at the end unless it was stopped."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    named = {"state": str(world.settings.state), "build": str(world.settings.build), "port": port, **settings}
    environment = os.environ | {f"MOTCUA_{name.upper()}": value for name, value in named.items()}
    process = subprocess.Popen(
        [MOTCUA, "serve"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    served = Served(f"http://127.0.0.1:{port}", process)
    try:
        until(lambda: _answers(served))
        yield served
    finally:
        process.kill()
        process.communicate()


def until(holds: Callable[[], object]) -> None:
    """Wait for something that another process or thread brings about."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.02)


def _answers(served: Served) -> bool:
    try:
        return served.get("/suc-khoe")[0] == 200
    except OSError:
        return False
