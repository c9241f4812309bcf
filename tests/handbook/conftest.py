"""The handbook of this tree, generated and built once, and a server that shows it as ``motcua serve`` does."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from functions.entrypoints.gateway import Gateway
from publisher.catalogue import Content, load
from publisher.commands.check import today
from publisher.handbook.sources import Places, make

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / ".venv-docs/bin"


def places(output: Path, content: Path = ROOT / "content", settings: Path = ROOT / "mkdocs.yml") -> Places:
    return Places(content, ROOT / "themes/civic", ROOT / "themes/handbook", settings, output)


@pytest.fixture(scope="session")
def content() -> Content:
    return load(ROOT / "content", today())


@pytest.fixture(scope="session")
def sources(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that stands for ``build/``, with everything that the builders read."""
    folder = tmp_path_factory.mktemp("handbook")
    make(places(folder), content)
    return folder


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    assert DOCS.is_dir(), "make setup-docs makes the handbook's environment"
    given = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1"}
    name, *rest = command
    return subprocess.run(
        [str(DOCS / name), *rest], cwd=folder, env=given, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="session")
def built(sources: Path) -> Path:
    """The handbook by MkDocs Material."""
    done = run(
        sources, "mkdocs", "build", "--strict", "--config-file", "mkdocs.yml", "--site-dir", "handbook"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return sources / "handbook"


class _App:
    """A portal without functions."""

    routes: ClassVar[dict[str, object]] = {}
    api = None


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Tests keep their output to themselves."""


@pytest.fixture(scope="session")
def address(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the handbook is, behind the portal's own headers."""
    portal = tmp_path_factory.mktemp("www")
    gateway = Gateway(_App(), portal, 1000, beside={"huong-dan": built})
    server = make_server("127.0.0.1", 0, gateway, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/huong-dan"
    server.shutdown()
    thread.join()
    server.server_close()
