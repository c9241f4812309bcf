"""Pages that were read stay readable without signal, and say so; pages of functions are never kept."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

import pytest

from app import app
from publisher.offline import FUNCTIONS, MOST_PAGES
from tests.offline.conftest import FORM, PAGES, Phone, Portal, filled, on_the_device, ready
from tests.services.made import SLUG

pytestmark = pytest.mark.browser


def config(built: Path) -> dict[str, dict[str, str]]:
    text = (built / "www/sw.js").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = json.loads(text[text.index("serve(") + 6 : text.rindex(");")])
    return found


def test_every_function_of_the_app_is_left_alone() -> None:
    first = {re.split("[/{]", path)[1] for path in app.routes}
    assert first == set(FUNCTIONS)


def test_files_are_listed_by_the_hash_of_what_is_served(built: Path) -> None:
    listed = config(built)["files"]
    theme = {path: hash for path, hash in listed.items() if path.startswith("/theme/")}
    assert "/theme/js/form.js" in config(built)["form"] and "/theme/css/base.css" in config(built)["shell"]
    assert {*config(built)["form"], *config(built)["shell"]} <= listed.keys()
    for path, hash in theme.items():
        assert sha256((built / "www" / path.lstrip("/")).read_bytes()).hexdigest() == hash


def test_a_visited_procedure_is_readable_without_signal_and_says_since_when(phone: Phone) -> None:
    page = phone.tab("/")
    ready(page)
    page.goto(f"{phone.portal.address}/thu-tuc/{SLUG}/")
    title = page.locator("h1").inner_text()
    page.wait_for_function(f"async () => (await ({PAGES})()).includes('/thu-tuc/{SLUG}/')")
    phone.lose_signal()
    page.goto(f"{phone.portal.address}/thu-tuc/{SLUG}/")
    assert page.locator("h1").inner_text() == title
    note = page.locator("main .note").first.inner_text()
    assert re.search(r"đã xem lúc \d\d:\d\d", note)
    assert page.locator(".mast").evaluate("(one) => getComputedStyle(one).display") != "inline"
    phone.find_signal()
    page.reload()
    assert "đã xem lúc" not in page.inner_text("main")


def test_a_page_that_was_never_read_is_answered_honestly(phone: Phone) -> None:
    page = phone.tab("/")
    ready(page)
    phone.lose_signal()
    for path in ("/thu-tuc/khong-he-co/", "/ho-so"):
        answer = page.goto(phone.portal.address + path)
        assert answer is not None and answer.status == 503
        assert "Trang này cần mạng" in page.inner_text("main")


def test_a_server_that_breaks_shows_what_was_read(phone: Phone, portal: Portal) -> None:
    page = phone.tab("/")
    ready(page)
    page.reload()
    page.wait_for_function(f"async () => (await ({PAGES})()).includes('/')")
    portal.kill()
    page.reload()
    assert "đã xem lúc" in page.inner_text("main")
    portal.start()


def test_pages_of_functions_are_never_kept(phone: Phone) -> None:
    page = filled(phone)
    page.locator(".btns button[value=tiep]").last.click()
    page.wait_for_url("**/kiem-tra")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    page.wait_for_url("**/ho-so/**")
    page.goto(f"{phone.portal.address}/ho-so")
    page.goto(f"{phone.portal.address}/can-bo/dang-nhap")
    page.goto(f"{phone.portal.address}/thu-tuc/?q=t%C3%AAn")
    visited = page.evaluate(PAGES)
    assert not [one for one in visited if one.split("/")[1] in FUNCTIONS]
    assert not any("Thu Hà" in one or "051189000012" in one for one in on_the_device(page))


def test_no_more_pages_are_kept_than_announced(phone: Phone) -> None:
    page = phone.tab("/")
    ready(page)
    page.evaluate(
        """async (most) => { const cache = await caches.open("motcua.visited");
        for (let n = 0; n < most + 20; n += 1) await cache.put(`/cu/${n}/`, new Response("x")); }""",
        MOST_PAGES,
    )
    page.goto(phone.portal.address + FORM)
    page.wait_for_function(f"async () => (await ({PAGES})()).includes('{FORM}')")
    page.wait_for_function(f"async () => (await ({PAGES})()).length <= {MOST_PAGES}")
    assert page.evaluate(PAGES)[-1] == FORM
