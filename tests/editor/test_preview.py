"""A preview shows drafts and what is due later, to whoever has the secret and to nobody else."""

from __future__ import annotations

import base64
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from functions.domain.errors import Invalid
from functions.entrypoints.preview import preview

from .conftest import NAME, SERVICE

ROOT = Path(__file__).parents[2]
MOTCUA = Path(sys.executable).parent / "motcua"
SECRET = "một-bí-mật-đủ-dài-đây"
DRAFT = "/thu-tuc/xac-nhan-tinh-trang-hon-nhan/"


@pytest.fixture
def address(content: Path, tmp_path: Path) -> Iterator[str]:
    (content.parent / NAME).write_text(SERVICE.replace("code:", "status: draft\ncode:"), encoding="utf-8")
    build = tmp_path / "build"
    command = [MOTCUA, "build", "--preview", "--content", content, "--output", build / "preview"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"MOTCUA_PORT": str(port), "MOTCUA_BUILD": str(build), "MOTCUA_PREVIEW_SECRET": SECRET}
    process = subprocess.Popen(
        [MOTCUA, "serve", "--preview"], env=os.environ | settings, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    told = process.stdout.readline()
    assert "MOTCUA_PREVIEW_SECRET" in told and SECRET not in told
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 0


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: object) -> None:
        return None


def ask(address: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, method=method, headers=named)  # noqa: S310
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


def basic(password: str) -> str:
    return "Basic " + base64.b64encode(f"ai-cung-duoc:{password}".encode()).decode()


def test_the_draft_is_there_for_whoever_has_the_secret_and_marked(address: str) -> None:
    quoted = urllib.request.quote(SECRET)  # type: ignore[attr-defined]
    status, headers, _body = ask(f"{address}{DRAFT}?xem={quoted}&trang=2")
    assert status == 303 and headers["Location"] == f"{DRAFT}?trang=2"
    assert "HttpOnly" in headers["Set-Cookie"] and quoted not in headers["Location"]
    cookie = headers["Set-Cookie"].partition(";")[0]
    assert SECRET not in cookie
    for given in ({"Authorization": basic(SECRET)}, {"Cookie": cookie}):
        status, headers, body = ask(address + DRAFT, **given)
        assert status == 200 and "tình trạng hôn nhân" in body and "Bản xem trước" in body
        assert '<meta name="robots" content="noindex">' in body
        assert headers["X-Robots-Tag"] == "noindex" and headers["Cache-Control"] == "no-store"


def test_nobody_else_sees_anything(address: str) -> None:
    for path in ("/", DRAFT, "/theme/css/base.css", "/khong-co", "/?xem=sai", "/robots.txt"):
        status, headers, body = ask(address + path)
        assert status == 401 and "hôn nhân" not in body and headers["Www-Authenticate"].startswith("Basic")
    for wrong in (basic("sai"), basic(""), "Basic !!!", "Bearer " + SECRET.encode().hex()):
        assert ask(address + DRAFT, Authorization=wrong)[0] == 401
    assert ask(address + DRAFT, Cookie="motcua_xem_truoc=sai")[0] == 401


def test_nothing_can_be_handed_in_and_no_function_answers(address: str) -> None:
    for path in ("/nop/xac-nhan-tinh-trang-hon-nhan", "/can-bo", "/san-sang"):
        assert ask(address + path, "POST", Authorization=basic(SECRET))[0] in (404, 405)
        assert ask(address + path, Authorization=basic(SECRET))[0] == 404


def test_a_link_that_begins_with_two_slashes_leads_nowhere_else(address: str) -> None:
    quoted = urllib.request.quote(SECRET)  # type: ignore[attr-defined]
    assert ask(f"{address}//xau.example/?xem={quoted}")[1]["Location"] == "/xau.example/"


def test_a_secret_that_could_be_guessed_or_a_missing_preview_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="motcua build --preview"):
        preview(tmp_path / "none", SECRET)
    with pytest.raises(Invalid, match="16"):
        preview(tmp_path, "ngắn")
