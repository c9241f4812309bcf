"""A waitress server round the Chalice app, and an end that cuts nobody off."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

from functions.bootstrap import upload_origin
from functions.domain.model import complete
from functions.entrypoints.background import waking
from functions.entrypoints.channel import speak_our_words
from functions.entrypoints.gateway import Gateway
from functions.settings import Settings

GRACE = 30.0
"""Seconds for requests under way when the server ends: a little more than one may take."""
_STILL = 1.0
"""Seconds without a byte after which a connection is let go at the end."""


def make_server(
    portal: Path, settings: Settings, wake: Callable[[], None], listening: socket.socket | None = None
) -> Any:
    """``wake`` is called after each writing request. Without ``listening`` it opens a port of its own."""
    from waitress.server import create_server

    from app import app
    from functions.entrypoints.http import bare_problem

    complete()
    import_module("multipart")  # before threads ask for it: not all of its packagings bear two at once
    most = settings.max_body_mb * 2**20
    beside = {"huong-dan": settings.build / "handbook"}
    server = create_server(
        waking(
            Gateway(app, portal, most, problem=bare_problem, beside=beside, uploads=upload_origin()), wake
        ),
        threads=settings.threads,
        max_request_body_size=4 * most,
        ident=None,
        **_place(settings, listening),
        **_front(settings.proxy),
    )
    speak_our_words(server, bare_problem)
    return server


def _place(settings: Settings, listening: socket.socket | None) -> dict[str, Any]:
    return {"sockets": [listening]} if listening else {"host": settings.host, "port": settings.port}


def _front(proxy: str) -> dict[str, Any]:
    """Whose word on the caller's address is taken: without it all callers share the limits of one address."""
    if not proxy:
        return {"clear_untrusted_proxy_headers": True}
    believed = {"x-forwarded-for", "x-forwarded-proto"}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_headers": believed,
        "clear_untrusted_proxy_headers": True,
    }


class Ending:
    """Set by SIGTERM or SIGINT; wakes whoever registered."""

    def __init__(self, *signals: int) -> None:
        self._told = threading.Event()
        self.wake: Callable[[], None] = lambda: None
        if threading.current_thread() is threading.main_thread():
            for number in signals:
                signal.signal(number, self._end)

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self._told.set()
        self.wake()

    def __bool__(self) -> bool:
        return self._told.is_set()

    def wait(self) -> None:
        self._told.wait()


def serve(server: Any, ending: Ending, grace: float = GRACE) -> None:
    """Answer until the end is told; then take nobody new, and finish what came before.

    The server's own end stops its loop at once, which leaves answers that were made unsent.
    """
    ending.wake = server.pull_trigger
    while not ending:
        _turn(server, 1.0)
    server.accepting = False
    server.del_channel()
    server.socket.close()
    last = time.monotonic() + grace
    while server.active_channels and time.monotonic() < last:
        _let_go(server)
        _turn(server, 0.05)
    server.task_dispatcher.shutdown()
    server.trigger.close()


def _turn(server: Any, seconds: float) -> None:
    server.asyncore.loop(timeout=seconds, use_poll=True, map=server._map, count=1)


def _let_go(server: Any) -> None:
    """A moment's patience with those who were just accepted: what they send is on its way."""
    still = time.time() - _STILL
    for channel in list(server.active_channels.values()):
        busy = channel.requests or channel.request is not None or channel.total_outbufs_len
        if not busy and channel.last_activity < still:
            channel.will_close = True
