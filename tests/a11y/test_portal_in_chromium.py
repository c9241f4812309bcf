"""Every kind of page of the portal, in a real browser, on a phone and on a desk: axe, keyboard, policy, print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KINDS = (
    *("/", "/thu-tuc/", "/thu-tuc/cap/xa/", "/thu-tuc/linh-vuc/ho-tich/muc-do/toan-trinh/"),
    *("/thu-tuc/dang-ky-khai-sinh/", "/thu-tuc/chung-thuc-ban-sao-tu-ban-chinh/"),
    *("/viec-trong-doi/", "/viec-trong-doi/sinh-con/"),
    *("/tin-tuc/", "/tin-tuc/nam/2026/", "/tin-tuc/chuyen-muc/chi-dao-dieu-hanh/"),
    *("/tin-tuc/nghi-ngay-van-hoa-viet-nam/", "/chien-dich/", "/chien-dich/khai-sinh-tai-nha/"),
    *("/gioi-thieu/", "/english/", "/chuyen-muc/", "/co-cau-to-chuc/"),
    *("/don-vi-hanh-chinh/", "/don-vi-hanh-chinh/b/", "/bang-chi-so/", "/lich/", "/so-do-cong/"),
    *("/404.html", "/503.html"),
)


@pytest.fixture(params=[390, 1280])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A window of one width; axe is put in past the policy, which the other tests hold."""
    context = chromium.new_context(
        viewport={"width": request.param, "height": 800}, bypass_csp=True, service_workers="block"
    )
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_and_nothing_scrolls_sideways(page: Page, address: str) -> None:
    found: dict[str, Any] = {}
    for path in KINDS:
        page.goto(address + path)
        page.evaluate(AXE)
        seen = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        faults = [(one["id"], one["nodes"][0]["target"]) for one in seen["violations"]]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append(("scrolls sideways", []))
        if faults:
            found[path] = faults
    assert found == {}


def test_the_policy_refuses_nothing_that_a_page_needs(chromium: Browser, address: str) -> None:
    context = chromium.new_context(service_workers="block")
    page, said = context.new_page(), []
    page.on("console", lambda one: said.append(one.text) if "Content Security Policy" in one.text else None)
    for path in KINDS:
        page.goto(address + path)
    context.close()
    assert said == []


def test_without_script_the_catalogue_is_narrowed_and_widened_by_links(
    chromium: Browser, address: str
) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/thu-tuc/")
    page.get_by_text("Thu hẹp danh sách").click()
    page.get_by_role("link", name="Hộ tịch").first.click()
    page.get_by_text("Thu hẹp danh sách").click()
    page.get_by_role("link", name="Toàn trình").first.click()
    assert page.url == f"{address}/thu-tuc/linh-vuc/ho-tich/muc-do/toan-trinh/"
    page.get_by_role("link", name="Bỏ Hộ tịch").click()
    assert page.url == f"{address}/thu-tuc/muc-do/toan-trinh/"
    page.get_by_text("Danh mục", exact=True).click()
    page.get_by_role("navigation", name="Danh mục chính (thu gọn)").get_by_role(
        "link", name="Tin tức"
    ).click()
    assert page.url == f"{address}/tin-tuc/"
    context.close()


def test_by_keyboard_the_first_stop_skips_to_the_content_and_search_comes_soon(
    chromium: Browser, address: str
) -> None:
    page = chromium.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#noi-dung"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.close()


def test_on_paper_stand_the_portal_the_version_and_a_code_but_no_buttons(
    chromium: Browser, address: str
) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/thu-tuc/dang-ky-khai-sinh/")
    page.emulate_media(media="print")
    assert page.locator(".print-head").is_visible() and page.locator(".print-head svg").is_visible()
    assert page.locator(".start").is_hidden() and page.locator("aside").first.is_hidden()
    page.close()
