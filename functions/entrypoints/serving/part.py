"""One process of several: a web server on the shared socket, or the one that does what is owed.

Everything that a process must not share (connections, threads, native libraries) is opened here, in a new
interpreter and never across a fork.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path

from functions.bootstrap import World, world
from functions.domain.errors import MotcuaError
from functions.entrypoints.background import Background
from functions.entrypoints.cli import report
from functions.entrypoints.logs import write_logs
from functions.entrypoints.serving.web import Ending, make_server, serve

READY = b"r"


def main() -> None:
    """Arguments: the role, then open files: to say ready, to hear life, for wakes, and for ``web`` to listen.

    Exit status: 0 told to end; 1 the installation does not hold (said on stderr).
    """
    role, *numbers = sys.argv[1:]
    ready, life, wakes, *listening = map(int, numbers)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches everybody; the supervisor tells in order
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    ending = Ending(signal.SIGTERM)
    threading.Thread(target=_follow, args=(life,), name="life", daemon=True).start()
    try:
        here = world()
        write_logs(here.settings.log_file)
        here.complete()
        try:
            if role == "web":
                _web(here, socket.socket(fileno=listening[0]), ready, wakes, ending)
            else:
                _effects(here, ready, wakes, ending)
        finally:
            here.close()
    except MotcuaError as error:
        report(error)
        sys.exit(1)


def _web(here: World, listening: socket.socket, ready: int, wakes: int, ending: Ending) -> None:
    def wake() -> None:
        with suppress(BlockingIOError):  # full: they are awake
            os.write(wakes, b".")

    portal: Path = here.settings.build / "www"
    server = make_server(portal, here.settings, wake, listening)
    os.write(ready, READY)
    serve(server, ending)


def _effects(here: World, ready: int, wakes: int, ending: Ending) -> None:
    behind = Background(here, here.settings.workers)
    behind.start()
    threading.Thread(target=_hear, args=(wakes, behind), name="wakes", daemon=True).start()
    os.write(ready, READY)
    ending.wait()
    behind.stop()


def _hear(wakes: int, behind: Background) -> None:
    """Each wake is heard by the one who reads it; who missed it looks by itself soon."""
    while os.read(wakes, 4096):
        behind.wake()


def _follow(life: int) -> None:
    """End with the supervisor, however it ended: nobody else would restart or stop us."""
    os.read(life, 1)
    os.kill(os.getpid(), signal.SIGTERM)
