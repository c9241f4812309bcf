"""Dead links and images are named by file and line; nothing is asked over the network unless wanted."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from publisher.lychee import addresses, dead_elsewhere, dead_inside

MOTCUA = Path(sys.executable).parent / "motcua"
PAGE = """<!doctype html><html lang="vi"><title>x</title>
<h2 id="phí">Phí</h2>
<a href="/thu-tuc/">tốt</a> <a href="/ho-so?ma=1">hàm trả lời</a> <a href="#phí">tốt</a>
<a href="/thu-tuc/khong-co/">hỏng</a>
<img src="/hinh/khong-co.png" alt="">
<a href="https://example.vn/">ngoài</a>
<link rel="stylesheet" href="/theme/mat.css">
"""


@pytest.fixture
def built(tmp_path: Path) -> Path:
    portal = tmp_path / "build" / "www"
    (portal / "thu-tuc").mkdir(parents=True)
    (portal / "index.html").write_text(PAGE, encoding="utf-8")
    (portal / "thu-tuc" / "index.html").write_text('<a href="/#khong-co">x</a>', encoding="utf-8")
    return tmp_path / "build"


def test_links_images_anchors_and_parts_of_the_theme_that_are_not_there_are_named(built: Path) -> None:
    found = [
        (one.path, one.line, one.message.split("”")[0].split("“")[1]) for one in dead_inside(built / "www")
    ]
    assert found == [
        ("www/index.html", 4, "/thu-tuc/khong-co"),
        ("www/index.html", 5, "/hinh/khong-co.png"),
        ("www/index.html", 7, "/theme/mat.css"),
        ("www/thu-tuc/index.html", 1, "/#khong-co"),
    ]


def test_the_command_says_them_and_fails_without_asking_the_network(built: Path, content: Path) -> None:
    run = subprocess.run(
        [MOTCUA, "links", "--content", content, "--build", built], capture_output=True, text=True
    )
    assert run.returncode == 1 and "www/index.html:4: lỗi: Liên kết “/thu-tuc/khong-co”" in run.stdout
    assert "chưa mở thử" in run.stdout


def test_without_a_build_it_says_what_to_do(tmp_path: Path, content: Path) -> None:
    run = subprocess.run(
        [MOTCUA, "links", "--content", content, "--build", tmp_path / "none"], capture_output=True, text=True
    )
    assert run.returncode == 1 and "motcua build" in run.stderr and "Traceback" not in run.stderr


def test_addresses_elsewhere_are_found_with_file_and_line_and_examples_left_out(content: Path) -> None:
    path = content / "procedures" / "ho-tich" / "thu.md"
    path.write_text(
        "---\nsource: {url: https://dichvucong.gov.vn/a}\n---\n[b](https://chinhphu.vn/b?x=1).\nhttps://cong.example.vn\n",
        encoding="utf-8",
    )
    found = {
        address: places for address, places in addresses(content).items() if "reference" not in places[0][0]
    }
    name = "content/procedures/ho-tich/thu.md"
    assert found == {"https://dichvucong.gov.vn/a": [(name, 2)], "https://chinhphu.vn/b?x=1": [(name, 4)]}


class _Host(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/co" else 404)
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *_said: object) -> None:
        """Quiet."""


@pytest.fixture
def host() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_address_elsewhere_that_is_gone_is_named_wherever_it_stands(host: str) -> None:
    places = {f"{host}/co": [("a.md", 1)], f"{host}/mat": [("a.md", 3), ("b.md", 9)]}
    found = dead_elsewhere(places)
    assert [(one.path, one.line, one.level) for one in found] == [("a.md", 3, "error"), ("b.md", 9, "error")]
    assert "404" in found[0].message and f"{host}/mat" in found[0].message
