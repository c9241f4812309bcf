"""The search box in a real browser: by keyboard, by mouse, by screen reader, without script, and when the net fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(params=[390, 1280])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": request.param, "height": 800}, bypass_csp=True, service_workers="block"
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def strict(chromium: Browser) -> Iterator[Page]:
    """A window under the portal's own policy."""
    context = chromium.new_context(service_workers="block")
    yield context.new_page()
    context.close()


def test_answers_come_as_one_types_and_nothing_is_asked_before(strict: Page, address: str) -> None:
    asked: list[str] = []
    strict.on("request", lambda one: asked.append(one.url) if "/tim/" in one.url else None)
    strict.goto(address)
    assert asked == []
    strict.get_by_role("combobox").first.press_sequentially("giay khai sjnh", delay=5)
    first = strict.get_by_role("option").first
    expect(first).to_contain_text("khai sinh")
    expect(first.locator("mark").first).to_be_visible()
    assert {one.rsplit("/", 1)[1] for one in asked} >= {"index.json"} and not [
        one for one in asked if "?" in one
    ]


def test_by_keyboard_alone_one_goes_down_up_out_and_there(strict: Page, address: str) -> None:
    strict.goto(f"{address}/thu-tuc/")
    box = strict.get_by_role("combobox", name="Tên, mã thủ tục hoặc việc bạn cần làm")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.fill("ket hon")
    options = strict.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(strict.get_by_role("status").first).to_contain_text("gợi ý")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    box.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("ket hon")
    box.press("ArrowDown")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    strict.wait_for_url("**/thu-tuc/dang-ky-ket-hon/")


def test_enter_without_a_choice_opens_the_page_of_results(strict: Page, address: str) -> None:
    strict.goto(address)
    box = strict.get_by_role("combobox").first
    box.fill("trợ cấp")
    expect(strict.get_by_role("option").first).to_be_visible()
    box.press("Enter")
    strict.wait_for_url("**/tim?q=*")
    expect(strict.get_by_role("heading", level=1)).to_contain_text("trợ cấp")


def test_by_mouse_an_answer_is_opened(strict: Page, address: str) -> None:
    strict.goto(address)
    strict.get_by_role("combobox").first.fill("khai tu")
    strict.get_by_role("option", name="Đăng ký khai tử").click()
    strict.wait_for_url("**/thu-tuc/dang-ky-khai-tu/")


def test_axe_finds_nothing_with_the_list_open_nor_on_the_results(page: Page, address: str) -> None:
    found = {}
    for path in ("/", "/thu-tuc/", "/tim?q=khai+sinh", "/tim"):
        page.goto(address + path)
        page.get_by_role("combobox").first.fill("giay khai sinh")
        expect(page.get_by_role("option").first).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.evaluate(AXE)
        seen = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        faults = [(one["id"], one["nodes"][0]["target"]) for one in seen["violations"]]
        box = page.get_by_role("listbox").bounding_box()
        if box is None or box["x"] < 0 or box["x"] + box["width"] > page.viewport_size["width"]:  # type: ignore[index]
            faults.append(("list beyond the window", []))
        if faults:
            found[path] = faults
    assert found == {}


def test_without_script_the_form_leads_to_the_same_answers(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("#q").fill("ket hon")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/tim?q=ket+hon")
    page.get_by_role("link", name="Đăng ký kết hôn").first.click()
    page.wait_for_url("**/thu-tuc/dang-ky-ket-hon/")
    context.close()


def test_when_the_index_cannot_be_had_the_box_stays_a_plain_form(strict: Page, address: str) -> None:
    strict.route("**/tim/*.json", lambda route: route.abort())
    broken: list[str] = []
    strict.on("pageerror", lambda error: broken.append(str(error)))
    strict.goto(address)
    box = strict.get_by_role("combobox").first
    box.fill("ket hon")
    strict.wait_for_timeout(400)
    expect(strict.get_by_role("listbox")).to_be_hidden()
    box.press("Enter")
    strict.wait_for_url("**/tim?q=ket+hon")
    assert broken == []


def test_a_build_in_between_is_noticed_and_searched(strict: Page, address: str) -> None:
    """Segments of the lexicon that the page holds are gone: it fetches the lexicon anew, once."""
    strict.goto(address)
    gone = {"left": 1}

    def answer_once(route: object) -> None:
        if gone["left"]:
            gone["left"] -= 1
            route.fulfill(status=404)  # type: ignore[attr-defined]
        else:
            route.continue_()  # type: ignore[attr-defined]

    strict.route("**/tim/[0-9a-f]*.json", answer_once)
    strict.get_by_role("combobox").first.fill("ket hon")
    expect(strict.get_by_role("option").first).to_contain_text("kết hôn")
