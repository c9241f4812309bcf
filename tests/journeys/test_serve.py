"""One command serves the built portal and the functions, says when it is ready, and stops gracefully."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOTCUA = Path(sys.executable).parent / "motcua"


@dataclass
class Served:
    """A running server."""

    address: str
    process: subprocess.Popen[str]

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as answer:  # noqa: S310
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = tmp_path_factory.mktemp("build")
    subprocess.run([MOTCUA, "build", "--output", build], cwd=ROOT, check=True, capture_output=True)
    return build


@pytest.fixture
def served(built: Path, tmp_path: Path) -> Iterator[Served]:
    port = free_port()
    settings = {"MOTCUA_PORT": str(port), "MOTCUA_BUILD": str(built), "MOTCUA_STATE": str(tmp_path / "var")}
    process = subprocess.Popen(
        [MOTCUA, "serve"], cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, text=True
    )
    running = Served(f"http://127.0.0.1:{port}", process)
    for _attempt in range(200):
        try:
            if running.get("/suc-khoe")[0] == 200:
                break
        except OSError:
            time.sleep(0.1)
    yield running
    process.kill()
    process.communicate()


def test_portal_and_functions_answer_at_one_address(served: Served) -> None:
    assert "Đăng ký khai sinh" in served.get("/thu-tuc/dang-ky-khai-sinh/")[1]
    status, body = served.get("/san-sang")
    assert status == 200 and json.loads(body)["services"] >= 3
    assert served.get("/khong-co")[0] == 404


def test_it_stops_when_asked_and_exits_0(served: Served) -> None:
    served.process.send_signal(signal.SIGTERM)
    served.process.communicate(timeout=60)
    assert served.process.returncode == 0


def test_without_a_build_it_says_what_to_do(tmp_path: Path) -> None:
    settings = {"MOTCUA_BUILD": str(tmp_path / "none"), "MOTCUA_STATE": str(tmp_path / "var")}
    run = subprocess.run(
        [MOTCUA, "serve"], cwd=ROOT, env=os.environ | settings, capture_output=True, text=True
    )
    assert run.returncode == 1 and "motcua build" in run.stderr and "Traceback" not in run.stderr
