"""The whole embedded installation of the services' tests, with real servers for what it talks to."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World, open_world
from functions.settings import Settings
from tests.effects.made import EICAR
from tests.effects.mail_server import MailServer
from tests.services.conftest import built, clock, world

__all__ = ["built", "clock", "world"]

OpenWith = Callable[..., World]


@pytest.fixture
def open_with(built: Path, tmp_path: Path, clock: SetClock) -> Iterator[OpenWith]:
    """Opens an installation with settings of its own."""
    opened: list[World] = []

    def open_one(**settings: Any) -> World:
        opened.append(open_world(Settings(state=tmp_path / "var", build=built, **settings), clock))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    """A real SMTP server."""
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A real scanner on its port, with a database that knows one thing: the agreed test file."""
    home = tmp_path_factory.mktemp("clamd")
    (home / "test.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    config = home / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {home}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\nStreamMaxLength 1M\n"
    )
    process = subprocess.Popen(["clamd", "-c", config], stdout=subprocess.DEVNULL)
    for _attempt in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield port
    process.terminate()
    process.wait()
