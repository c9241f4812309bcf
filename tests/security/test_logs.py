"""The log tells engineers where and how fast, and nobody who."""

from __future__ import annotations

import logging
import re

import pytest

from functions.bootstrap import World
from tests.entrypoints.browsing import Visitor
from tests.services.made import PDF, SLUG, typed


def everything(caplog: pytest.LogCaptureFixture) -> str:
    return "\n".join(logging.Formatter().format(record) for record in caplog.records)


def test_a_whole_way_leaves_no_name_number_code_or_token_in_the_log(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = visitor.upload(
        f"/nop/{SLUG}",
        typed(**{"nguoi_nop.dien_thoai": "0905"}),
        [("_paper.giay_de_nghi", "giấy của Hà.pdf", PDF)],
    )
    token = wrong.value("_token")
    checked = visitor.post(f"/nop/{SLUG}", typed(_token=token))
    page = visitor.get(checked.location)
    sent = visitor.post(f"/ban-nhap/{token}/gui", {"_seen": [page.value("_seen")]})
    visitor.get(sent.location)
    visitor.get(sent.location + "x")
    code, case_token = sent.location.split("/")[2:]
    visitor.get(f"/ho-so?ma={code}")
    visitor.post(sent.location + "/rut", {"xac_nhan": ["true"], "ly_do": ["Đổi ý"]})
    log = everything(caplog)
    for secret in (
        token,
        token[:20],
        case_token,
        case_token[:20],
        code,
        "Hà",
        "051189000012",
        "0905",
        "Sông Trà",
        "giấy",
        "Đổi ý",
        visitor.address,
    ):
        assert secret not in log, secret
    assert re.search(r"method=POST route=/nop/\{slug\} status=422 ms=[\d.]+ trace=[0-9a-f]{32}", log)
    assert "method=GET route=/ho-so/{code}/{token} status=200" in log


def test_an_unexpected_error_becomes_an_honest_page_and_a_line_without_its_words(
    visitor: Visitor, world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from functions.services.drafts import Drafts

    def broken(*_args: object) -> None:
        raise RuntimeError("Nguyễn Thị Thu Hà 051189000012")

    monkeypatch.setattr(Drafts, "put", broken)
    page = visitor.post(f"/nop/{SLUG}", typed())
    assert page.status == 500 and "Cổng đang trục trặc" in page.words and "gọi 1022" in page.words
    assert "RuntimeError" not in page.text and "Thu Hà" not in page.text
    incident = page.headers["X-Request-Id"]
    assert incident[:8] in page.words
    log = everything(caplog)
    assert (
        f"trace={incident}" in log and "error=RuntimeError places=test_logs.py" in log and "drafts.py" in log
    )
    assert "Thu Hà" not in log and "051189000012" not in log
    machine = visitor.post(f"/nop/{SLUG}", typed(), accept="application/json")
    assert machine.status == 500 and machine.json["instance"].startswith("urn:uuid:")


def test_an_error_outside_every_view_gets_words_too(
    visitor: Visitor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from functions.entrypoints import http, watch

    def broken(*_args: object, **_more: object) -> None:
        raise KeyError("bí mật")

    for module, part in ((watch, "log_request"), (http, "problem")):
        monkeypatch.setattr(module, part, broken)
        page = visitor.get("/ho-so")
        assert page.status == 500 and "Cổng đang trục trặc" in page.words and "bí mật" not in page.text
    assert "bí mật" not in everything(caplog)


def test_when_the_store_is_away_people_are_told_and_nothing_is_pretended(
    visitor: Visitor, world: World
) -> None:
    world.store.close()
    page = visitor.post(f"/nop/{SLUG}", typed())
    assert page.status == 503 and "gọi 1022" in page.words
    assert visitor.get("/san-sang").status == 503
