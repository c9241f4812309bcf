"""Files of the portal as a slow line wants them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from chalice.app import Chalice

from functions.entrypoints.gateway import Gateway
from functions.entrypoints.static_files import StaticFiles, known_already, takes_gzip
from tests.entrypoints.browsing import Visitor

TEXT = "Nộp hồ sơ trực tuyến. " * 200


@pytest.fixture
def portal(tmp_path: Path) -> Path:
    root = tmp_path / "www"
    (root / "thu-tuc").mkdir(parents=True)
    (root / "thu-tuc/index.html").write_text(TEXT, encoding="utf-8")
    (root / "phong.woff2").write_bytes(bytes(range(256)) * 8)
    (root / "ngan.css").write_text("a{}")
    (tmp_path / "riêng.txt").write_text("bí mật")
    return root


@pytest.fixture
def visitor(portal: Path) -> Visitor:
    return Visitor(Gateway(Chalice(app_name="files"), portal, 2**20))


def test_text_travels_compressed_to_those_who_can_read_it(visitor: Visitor) -> None:
    packed = visitor.get("/thu-tuc/", accept_encoding="br, gzip;q=0.8")
    assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.body).decode() == TEXT and len(packed.body) < len(TEXT) // 10
    for plain in (visitor.get("/thu-tuc/"), visitor.get("/thu-tuc/", accept_encoding="gzip;q=0, br")):
        assert plain.text == TEXT and "Content-Encoding" not in plain.headers
        assert plain.headers["ETag"] != packed.headers["ETag"] and plain.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["", "gzip"])
def test_what_a_browser_has_already_is_not_sent_again(visitor: Visitor, accepted: str) -> None:
    tag = visitor.get("/thu-tuc/", accept_encoding=accepted).headers["ETag"]
    again = visitor.get("/thu-tuc/", accept_encoding=accepted, if_none_match=f'"khác", W/{tag}')
    assert (again.status, again.body) == (304, b"") and again.headers["ETag"] == tag
    assert "Content-Length" not in again.headers and again.headers["Cache-Control"] == "no-cache"


def test_a_page_published_anew_is_sent_even_at_the_same_size(visitor: Visitor, portal: Path) -> None:
    page = portal / "thu-tuc/index.html"
    tag = visitor.get("/thu-tuc/").headers["ETag"]
    new = page.with_suffix(".new")
    new.write_text(TEXT.replace("Nộp", "Gửi"), encoding="utf-8")
    new.replace(page)
    answer = visitor.get("/thu-tuc/", if_none_match=tag)
    assert answer.status == 200 and answer.text.startswith("Gửi")
    page.unlink()
    assert visitor.get("/thu-tuc/", if_none_match=tag).status == 404


def test_fonts_are_kept_for_ever_and_never_compressed_again(visitor: Visitor) -> None:
    answer = visitor.get("/phong.woff2", accept_encoding="gzip")
    assert "immutable" in answer.headers["Cache-Control"] and answer.headers["Content-Type"] == "font/woff2"
    assert "Content-Encoding" not in answer.headers and len(answer.body) == 2048


def test_compression_that_gains_nothing_is_left_out(visitor: Visitor) -> None:
    assert "Content-Encoding" not in visitor.get("/ngan.css", accept_encoding="gzip").headers


@pytest.mark.parametrize(
    "path",
    [
        "/../riêng.txt",
        "/thu-tuc/../../riêng.txt",
        "/%00",
        "/a\0b",
        "/" + "dài" * 2000,
        "/phong.woff2/x",
        "//etc/passwd",
    ],
)
def test_nothing_outside_the_portal_is_found(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status == 404


def test_memory_holds_the_latest_and_lets_go_of_the_rest(
    portal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.entrypoints.static_files._KEPT_BYTES", 3000)
    files = StaticFiles(portal)
    for name in ("phong.woff2", "ngan.css", "phong.woff2", "thu-tuc/index.html", "ngan.css"):
        found = files.find(f"/{name}")
        assert found is not None and files.read(found) is not None
        assert files._bytes <= 3000


def test_headers_are_read_as_the_standard_means_them() -> None:
    assert takes_gzip("deflate, GZIP") and takes_gzip("*") and takes_gzip("gzip; q=0.5")
    assert not takes_gzip("") and not takes_gzip("br") and not takes_gzip("gzip; q=0.000")
    assert known_already("*", '"a"') and known_already('"b", "a"', '"a"') and not known_already("", '"a"')


@pytest.mark.parametrize("path", ["///thu-tuc", "////thu-tuc", "/thu-tuc"])
def test_a_folder_without_its_slash_leads_nowhere_else(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    assert (answer.status, answer.headers["Location"]) == (301, "/thu-tuc/")
