"""The handbook as people meet it: in a real browser, under the portal's own policy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from functions.entrypoints.gateway import Gateway
from tests.handbook.conftest import ROOT, _App, run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

BIRTH = "quy-trinh/ho-tich/dang-ky-khai-sinh/"
SCREENS = [(1280, 900), (390, 800)]


@pytest.fixture
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that fails the test when the browser complains, e.g. of the content security policy."""
    width, height = getattr(request, "param", SCREENS[0])
    made = chromium.new_page(viewport={"width": width, "height": height})
    complaints: list[str] = []
    made.on("console", lambda one: complaints.append(one.text) if one.type in ("error", "warning") else None)
    made.on("pageerror", lambda one: complaints.append(str(one)))
    yield made
    made.close()
    assert complaints == []


def found(page: Page, address: str, query: str) -> list[str]:
    """Addresses of the pages that a typed query finds, the best first."""
    page.goto(f"{address}/")
    if page.viewport_size and page.viewport_size["width"] < 960:
        page.locator("label[for=__search]").first.click()
    typed = page.locator("input[name=query]")
    typed.click()
    typed.fill(query)
    typed.press("End")
    expect(page.locator(".md-search-result__meta")).to_have_text(re.compile("tài liệu"), timeout=30_000)
    links = page.locator(
        ".md-search-result__item > a, .md-search-result__item article a.md-search-result__link"
    )
    places = links.evaluate_all("all => all.map(one => one.href)")
    return list(dict.fromkeys(one.split("?")[0].split("#")[0].removeprefix(f"{address}/") for one in places))


@pytest.mark.parametrize("page", SCREENS, indirect=True, ids=["wide", "phone"])
def test_vietnamese_without_diacritics_finds_the_page(page: Page, address: str) -> None:
    assert found(page, address, "dang ky khai sinh")[0] == BIRTH


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("đăng ký khai sinh", BIRTH),
        (unicodedata.normalize("NFD", "đăng ký khai sinh"), BIRTH),
        ("DANG KY KHAI SINH", BIRTH),
        ("gia han", "can-bo/bo-sung-tu-choi/"),
        ("1.001193", BIRTH),
        ("sao luu", "van-hanh/sao-luu/"),
        ("đằng ky khai sinh", BIRTH),
        ("dang ky khai sinh qwertz", BIRTH),
    ],
    ids=[
        "with marks",
        "decomposed",
        "capitals",
        "other words",
        "a code",
        "an operator",
        "wrong marks",
        "a word too many",
    ],
)
def test_what_people_type_finds_what_they_mean(page: Page, address: str, query: str, wanted: str) -> None:
    assert wanted in found(page, address, query)[:3]


def test_what_is_typed_before_the_index_has_come_is_answered_when_it_comes(page: Page, address: str) -> None:
    held: list[Route] = []
    page.route("**/search_index.json", lambda route: held.append(route))
    page.goto(f"{address}/")
    typed = page.locator("input[name=query]")
    typed.click()
    typed.press_sequentially("sao luu")
    expect(page.locator(".md-search-result__item")).to_have_count(0)
    held[0].continue_()
    expect(page.locator(".md-search-result__item").first).to_contain_text("Sao lưu", timeout=30_000)


def test_marks_that_were_typed_are_meant(page: Page, address: str) -> None:
    """“ký” (sign) is no “kỳ” (period), though both are folded to one."""
    page.goto(f"{address}/")
    assert found(page, address, "chữ ký") != found(page, address, "chữ kỳ")
    first = found(page, address, "chữ ký số")[0]
    assert "chu-ky-so" in first


def test_a_word_that_nobody_wrote_finds_nothing(page: Page, address: str) -> None:
    assert found(page, address, "qwertzuiop") == []


@pytest.mark.parametrize("page", SCREENS, indirect=True, ids=["wide", "phone"])
@pytest.mark.parametrize("path", ["", BIRTH, "tra-cuu/khoa/", "quy-trinh/", "nguoi-dan/nop-ho-so/"])
def test_a_page_fits_its_screen_and_carries_the_portals_header(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}/{path}")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    head = page.locator(".portal-frame header.mast")
    assert head.is_visible()
    assert head.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(10, 47, 80)"
    assert "Be Vietnam Pro" in page.locator("h1").evaluate("one => getComputedStyle(one).fontFamily")


