"""A built portal, and applications that come in over HTTP."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from functions.bootstrap import open_world
from functions.settings import Settings
from tests.effects.serving import PATIENCE
from tests.services.conftest import built
from tests.services.made import HOME, SLUG, typed

__all__ = ["built"]

Send = Callable[[str, str], str]


@pytest.fixture(scope="session")
def application(built: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a machine posts to apply."""
    world = open_world(Settings(state=tmp_path_factory.mktemp("once") / "var", build=built))
    checked = world.submissions.save(SLUG, "", typed(), [])
    answers = json.loads(json.dumps(dict(checked.answers.values), default=str))
    world.close()
    return json.dumps({"office": HOME, "answers": answers}).encode()


@pytest.fixture
def send(application: bytes) -> Send:
    """Applies at an address under a key, and gives the code of the case."""

    def once(address: str, key: str) -> str:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": key}
        request = urllib.request.Request(f"{address}/nop/{SLUG}", application, headers, method="POST")  # noqa: S310
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return str(json.load(answer)["code"])

    return once
