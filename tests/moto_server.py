"""A stand-in for AWS on a port of this machine: moto as a server of its own, which any process may speak to."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 60.0


@contextmanager
def moto_server() -> Iterator[str]:
    """Its address. It forgets everything at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.moto_one_at_a_time", str(port)]
    root = Path(__file__).parents[1]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=root)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(port, process)
        yield address
    finally:
        process.kill()
        process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
            return
        except OSError:
            assert process.poll() is None, "moto ended"
            assert time.monotonic() < end, "moto never answered"
            time.sleep(0.05)
