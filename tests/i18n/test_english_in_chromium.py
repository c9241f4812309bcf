"""A citizen who reads English, with a phone: from the first page to the receipt, and back to Vietnamese."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from functions.bootstrap import World, open_world
from functions.settings import Settings
from tests.effects.serving import Served, serving
from tests.i18n.interface import said_in_vietnamese
from tests.i18n.test_served_in_english import SLUG, answers
from tests.journeys.filling import fill, violations
from tests.services.made import PDF

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def open_(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Served]]:
    world = open_world(Settings(state=tmp_path_factory.mktemp("english") / "var", build=built))
    with serving(world) as served:
        yield world, served
    world.close()


@pytest.fixture(params=[390, 1280])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A window; axe is put in past the policy, and what the policy forbids fails the test."""
    size = {"width": request.param, "height": 844}
    context = chromium.new_context(viewport=size, locale="en-GB", bypass_csp=True, service_workers="block")
    opened, wrong = context.new_page(), list[str]()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    context.close()
    assert wrong == []


def looked_at(page: Page, worked: bool = True) -> str:
    """Its words, after everything that must be true of an English page."""
    assert page.locator("html").get_attribute("lang") == "en"
    assert violations(page) == ""
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    if worked:
        assert said_in_vietnamese(page.content()) == set()
    return " ".join(page.locator("main").inner_text().split())


def test_from_the_first_page_to_the_receipt(page: Page, open_: tuple[World, Served], tmp_path: Path) -> None:
    world, served = open_
    paper = tmp_path / "birth.pdf"
    paper.write_bytes(PDF)
    page.goto(f"{served.address}/")
    page.get_by_role("link", name="English", exact=True).click()
    assert "What do you need to do?" in looked_at(page)
    page.get_by_role("link", name="Register a birth").first.click()
    assert "Steps" in looked_at(page)
    page.get_by_role("link", name="Apply online").click()
    assert page.url.endswith(f"/en/thu-tuc/{SLUG}/nop/")
    raw = answers(world)
    raw.pop("_do")
    fill(page, raw | {"nguoi_nop.so_dinh_danh": ["05118900001"]})
    page.set_input_files('[name="_paper.giay_chung_sinh"]', paper)
    looked_at(page)
    page.get_by_role("button", name="Save and check").last.click()
    page.wait_for_selector(".errsum")
    assert page.title().startswith("Error:")
    assert "must have 12 digits. You entered 11" in looked_at(page)
    fill(page, {"nguoi_nop.so_dinh_danh": raw["nguoi_nop.so_dinh_danh"]})
    page.get_by_role("button", name="Save and check").last.click()
    page.wait_for_url("**/kiem-tra?*")
    assert "Check before you send" in looked_at(page)
    page.get_by_role("button", name="Send the application").click()
    page.wait_for_url("**/ho-so/**")
    assert "Application received" in looked_at(page)
    code = page.locator(".done__code").inner_text()
    own = page.url
    page.goto(f"{served.address}/ho-so?ngon_ngu=en")
    page.get_by_label("Application code").fill(code)
    page.get_by_role("button", name="Look up").click()
    assert "Newly sent" in looked_at(page) and "ngon_ngu=en" in page.url
    page.goto(own)
    page.get_by_role("link", name="Tiếng Việt").click()
    assert page.locator("html").get_attribute("lang") == "vi"
    assert "Đã nhận hồ sơ" in page.locator("main").inner_text()


def test_english_pages_of_every_kind_have_no_fault_that_axe_sees(
    page: Page, open_: tuple[World, Served]
) -> None:
    _world, served = open_
    for path in ("/en/thu-tuc/", "/en/thu-tuc/linh-vuc/ho-tich/", "/en/thu-tuc/dang-ky-ket-hon/"):
        page.goto(served.address + path)
        looked_at(page, worked="ket-hon" not in path)
    for path in ("/en/404.html", "/en/khong-co/"):
        page.goto(served.address + path)
        looked_at(page, worked=False)
    for path in ("/kiem-tra-chu-ky", "/can-bo/dang-nhap"):
        page.goto(f"{served.address}{path}?ngon_ngu=en")
        looked_at(page)
