"""The inbox: soonest due first, counted by view, found by code."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.services import inbox
from functions.services.inbox import PAGE
from tests.effects.made import go, send
from tests.officer.browser import Page
from tests.officer.conftest import SignedIn


def codes(page: Page) -> list[str]:
    return re.findall(r'class="ma" href="/can-bo/ho-so/([^"]+)"', page.text)


def counts(page: Page) -> dict[str, int]:
    found = re.findall(r'<li><a href="/can-bo[^>]*>([^<]+) <span[^>]*>(\d+)</span>', page.text)
    return {label.strip(): int(n) for label, n in found}


def test_cases_stand_by_due_date_with_their_chip_name_procedure_and_step(
    world: World, signed_in: SignedIn, clock: SetClock
) -> None:
    first = send(world)
    clock.advance(timedelta(days=1))
    second = send(world)
    for one in (first, second):
        go(world, one, "receive")
        go(world, one, "transfer")
    page = signed_in("reviewer").get("/can-bo")
    assert codes(page) == [first.code, second.code]
    assert "Còn 2 ngày" in page.words and "Nguyễn Thị Thu Hà" in page.words
    assert "Đăng ký thành lập hộ kinh doanh" in page.words and "Xét điều kiện đăng ký" in page.words


def test_before_reception_the_limit_of_the_first_step_counts(
    world: World, signed_in: SignedIn, clock: SetClock
) -> None:
    send(world)
    desk = signed_in("reception")
    assert "Tiếp nhận: còn 1 ngày" in desk.get("/can-bo").words
    clock.advance(timedelta(days=3))
    page = signed_in("reception").get("/can-bo")
    assert "Tiếp nhận: quá hạn 2 ngày" in page.words and counts(page)["Quá hạn"] == 1


def test_views_count_and_filter(world: World, signed_in: SignedIn, clock: SetClock) -> None:
    new, waiting = send(world), send(world)
    go(world, waiting, "ask_supplement", "Thiếu chứng thực")
    desk = signed_in("reception")
    page = desk.get("/can-bo")
    assert counts(page) == {
        "Tất cả": 2, "Quá hạn": 0, "Hôm nay": 0, "Sắp đến hạn": 1,
        "Mới đến": 1, "Đang xử lý": 0, "Chờ người dân": 1, "Chờ trả kết quả": 0,
    }  # fmt: skip
    assert codes(desk.get("/can-bo?xem=moi-den")) == [new.code]
    assert codes(desk.get("/can-bo?xem=cho-nguoi-dan")) == [waiting.code]
    assert "Tạm dừng" in desk.get("/can-bo?xem=cho-nguoi-dan").words
    assert codes(desk.get("/can-bo?xem=khong-co&trang=-1&sau=%00")) in ([new.code, waiting.code], [])


def test_a_long_inbox_has_pages(world: World, signed_in: SignedIn) -> None:
    sent = [send(world).code for _n in range(PAGE + 2)]
    desk = signed_in("reception")
    first, second = codes(desk.get("/can-bo")), codes(desk.get("/can-bo?trang=2"))
    assert len(first) == PAGE and len(second) == 2 and sorted(first + second) == sorted(sent)
    assert codes(desk.get("/can-bo?trang=99")) == second


def test_past_what_one_page_surveys_counts_say_so_and_a_link_leads_on(
    world: World, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = {send(world).code for _n in range(3)}
    monkeypatch.setattr(inbox, "SURVEY", 2)
    desk = signed_in("reception")
    page = desk.get("/can-bo")
    onward = re.search(r'href="([^"]+)">Còn hồ sơ có hạn xa hơn', page.text)
    assert onward and len(codes(page)) == 2 and "Tất cả 2+" in page.words
    rest = desk.get(html.unescape(onward[1]))
    assert {*codes(page), *codes(rest)} == sent and "Còn hồ sơ" not in rest.words


def test_a_case_is_found_by_its_code_or_by_its_date_and_number(world: World, signed_in: SignedIn) -> None:
    code, desk = send(world).code, signed_in("reception")
    for typed in (code, f" {code.lower()} ", code.partition("-")[2]):
        found = desk.get("/can-bo?ma=" + typed.replace(" ", "%20"))
        assert found.status == 303 and found.headers["location"] == f"/can-bo/ho-so/{code}"
    for typed in ("khong-co", "H48.99.01-260609-0999", "%3Cscript%3E"):
        page = desk.get(f"/can-bo?ma={typed}")
        assert page.status == 404 and "Không có hồ sơ nào mang mã này" in page.words
        assert "<script>" not in page.text
    assert signed_in("reception", "ubnd_xa:21548").get(f"/can-bo?ma={code}").status == 404
