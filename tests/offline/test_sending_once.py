"""A form that was filled in without signal is sent once, whatever happens on the way, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from tests.journeys.filling import fill, held
from tests.offline.conftest import FORM, KEPT, PANEL, Phone, Portal, drafts, filled, kept, ready, told
from tests.services.made import typed

pytestmark = pytest.mark.browser

NAME = "nguoi_nop.ho_ten"


def press(page: Page, act: str) -> None:
    page.click(f"{PANEL} button[data-act={act}]")


def says(page: Page, words: str) -> None:
    page.wait_for_selector(f"{KEPT} >> text={words}")


def queued(phone: Phone, page: Page) -> None:
    """Told to send while there is no signal."""
    phone.lose_signal()
    press(page, "send")
    says(page, "Đang chờ có mạng")


def the_case(portal: Portal, page: Page, before: list[str]) -> Any:
    """The one case that came of it, found by the receipt that the page leads to."""
    if "/ho-so/" not in page.url:
        says(page, "Đã nộp")
        page.click(f"{KEPT} a")
    page.wait_for_url("**/ho-so/**")
    (made,) = set(portal.cases()) - set(before)
    code = page.locator(".done__code").inner_text()
    assert portal.world.cases.by_code(code) == made
    return portal.world.cases.load(made).state


def test_what_was_filled_in_without_signal_is_sent_when_it_comes_back(
    phone: Phone, portal: Portal, paper: Path
) -> None:
    before = portal.cases()
    page = phone.tab()
    ready(page)
    phone.lose_signal()
    fill(page, typed(**{NAME: "Trần Văn Không Mạng"}))
    page.set_input_files('[name="_paper.giay_de_nghi"]', paper)
    kept(page)
    page.reload()
    says(page, "Đã mở lại")
    assert held(page)[NAME] == "Trần Văn Không Mạng"
    queued(phone, page)
    assert "chưa gửi" in told(page) and portal.cases() == before
    phone.find_signal()
    state = the_case(portal, page, before)
    assert state.answers["nguoi_nop"]["ho_ten"] == "Trần Văn Không Mạng"
    assert state.answers["ho_kinh_doanh"]["von"] == 80_000_000
    assert [one.evidence for one in state.files] in ([], ["giay_de_nghi"])
    page.go_back()
    says(page, "Đã nộp")
    assert not any(state.code in one for one in drafts(page)) and len(drafts(page)) == 1


def test_an_answer_that_is_lost_costs_nothing_and_doubles_nothing(phone: Phone, portal: Portal) -> None:
    before = portal.cases()
    page = filled(phone)
    lost = []

    def swallow(route: Route) -> None:
        route.fetch()
        lost.append(route.request.headers["idempotency-key"])
        route.abort()

    page.route("**/nop/*", swallow, times=2)
    queued(phone, page)
    phone.find_signal()
    says(page, "có thể đã nhận")
    assert not page.is_visible(f"{PANEL} button[data-act=edit]")
    assert page.locator("#don").evaluate("(form) => form.inert")
    the_case(portal, page, before)
    assert len(set(lost)) == 1


def before_it_is_heard(portal: Portal, route: Route) -> None:
    portal.kill()
    route.continue_()


def before_it_answers(portal: Portal, route: Route) -> None:
    route.fetch()
    portal.kill()
    route.abort()


@pytest.mark.parametrize("kill", [before_it_is_heard, before_it_answers], ids=lambda one: one.__name__)
def test_a_server_killed_while_it_is_sent(
    phone: Phone, portal: Portal, kill: Callable[[Portal, Route], None]
) -> None:
    before = portal.cases()
    page = filled(phone)
    page.route("**/nop/*", lambda route: kill(portal, route), times=1)
    queued(phone, page)
    phone.find_signal()
    says(page, "Những gì bạn khai vẫn được giữ")
    link = page.url
    page.close()
    portal.start()
    again = phone.tab(link)
    the_case(portal, again, before)


def test_two_tabs_of_one_draft_write_and_send_it_once(phone: Phone, portal: Portal) -> None:
    before = portal.cases()
    first = filled(phone)
    second = phone.tab(first.url)
    says(second, "đang mở ở một thẻ khác")
    assert second.locator("#don").evaluate("(form) => form.inert")
    first.fill(f'[name="{NAME}"]', "Lê Thị Thẻ Một")
    press(second, "take")
    says(second, "Đã mở lại")
    says(first, "đang mở ở một thẻ khác")
    assert held(second)[NAME] == "Lê Thị Thẻ Một"
    queued(phone, second)
    phone.find_signal()
    state = the_case(portal, second, before)
    press(first, "take")
    says(first, "Đã nộp")
    assert state.answers["nguoi_nop"]["ho_ten"] == "Lê Thị Thẻ Một" and len(portal.cases()) == len(before) + 1


def test_a_tab_that_is_pressed_many_times_sends_once(phone: Phone, portal: Portal) -> None:
    before = portal.cases()
    page = filled(phone)
    queued(phone, page)
    phone.find_signal()
    page.evaluate(
        """() => { for (let n = 0; n < 9; n += 1) { dispatchEvent(new Event("online"));
        document.querySelector("button[data-act=again]").click(); } }"""
    )
    the_case(portal, page, before)


def test_what_the_server_finds_wrong_comes_back_to_the_question(phone: Phone, portal: Portal) -> None:
    before = portal.cases()
    page = filled(phone)

    def spoil(route: Route) -> None:
        body = route.request.post_data_buffer or b""
        route.continue_(post_data=body.replace(b'"051189000012"', b'"05118900001"'))

    page.route("**/nop/*", spoil, times=1)
    queued(phone, page)
    phone.find_signal()
    page.wait_for_selector(".errsum")
    assert "12 chữ số" in page.locator(".errsum").inner_text()
    assert portal.cases() == before and held(page)[NAME] == "Nguyễn Thị Thu Hà"
    queued(phone, page)
    phone.find_signal()
    the_case(portal, page, before)


def test_a_procedure_that_changed_meanwhile_is_told_and_the_draft_kept(phone: Phone, portal: Portal) -> None:
    before = portal.cases()
    page = phone.tab()
    ready(page)
    page.evaluate("() => { document.querySelector('[name=_version]').value = '0'.repeat(64); }")
    fill(page, typed())
    kept(page)
    queued(phone, page)
    phone.find_signal()
    says(page, "Thủ tục vừa thay đổi")
    assert portal.cases() == before
    press(page, "reload")
    says(page, "Thủ tục đã thay đổi từ khi bạn khai")
    assert held(page)[NAME] == "Nguyễn Thị Thu Hà"
    page.fill(f'[name="{NAME}"]', "Nguyễn Thị Thu Hà Mới")
    kept(page)
    queued(phone, page)
    phone.find_signal()
    the_case(portal, page, before)


@pytest.mark.parametrize("year", ["2001", "2070"])
def test_a_clock_that_is_wrong_loses_nothing(phone: Phone, portal: Portal, year: str) -> None:
    before = portal.cases()
    phone.context.clock.set_system_time(f"{year}-03-04T08:00:00+07:00")
    page = filled(phone)
    assert f"/{year}" in told(page) and "theo giờ của máy" in told(page)
    phone.context.clock.set_system_time("2026-11-25T08:00:00+07:00")
    page.reload()
    says(page, "Đã mở lại")
    queued(phone, page)
    phone.find_signal()
    the_case(portal, page, before)


def test_a_hotel_that_answers_for_the_portal_is_not_believed(phone: Phone, portal: Portal) -> None:
    before = portal.cases()
    page = filled(phone)
    page.route("**/nop/*", lambda route: route.fulfill(body="<h1>Wi-Fi</h1>", content_type="text/html"))
    queued(phone, page)
    phone.find_signal()
    says(page, "không trả lời lúc")
    assert "Những gì bạn khai vẫn được giữ" in told(page)
    page.unroute("**/nop/*")
    the_case(portal, page, before)


SYNC = """tag => navigator.serviceWorker.ready.then((found) => found.sync.register(tag))"""


def wake(phone: Phone, portal: Portal) -> None:
    """The browser wakes the service worker as it does when signal returns."""
    page = phone.tab("/")
    ready(page)
    session, found = phone.context.new_cdp_session(page), []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    for one in found:
        if one["scopeURL"].startswith(portal.address):
            session.send(
                "ServiceWorker.dispatchSyncEvent",
                {
                    "origin": portal.address,
                    "registrationId": one["registrationId"],
                    "tag": "motcua.send",
                    "lastChance": False,
                },
            )
    page.wait_for_timeout(1500)


@pytest.mark.parametrize("lent", [True, False], ids=["key lent", "key kept by the link"])
def test_a_closed_tab_is_sent_in_the_background_only_when_the_citizen_lent_the_key(
    phone: Phone, portal: Portal, lent: bool
) -> None:
    before = portal.cases()
    page = filled(phone)
    phone.lose_signal()
    if lent:
        page.check("#tren-may-g")
    press(page, "send")
    says(page, "Đang chờ có mạng")
    link = page.url
    assert any("[key false]" in one for one in drafts(page)) == lent
    page.close()
    phone.find_signal()
    wake(phone, portal)
    assert len(portal.cases()) == len(before) + lent
    again = phone.tab(link)
    the_case(portal, again, before)
    assert not any("[key" in one for one in drafts(again))


def test_the_normal_way_hands_the_draft_over_and_leaves_no_second_copy(phone: Phone, portal: Portal) -> None:
    before = portal.cases()
    page = filled(phone)
    link = page.url
    page.locator(".btns button[value=tiep]").last.click()
    page.wait_for_url("**/kiem-tra")
    page.wait_for_function("() => !sessionStorage.getItem('motcua.handed')")
    again = phone.tab(link)
    says(again, "Bản này đã chuyển lên cổng")
    assert held(again)[NAME] == ""
    again.click(f"{KEPT} a")
    again.wait_for_url("**/ban-nhap/**")
    assert held(again)[NAME] == "Nguyễn Thị Thu Hà"
    page.get_by_role("button", name="Nộp hồ sơ").click()
    page.wait_for_url("**/ho-so/**")
    assert len(portal.cases()) == len(before) + 1


def test_functions_that_are_down_are_told_and_what_was_written_is_kept(phone: Phone, portal: Portal) -> None:
    page = filled(phone)
    page.route("**/suc-khoe", lambda route: route.fulfill(status=503, body=""), times=1)
    page.locator(".btns button[value=tiep]").last.click()
    says(page, "Phần nộp hồ sơ của cổng không trả lời")
    portal.kill()
    page.locator(".btns button[value=tiep]").last.click()
    says(page, "Không có mạng lúc")
    assert page.url.split("#")[0].endswith(FORM) and held(page)[NAME] == "Nguyễn Thị Thu Hà"
    portal.start()
    page.locator(".btns button[value=tiep]").last.click()
    page.wait_for_url("**/kiem-tra")
