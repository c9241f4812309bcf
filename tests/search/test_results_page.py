"""The page of results works without JavaScript, and takes whatever is typed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from functions import bootstrap
from functions.domain.errors import StoreUnavailable
from tests.entrypoints.browsing import Visitor


def as_json(visitor: Visitor, address: str) -> Any:
    """The answer as machines get it."""
    return visitor.get(address, accept="application/json").json


def test_a_question_is_answered_with_links_and_the_words_that_match(visitor: Visitor) -> None:
    page = visitor.get("/tim?q=dang+ky+ket+hon")
    assert page.status == 200
    assert 'href="/thu-tuc/dang-ky-ket-hon/"><mark>Đăng ký kết hôn</mark></a>' in page.text
    assert "1.000894" in page.words and page.value("q") == "dang ky ket hon"
    assert "noindex" in page.text


def test_without_a_question_there_is_the_box_alone(visitor: Visitor) -> None:
    for address in ("/tim", "/tim/", "/tim?q=", "/tim?q=+++"):
        page = visitor.get(address)
        assert (
            page.status == 200
            and 'role="search"' in page.text
            and "kết quả" not in page.words.split("Bản chạy thử")[0]
        )


def test_nothing_found_says_so_and_what_else_to_do(visitor: Visitor) -> None:
    page = visitor.get("/tim?q=qzxwq")
    assert page.status == 200
    assert "Chưa thấy kết quả nào" in page.words and "danh mục thủ tục" in page.words


def test_markup_in_a_question_stays_text(visitor: Visitor) -> None:
    page = visitor.get("/tim?q=%3Cscript%3Ealert(1)%3C/script%3E%22%27")
    assert page.status == 200 and "<script>alert" not in page.text
    assert page.value("q") == "<script>alert(1)</script>\"'"


@pytest.mark.parametrize(
    "query",
    [
        *(
            "q=" + "a" * 5000,
            "q=%00%ff%fe",
            "q=a&q=b",
            "q=ket+hon&trang=0",
            "q=ket+hon&trang=-1",
            "q=ket+hon&trang=x",
        ),
        *(
            "q=ket+hon&trang=99999999999999999999",
            "q=ket+hon&trang=%D9%A3",
            "trang=2",
            "q=%F0%9F%98%80",
            "=",
            "q",
        ),
    ],
)
def test_odd_questions_get_a_page(visitor: Visitor, query: str) -> None:
    assert visitor.get(f"/tim?{query}").status == 200


def test_more_results_than_fit_lie_on_further_pages(visitor: Visitor) -> None:
    first = as_json(visitor, "/tim?q=giay")
    assert first["pages"] == -(-first["total"] // 20) and len(first["found"]) == min(20, first["total"])
    last = as_json(visitor, f"/tim?q=giay&trang={first['pages'] + 5}")
    assert last["number"] == first["pages"]


def test_the_page_and_the_index_give_one_order(visitor: Visitor, built: Path) -> None:
    from tests.search.built import Built

    for question in ("khai sinh", "sổ đỏ", "bang lai", "1.0011"):
        found = as_json(visitor, f"/tim?q={quote(question)}")["found"]
        hits = Built(built / "www" / "tim").ask(question)
        assert [one["url"] for one in found] == [hit.item.url for hit in hits][: len(found)]


def test_a_new_build_is_searched_at_once(
    visitor: Visitor, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lexicon is read again, and files of the old one may be gone."""
    build = tmp_path / "build"
    shutil.copytree(built, build)
    monkeypatch.setenv("MOTCUA_BUILD", str(build))
    bootstrap.world().close()
    bootstrap.world.cache_clear()
    assert "1.000894" in visitor.get("/tim?q=ket+hon").words
    folder = build / "www" / "tim"
    data = json.loads((folder / "index.json").read_bytes())
    for place, (names, texts) in enumerate(data["segments"]):
        rows = (
            (folder / f"{names}.json")
            .read_text(encoding="utf-8")
            .replace("Đăng ký kết hôn", "Đăng ký việc kết hôn")
        )
        (folder / f"{names}.json").unlink()
        (folder / f"moi{place}.json").write_text(rows, encoding="utf-8")
        data["segments"][place] = [f"moi{place}", texts]
    (folder / "index.json").write_text(json.dumps(data), encoding="utf-8")
    assert "Đăng ký việc kết hôn" in visitor.get("/tim?q=ket+hon").words


def test_without_an_index_the_page_says_so_and_names_another_way(
    visitor: Visitor, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = tmp_path / "build"
    shutil.copytree(built, build, ignore=shutil.ignore_patterns("tim"))
    monkeypatch.setenv("MOTCUA_BUILD", str(build))
    bootstrap.world().close()
    bootstrap.world.cache_clear()
    page = visitor.get("/tim?q=ket+hon")
    assert page.status == 503 and "danh mục thủ tục" in page.words


def test_what_was_asked_stands_in_no_log(visitor: Visitor, caplog: pytest.LogCaptureFixture) -> None:
    visitor.get("/tim?q=Nguyen+Van+Bi+Mat")
    assert "Bi Mat" not in caplog.text and "Bi+Mat" not in caplog.text


def test_one_address_may_not_ask_without_end(visitor: Visitor) -> None:
    most = bootstrap.world().settings.searches_per_minute
    answers = {visitor.get("/tim?q=ket+hon", accept="application/json").status for _n in range(most + 20)}
    assert answers == {200, 429}


def test_reading_needs_no_store(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_given: object) -> None:
        raise StoreUnavailable("The store is away.")

    monkeypatch.setattr(bootstrap.world().searches, "take", away)
    assert "Đăng ký kết hôn" in visitor.get("/tim?q=ket+hon").words
