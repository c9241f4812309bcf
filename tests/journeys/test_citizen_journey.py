"""A citizen goes the whole way in a real browser, with and without script: wrong first, then right, then sent,
followed, supplemented."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from functions.bootstrap import World, open_world
from functions.domain.declaration import Status
from functions.services.supplement import typed_again
from functions.settings import Settings
from publisher.front_matter import read_document
from tests.effects.serving import Served, serving, until
from tests.journeys.filling import fill, held, tab, violations
from tests.services.conftest import built
from tests.services.made import HOME, PDF, officer

__all__ = ["built"]
pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
NUMBER = "nguoi_nop.so_dinh_danh"
PHONE = "nguoi_nop.dien_thoai"


@dataclass(frozen=True)
class Way:
    """One procedure: its file, the paper that its first example needs, and what the check page must show."""

    path: str
    paper: str
    fee: str
    limit: str

    @property
    def slug(self) -> str:
        return Path(self.path).stem

    def example(self) -> dict[str, Any]:
        file = ROOT / "content/procedures" / self.path
        found: dict[str, Any] = read_document(file, file.name).data["examples"][0]["answers"]
        return found


WAYS = (
    Way("ho-tich/dang-ky-khai-sinh.md", "giay_chung_sinh", "Tổng cộng 16.000 đồng", "Trong ngày"),
    Way(
        "ho-kinh-doanh/dang-ky-thanh-lap-ho-kinh-doanh.md",
        "giay_de_nghi",
        "Tổng cộng 150.000 đồng",
        "3 ngày làm việc",
    ),
    Way("ho-tich/cap-giay-xac-nhan-tinh-trang-hon-nhan.md", "", "chưa khai mức thu", "3 ngày làm việc"),
)


@pytest.fixture(scope="module")
def world(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    opened = open_world(Settings(state=tmp_path_factory.mktemp("citizen") / "var", build=built))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def served(world: World) -> Iterator[Served]:
    with serving(world) as running:
        yield running


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("papers") / "giấy tờ.pdf"
    path.write_bytes(PDF)
    return path


def answers(world: World, way: Way) -> dict[str, list[str]]:
    """The example as a person types it, with every declaration ticked."""
    _version, service = world.submissions.procedure(way.slug)
    example = way.example()
    raw = {"_office": [HOME], **typed_again(service.form, example)}
    for section in service.form:
        for one in section.fields:
            if one.kind == "declaration" and example.get(section.id, {}).get(one.id):
                raw[f"{section.id}.{one.id}"] = ["true"]
    return raw


def words(page: Page) -> str:
    return " ".join(page.locator("main").inner_text().split())


def says(page: Page, *texts: str) -> None:
    """Wait until the page says so: the form's script sends what a click began a moment later."""
    for text in texts:
        page.locator("main", has_text=text).wait_for()


def look(page: Page, script: bool) -> None:
    """axe runs as a script of its own; where scripts are off it has seen the same page with them on."""
    if script:
        assert violations(page) == ""


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.slug)
def test_from_the_guidance_to_the_supplement(
    chromium: Browser, served: Served, world: World, pdf: Path, way: Way, script: bool
) -> None:
    with tab(chromium, script) as page:
        page.goto(f"{served.address}/thu-tuc/{way.slug}/")
        page.get_by_role("link", name="Nộp hồ sơ trực tuyến").click()
        raw = answers(world, way)
        fill(page, raw | {NUMBER: ["05118900001"]})
        if way.paper:
            page.set_input_files(f'[name="_paper.{way.paper}"]', pdf)
        look(page, script)
        page.get_by_role("button", name="Lưu và kiểm tra").last.click()
        wrong_then_mended(page, raw, script)
        checked(page, way, script)
        page.get_by_role("button", name="Nộp hồ sơ").click()
        code = received(page, way, script)
        followed_by_code(page, served, code, script)
        supplemented(page, world, code, way, pdf, script)


def wrong_then_mended(page: Page, raw: dict[str, list[str]], script: bool) -> None:
    """The summary leads to the question, nothing else is lost, and the right answer goes through."""
    page.wait_for_selector(".errsum")
    assert page.title().startswith("Lỗi:")
    assert "Số định danh cá nhân phải có 12 chữ số. Bạn đã nhập 11" in words(page)
    look(page, script)
    kept = held(page)
    assert kept[NUMBER] == "05118900001"
    assert {name: kept.get(name) for name in raw if name != NUMBER} == {
        name: texts[-1] for name, texts in raw.items() if name != NUMBER
    }
    page.locator(".errsum a").first.click()
    assert page.evaluate("() => document.activeElement.name") == NUMBER if script else True
    fill(page, {NUMBER: raw[NUMBER]})
    page.get_by_role("button", name="Lưu và kiểm tra").last.click()
    page.wait_for_url("**/kiem-tra")


def checked(page: Page, way: Way, script: bool) -> None:
    seen = words(page)
    assert "Kiểm tra trước khi nộp" in seen and way.fee in seen and way.limit in seen
    if way.paper:
        assert "giấy tờ.pdf" in seen
    look(page, script)
    page.locator(f'a[href$="#f-{PHONE.replace(".", "-")}"]').click()
    page.wait_for_url("**/ban-nhap/*")
    assert page.url.endswith("#f-nguoi_nop-dien_thoai")
    page.get_by_role("button", name="Lưu và kiểm tra").last.click()
    page.wait_for_url("**/kiem-tra")


def received(page: Page, way: Way, script: bool) -> str:
    page.wait_for_url("**/ho-so/**")
    code = page.locator(".done__code").inner_text()
    assert "Đã nhận hồ sơ" in words(page) and f"/ho-so/{code}/" in page.url
    assert page.locator("#lien-ket").input_value().endswith(page.url.partition("/ho-so/")[2])
    look(page, script)
    return code


