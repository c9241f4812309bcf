"""moto as a server that answers one request at a time: as shipped, two threads may pass one condition together.

Run by :mod:`tests.moto_server`; the argument is the port.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

_served = DomainDispatcherApplication(create_backend_app)
_turn = Lock()


def in_turn(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The answer is whole before the next turn begins."""
    with _turn:
        return list(_served(environ, start_response))


if __name__ == "__main__":
    run_simple("127.0.0.1", int(sys.argv[1]), in_turn, threaded=True)