@pytest.mark.parametrize("page", SCREENS, indirect=True, ids=["wide", "phone"])
def test_words_can_be_told_from_their_ground(page: Page, address: str) -> None:
    """axe sees what contrast, names and roles lack; wide tables are scrolled by keyboard where they overflow."""
    axe = (ROOT / "node_modules/axe-core/axe.min.js").read_text()
    for path in ("", BIRTH):
        page.goto(f"{address}/{path}")
        page.evaluate(axe)
        rules = "{runOnly: ['color-contrast', 'link-in-text-block', 'heading-order', 'image-alt', 'list']}"
        violations = page.evaluate(f"axe.run('.md-content', {rules}).then(all => all.violations)")
        assert [(one["id"], [n["html"][:90] for n in one["nodes"][:3]]) for one in violations] == []


def test_the_header_is_the_portals_own(built: Path, tmp_path: Path) -> None:
    from functions.rendering.pages import Pages
    from publisher.reference import load_reference

    reference = load_reference(ROOT / "content/reference", ROOT)
    page = Pages(ROOT / "themes/civic", reference).render(
        "problem.html", status=404, message="x", faults=(), incident=""
    )
    links = r'<header class="mast".*?</header>'
    portal = re.findall(r'href="(/[^"]*)"', re.search(links, page, re.S)[0])  # type: ignore[index]
    ours = re.findall(r'href="(/[^"]*)"', re.search(links, (built / "index.html").read_text(), re.S)[0])  # type: ignore[index]
    assert portal == ours and "/thu-tuc/" in ours


def test_no_page_holds_an_inline_script_or_style_or_calls_elsewhere(built: Path) -> None:
    for path in built.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        scripts = re.findall(r"<script(?![^>]*(?:\bsrc=|application/json))", html)
        assert scripts == [] and "<style" not in html and not re.search(r"<[^>]+ style=", html), path
        assert not re.search(r'<(?:script|link|img)[^>]+(?:src|href)="https?://', html), path


def test_its_successor_builds_the_same_pages(built: Path, sources: Path) -> None:
    done = run(sources, "zensical", "build", "--strict", "--clean", "--config-file", "mkdocs.yml")
    assert done.returncode == 0, done.stdout + done.stderr

    def pages(folder: Path) -> set[str]:
        return {str(path.relative_to(folder)) for path in folder.rglob("index.html")}

    assert pages(built) == pages(sources / "handbook-zensical") != set()


def test_a_dead_link_fails_the_build(sources: Path, tmp_path: Path) -> None:
    for name, text in (("index.md", "# A\n[b](b.md#nowhere)\n[c](c.md)\n"), ("b.md", "# B\n")):
        (tmp_path / "docs").mkdir(exist_ok=True)
        (tmp_path / "docs" / name).write_text(text)
    settings = (sources / "mkdocs.yml").read_text().split("nav:\n- ")[0].replace("handbook-src", "docs")
    (tmp_path / "mkdocs.yml").write_text(settings.replace("custom_dir: handbook-theme", ""))
    done = run(tmp_path, "mkdocs", "build", "--strict", "--config-file", "mkdocs.yml")
    assert done.returncode == 1
    assert "c.md" in done.stderr and "#nowhere" in done.stderr


def asked(gateway: Gateway, path: str) -> str:
    status: list[str] = []
    gateway(
        {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_ACCEPT": "text/html"},
        lambda line, _headers: status.append(line[:3]),
    )
    return status[0]


def test_the_portal_shows_it_under_its_own_address_and_nothing_beside_it(built: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("portal")
    gateway = Gateway(_App(), tmp_path, 1000, beside={"huong-dan": built})
    assert (
        asked(gateway, "/huong-dan/") == asked(gateway, f"/huong-dan/{BIRTH}") == asked(gateway, "/") == "200"
    )
    assert asked(gateway, "/huong-dan") == "301"
    assert asked(gateway, "/huong-dan/../mkdocs.yml") == asked(gateway, "/huong-dan/khong-co/") == "404"
    unbuilt = Gateway(_App(), tmp_path, 1000, beside={"huong-dan": tmp_path / "none"})
    assert asked(unbuilt, "/huong-dan/") == "404" and asked(unbuilt, "/") == "200"