def followed_by_code(page: Page, served: Served, code: str, script: bool) -> None:
    own = page.url
    page.goto(f"{served.address}/ho-so")
    look(page, script)
    page.get_by_label("Mã hồ sơ").fill(code)
    page.get_by_role("button", name="Tra cứu").click()
    says(page, "Mới đăng ký")
    assert "Nguyễn" not in words(page)
    look(page, script)
    page.goto(own)


def supplemented(page: Page, world: World, code: str, way: Way, pdf: Path, script: bool) -> None:
    own, desk, expert = page.url, officer(world, "reception"), officer(world, "reviewer")
    case_id = world.cases.by_code(code)

    def act(who: Any, transition: str, reason: str = "") -> None:
        seen = world.casework.open(who, code).seq
        world.casework.move(who, code, transition, reason, {}, seen)

    act(desk, "receive")
    act(desk, "transfer")
    act(expert, "ask_supplement", "Số điện thoại không liên lạc được")
    until(
        lambda: (
            not world.store.outbox.counts().get("pending") and not world.store.outbox.counts().get("claimed")
        )
    )
    page.goto(own)
    assert "Bạn cần bổ sung hồ sơ" in words(page) and "không liên lạc được" in words(page)
    assert page.get_by_role("link", name="Phiếu yêu cầu bổ sung").count() == 1
    look(page, script)
    page.get_by_text("Sửa câu trả lời, hoặc thêm giấy tờ khác").click()
    fill(page, {PHONE: ["09051234"]}, "#bo-sung")
    page.get_by_role("button", name="Nộp bổ sung").last.click()
    page.wait_for_selector(".errsum")
    assert page.title().startswith("Lỗi:") and held(page, "#bo-sung")[PHONE] == "09051234"
    look(page, script)
    fill(page, {PHONE: ["0905999888"]}, "#bo-sung")
    for box in page.locator('#bo-sung input[type="checkbox"]:not(:checked)').all():
        box.check()
    page.get_by_role("button", name="Nộp bổ sung").last.click()
    page.wait_for_url(own)
    assert "Bạn nộp bổ sung" in words(page) and "Hẹn trả:" in words(page)
    look(page, script)
    state = world.cases.load(case_id).state
    assert state.status is Status.RECEIVED and state.answers
    assert state.answers["nguoi_nop"]["dien_thoai"] == "0905999888"


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_saved_for_later_reopened_and_withdrawn(
    chromium: Browser, served: Served, world: World, script: bool
) -> None:
    way = WAYS[2]
    with tab(chromium, script) as page:
        page.goto(f"{served.address}/thu-tuc/{way.slug}/nop/")
        fill(page, {"nguoi_nop.ho_ten": ["Phạm Văn Lâm"]})
        page.get_by_role("button", name="Lưu, làm tiếp sau").click()
        says(page, "Đã lưu bản nháp")
        look(page, script)
        link = page.locator("#lien-ket").input_value()
        page.goto(served.address + "/ban-nhap/" + link.rpartition("/")[2])
        assert held(page)["nguoi_nop.ho_ten"] == "Phạm Văn Lâm"
        fill(page, answers(world, way))
        page.get_by_role("button", name="Lưu và kiểm tra").last.click()
        page.wait_for_url("**/kiem-tra")
        page.get_by_role("button", name="Nộp hồ sơ").click()
        page.wait_for_url("**/ho-so/**")
        own = page.url
        page.go_back()
        page.goto(page.url)
        assert page.url == own or own.partition("/ho-so/")[2].partition("/")[0] in page.url
        page.get_by_text("Tôi muốn rút hồ sơ").click()
        page.get_by_role("button", name="Rút hồ sơ").click()
        says(page, "Chưa rút hồ sơ")
        look(page, script)
        page.get_by_label("Tôi chắc chắn muốn rút hồ sơ này.").check()
        page.get_by_role("button", name="Rút hồ sơ").click()
        says(page, "Bạn rút hồ sơ")
        look(page, script)


def test_a_browser_that_sends_too_much_is_told_what_to_do(
    chromium: Browser, built: Path, tmp_path: Path
) -> None:
    """A real browser shows its own error page when it is cut off while it still sends: ours must arrive."""
    here = open_world(Settings(state=tmp_path / "var", build=built))
    big = tmp_path / "to.pdf"
    big.write_bytes(PDF + b"0" * 3 * 2**20)
    try:
        with serving(here, max_body_mb="1") as running, tab(chromium, False) as page:
            page.goto(f"{running.address}/thu-tuc/{WAYS[1].slug}/nop/")
            page.set_input_files('[name="_paper.giay_de_nghi"]', big)
            page.get_by_role("button", name="Lưu và kiểm tra").last.click()
            says(page, "Nội dung gửi quá lớn", "tệp nhỏ hơn")
            assert said(running.address, b"Content-Length: 99999999") == (413, "Nội dung gửi quá lớn")
            assert said(running.address, b"Content-Length: x1") == (
                400,
                "Yêu cầu không đọc được",
            )
    finally:
        here.close()


def said(address: str, header: bytes) -> tuple[int, str]:
    """What the web server itself answers to a request with this header: the status, and how it begins."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as line:
        line.sendall(
            b"POST /nop/x HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n" + header + b"\r\n\r\n"
        )
        answer = b""
        while chunk := line.recv(65536):
            answer += chunk
    head, _blank, body = answer.partition(b"\r\n\r\n")
    assert b"Content-Security-Policy" in head and b"server" not in head.lower()
    found = re.search(r"<h1>([^.<]*)", body.decode())
    return int(head.split()[1]), found[1] if found else ""
