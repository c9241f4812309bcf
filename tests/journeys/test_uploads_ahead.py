"""A real browser sends files straight to a real S3 server, and by way of our own route where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route

from functions.adapters.aws.s3.buckets import create
from functions.bootstrap import World, open_world
from functions.settings import Settings
from tests.effects.serving import Served, serving, until
from tests.journeys.filling import fill, tab, violations
from tests.object_store import ObjectStore, place_of
from tests.services.conftest import built
from tests.services.made import PDF, SLUG, officer, typed
from tests.storages import STORAGES, settings_on

__all__ = ["built"]
pytestmark = pytest.mark.browser

PAPER = '[name="_paper.giay_de_nghi"]'
AHEAD = ".file__ahead [role=status]"
LARGE = 6 * 2**20
SMALL_MB = "1"
"""What the server takes in one request, in megabytes, where the file must go another way."""


@pytest.fixture(scope="module", params=STORAGES)
def installed(
    request: pytest.FixtureRequest, built: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, Served]]:
    """With S3, no request to the functions may be larger than 1 MB."""
    given: dict[str, Any] = {"state": tmp_path_factory.mktemp(request.param) / "var", "build": built}
    told: dict[str, str] = {}
    server: ObjectStore | None = None
    if request.param == "s3":
        server = request.getfixturevalue("s3")
        stored = settings_on(server)
        given |= stored
        told = {**stored, "max_body_mb": SMALL_MB}
    world = open_world(Settings(**given))
    with serving(world, **told) as running:
        if server:
            assert create(place_of(server), world.settings.s3_bucket, running.address) == []
        yield world, running
    world.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("papers") / "giấy đề nghị.pdf"
    path.write_bytes(PDF + b"%" * LARGE)
    return path


def opened(page: Page, served: Served) -> None:
    page.goto(f"{served.address}/thu-tuc/{SLUG}/nop/")
    fill(page, typed())


def save(page: Page) -> None:
    page.get_by_role("button", name="Lưu và kiểm tra").last.click()


def test_a_large_file_goes_ahead_is_sent_looked_at_and_opened(
    chromium: Browser, installed: tuple[World, Served], large: Path
) -> None:
    world, served = installed
    carried: list[Request] = []
    with tab(chromium, True) as page:
        page.on("request", lambda one: carried.append(one) if one.method in ("POST", "PUT") else None)
        opened(page, served)
        page.set_input_files(PAPER, large)
        page.locator(AHEAD, has_text="Đã tải lên “giấy đề nghị.pdf”.").wait_for()
        assert violations(page) == ""
        save(page)
        page.wait_for_url("**/kiem-tra")
        assert "giấy đề nghị.pdf" in page.locator("main").inner_text()
        page.get_by_role("button", name="Nộp hồ sơ").click()
        page.wait_for_url("**/ho-so/**")
        code = page.locator(".done__code").inner_text()
    told = [one.url.removeprefix(served.address) for one in carried]
    ask, there, form = told[:3]
    assert ask == f"/nop/{SLUG}/tep" and form == f"/nop/{SLUG}"
    endpoint = world.settings.s3_endpoint
    assert there.startswith(endpoint if endpoint else "/tai-len/")
    assert len(carried[2].post_data_buffer or b"") < 2**20
    desk = officer(world, "reception")

    def judged() -> bool:
        return all(one.state != "waiting" for one in world.casework.open(desk, code).state.files)

    until(judged)
    (file,) = world.casework.open(desk, code).state.files
    assert world.casework.file(desk, code, file.id)[-1] == large.read_bytes()
    assert world.blobs.exists(file.id, "clean") and not world.blobs.exists(file.id, "quarantine")


def test_whoever_presses_early_waits_for_the_file_and_sees_it_leave(
    chromium: Browser, installed: tuple[World, Served], large: Path
) -> None:
    _world, served = installed
    held: list[Route] = []
    with tab(chromium, True) as page:
        opened(page, served)
        page.route("**/nop/*/tep", lambda route: held.append(route))
        page.set_input_files(PAPER, large)
        page.locator(AHEAD, has_text="Đang tải lên").wait_for()
        assert page.locator(".file__ahead progress").is_visible() and violations(page) == ""
        save(page)
        page.locator(AHEAD, has_text="Chờ tải xong “giấy đề nghị.pdf”").wait_for()
        assert "/nop/" in page.url
        held[0].continue_()
        page.wait_for_url("**/kiem-tra")
        assert "giấy đề nghị.pdf" in page.locator("main").inner_text()


@pytest.mark.parametrize("way", ["**/nop/*/tep", "**/{tai-len,*-quarantine}/**"], ids=["asking", "carrying"])
def test_a_file_that_does_not_get_through_goes_with_the_form(
    chromium: Browser, installed: tuple[World, Served], tmp_path: Path, way: str
) -> None:
    _world, served = installed
    small = tmp_path / "nhỏ.pdf"
    small.write_bytes(PDF)
    with tab(chromium, True) as page:
        opened(page, served)
        for pattern in (way, way.removesuffix("/**")):
            page.route(pattern, lambda route: route.abort())
        page.set_input_files(PAPER, small)
        page.locator(AHEAD, has_text="Chưa tải riêng được “nhỏ.pdf”").wait_for()
        assert violations(page) == ""
        save(page)
        page.wait_for_url("**/kiem-tra")
        assert "nhỏ.pdf" in page.locator("main").inner_text()


def test_a_file_chosen_no_more_is_not_sent(
    chromium: Browser, installed: tuple[World, Served], large: Path, tmp_path: Path
) -> None:
    _world, served = installed
    other = tmp_path / "khác.pdf"
    other.write_bytes(PDF)
    with tab(chromium, True) as page:
        opened(page, served)
        page.set_input_files(PAPER, large)
        page.set_input_files(PAPER, other)
        page.locator(AHEAD, has_text="Đã tải lên “khác.pdf”").wait_for()
        assert page.locator(AHEAD).count() == 1
        save(page)
        page.wait_for_url("**/kiem-tra")
        text = page.locator("main").inner_text()
        assert "khác.pdf" in text and "giấy đề nghị.pdf" not in text


def test_without_script_the_form_carries_its_files_and_says_how_much(
    chromium: Browser, installed: tuple[World, Served], tmp_path: Path
) -> None:
    _world, served = installed
    small = tmp_path / "nhỏ.pdf"
    small.write_bytes(PDF)
    with tab(chromium, False) as page:
        opened(page, served)
        beside = page.locator(f".field:has({PAPER}) noscript, .field:has({PAPER}) .hint")
        assert any("gửi được tối đa 4,5 MB tệp" in text for text in beside.all_inner_texts())
        page.set_input_files(PAPER, small)
        save(page)
        page.wait_for_url("**/kiem-tra")
        assert "nhỏ.pdf" in page.locator("main").inner_text()
