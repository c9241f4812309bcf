"""The project's own content, indexed once; and a portal that answers on a free port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from waitress import create_server

from functions import bootstrap
from functions.entrypoints.gateway import Gateway
from publisher.catalogue import load
from tests.entrypoints.browsing import Visitor
from tests.search.built import ROOT, Built, Script, script, site_of, write_index
from tests.services.conftest import built

__all__ = ["built"]

DAY = date(2026, 6, 9)


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The index of the project's own content."""
    content = ROOT / "content"
    return write_index(site_of(load(content, DAY), content, DAY), tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="session")
def browser_code(own: Built) -> Iterator[Script]:
    with script(own.folder) as running:
        yield running


@pytest.fixture
def gateway(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """The whole app over the built portal."""
    from app import app
    from functions.entrypoints.http import bare_problem

    monkeypatch.setenv("MOTCUA_STATE", str(tmp_path / "var"))
    monkeypatch.setenv("MOTCUA_BUILD", str(built))
    bootstrap.world.cache_clear()
    bootstrap.world()  # as the server does, before two threads could open it at once
    yield Gateway(app, built / "www", 2**20, problem=bare_problem)
    bootstrap.world().close()
    bootstrap.world.cache_clear()


@pytest.fixture
def visitor(gateway: Gateway) -> Visitor:
    return Visitor(gateway)


@pytest.fixture
def address(gateway: Gateway) -> Iterator[str]:
    """The server that the embedded way runs."""
    server = create_server(gateway, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
