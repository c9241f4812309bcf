"""The sample province's portal, built once and served behind the gateway with its strict policy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from chalice.app import Chalice

from functions.entrypoints.gateway import Gateway
from publisher.build import build

ROOT = Path(__file__).parents[2]


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the portal is served."""
    folder = tmp_path_factory.mktemp("portal")
    build(ROOT / "content", folder, ROOT / "pelicanconf.py", date(2026, 11, 25))
    front = Gateway(Chalice(app_name="none"), folder / "www", 2**20)
    with make_server("127.0.0.1", 0, front, handler_class=Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
