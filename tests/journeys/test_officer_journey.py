"""A household business from the citizen's form to the published result, in a real browser, with and without script.

One command serves everything, as a stranger starts it; officers are those of the demo, with the password
that the terminal showed. Pages are looked at by axe and kept as pictures when SHOTS names a folder.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.test_serve import free_port
from tests.services.made import PDF, SLUG, typed

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
MOTCUA = Path(sys.executable).parent / "motcua"
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
NOTE = "Địa chỉ này vừa chuyển nhượng, trụ sở vẫn dùng được."


@dataclass
class Demo:
    """A running demo: where it is, and what its terminal said."""

    address: str
    said: str

    @property
    def password(self) -> str:
        found = re.search(r"shown only now: (\S+)", self.said)
        assert found, self.said
        return found[1]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """What ``make serve`` starts, on a free port and in folders of its own."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    subprocess.run([MOTCUA, "build", "--output", folder / "build"], cwd=ROOT, check=True, capture_output=True)
    address = f"http://127.0.0.1:{port}"
    settings = {
        "MOTCUA_PORT": str(port),
        "MOTCUA_PUBLIC_URL": address,
        "MOTCUA_BUILD": str(folder / "build"),
        "MOTCUA_STATE": str(folder / "var"),
    }
    terminal = folder / "terminal"
    with terminal.open("w") as said:
        process = subprocess.Popen(
            [MOTCUA, "serve", "--demo"], cwd=ROOT, env=os.environ | settings, stdout=said, stderr=said
        )
    for _attempt in range(300):
        try:
            urllib.request.urlopen(address + "/suc-khoe", timeout=5)  # noqa: S310
            break
        except OSError:
            assert process.poll() is None, terminal.read_text()
            time.sleep(0.1)
    yield Demo(address, terminal.read_text())
    process.terminate()
    process.wait(60)


@dataclass
class Desk:
    """One person at one browser window."""

    page: Page
    address: str
    script: bool

    def sign_in(self, login: str, password: str) -> None:
        self.page.goto(self.address + "/can-bo")
        self.page.fill("#ten", login)
        self.page.fill("#mat-khau", password)
        self.page.get_by_role("button", name="Đăng nhập").click()
        self.page.wait_for_url(self.address + "/can-bo")

    def open(self, code: str) -> None:
        """From the inbox to the case, as people go."""
        self.page.goto(self.address + "/can-bo")
        self.page.get_by_role("link", name=code).click()

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def does(self, code: str, name: str) -> None:
        self.open(code)
        self.press(name)
        assert f"Đã ghi: {name}." in self.page.locator("[role=status]").inner_text()

    def look(self, name: str) -> None:
        """The page at both widths: nothing wrong for machines that read aloud, nothing cut off."""
        for width in (1280, 390):
            self.page.set_viewport_size({"width": width, "height": 900})
            if folder := os.environ.get("SHOTS"):
                self.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
            if self.script:
                assert violations(self.page) == [], (name, width)
                wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 0, (name, width)
        self.page.set_viewport_size({"width": 1280, "height": 900})


def violations(page: Page) -> list[str]:
    """What axe finds; evaluated past the policy, which lets no foreign script in."""
    page.evaluate(AXE)
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def windows(chromium: Browser, demo: Demo, request: pytest.FixtureRequest) -> Iterator[Windows]:
    opened = Windows(chromium, demo, request.param)
    yield opened
    opened.close()


class Windows:
    """A browser of their own for everybody."""

    def __init__(self, chromium: Browser, demo: Demo, script: bool) -> None:
        self._chromium, self._demo, self._script = chromium, demo, script
        self._open: list[BrowserContext] = []

    def desk(self, login: str = "") -> Desk:
        context = self._chromium.new_context(
            java_script_enabled=self._script, viewport={"width": 1280, "height": 900}
        )
        self._open.append(context)
        made = Desk(context.new_page(), self._demo.address, self._script)
        if login:
            made.sign_in(login, self._demo.password)
        return made

    def close(self) -> None:
        for context in self._open:
            context.close()


def fill(page: Page, texts: Mapping[str, list[str]]) -> None:
    for name, (text,) in texts.items():
        found = page.locator(f'[name="{name}"]')
        kind = found.first.evaluate("one => one.type")
        if kind in ("radio", "checkbox"):
            page.locator(f'[name="{name}"][value="{text}"]').check()
        elif kind == "select-one":
            found.select_option(text)
        else:
            found.fill(text)


def send(citizen: Desk) -> str:
    """Fill in the form, check it, send it; the code, with the receipt before the citizen."""
    page = citizen.page
    page.goto(f"{citizen.address}/thu-tuc/{SLUG}/nop/")
    fill(page, typed())
    paper = {"name": "giấy đề nghị.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.set_input_files('[name="_paper.giay_de_nghi"]', paper)
    page.locator(".btns button[value=tiep]").click()
    citizen.press("Nộp hồ sơ")
    found = re.search(r"/ho-so/([^/]+)/", page.url)
    assert found, page.url
    return found[1]


def until(desk: Desk, code: str, words: str) -> None:
    """Look at the case again until what runs behind has come so far."""
    for _attempt in range(100):
        desk.open(code) if "/ho-so/" not in desk.page.url else desk.page.reload()
        if words in desk.page.locator("main").inner_text():
            return
        time.sleep(0.2)
    raise AssertionError(f"{words} did not come: {desk.page.locator('main').inner_text()}")


def test_from_inbox_to_published_result(windows: Windows) -> None:
    citizen = windows.desk()
    code = send(citizen)
    mine = citizen.page.url

    stranger = windows.desk()
    stranger.page.goto(f"{stranger.address}/can-bo/ho-so/{code}")
    assert "/can-bo/dang-nhap?ve=" in stranger.page.url
    stranger.look("dang-nhap")

    desk = windows.desk("reception.ubnd-xa")
    desk.look("hop-ho-so")
    until(desk, code, "Chưa quét mã độc")
    desk.look("moi-dang-ky")
    assert "051189000012" not in desk.page.locator("main").inner_text()
    desk.page.locator("summary", has_text="0511••••••12").click()
    assert "051189000012" in desk.page.locator("main").inner_text()

    desk.press("Yêu cầu bổ sung")
    assert desk.page.title().startswith("Lỗi:")
    desk.look("thieu-ly-do")
    desk.page.get_by_role("link", name=re.compile("Nhập lý do")).click()
    assert desk.page.url.endswith("#move-reason")
    desk.page.fill("#move-reason", "Tên hộ kinh doanh trùng trong phường. Chọn tên khác.")
    desk.press("Yêu cầu bổ sung")
    assert "Đã ghi: Yêu cầu bổ sung." in desk.page.locator("[role=status]").inner_text()
    desk.page.fill("#note-text", NOTE)
    desk.press("Thêm ghi chú")
    until(desk, code, "Phiếu yêu cầu bổ sung")
    desk.look("cho-bo-sung")

    citizen.page.goto(mine.partition("?")[0].partition("#")[0])
    assert "Tên hộ kinh doanh trùng trong phường" in citizen.page.locator("main").inner_text()
    assert NOTE not in citizen.page.content()
    supplement(citizen, "Hộ kinh doanh Cà phê Sông Trà Khúc")

    until(desk, code, "Sông Trà Khúc")
    desk.does(code, "Chuyển xử lý")
    reviewer = windows.desk("reviewer.ubnd-xa")
    reviewer.open(code)
    assert NOTE in reviewer.page.locator(".priv").last.inner_text()
    reviewer.does(code, "Trình lãnh đạo ký")
    windows.desk("leader.ubnd-xa").does(code, "Ký kết quả")
    clerk = windows.desk("clerk.ubnd-xa")
    until(clerk, code, "chờ cơ quan ký số")
    clerk.does(code, "Ký số cơ quan và phát hành")
    desk.page.goto(f"{desk.address}/can-bo")
    until(desk, code, "Giấy chứng nhận đăng ký hộ kinh doanh")
    until(desk, code, "Phát hành “Giấy chứng nhận đăng ký hộ kinh doanh”")
    desk.look("co-ket-qua")
    with desk.page.expect_download() as saved:
        desk.page.get_by_role("link", name="Giấy chứng nhận đăng ký hộ kinh doanh").click()
    assert saved.value.suggested_filename == f"{code}-result.pdf"
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF")
    signatures = subprocess.run(["pdfsig", saved.value.path()], capture_output=True, text=True).stdout
    assert signatures.count("Signature is Valid") == 2
    desk.does(code, "Trả kết quả")

    citizen.page.goto(mine.partition("?")[0].partition("#")[0])
    assert "Đã trả kết quả" in citizen.page.locator("main").inner_text()
    desk.press("Thoát")
    assert "/can-bo/dang-nhap" in desk.page.url


def supplement(citizen: Desk, name: str) -> None:
    """Answer what was asked, by the private link."""
    page = citizen.page
    page.locator("summary", has_text="Sửa câu trả lời").click()
    page.locator('[name="ho_kinh_doanh.ten"]').fill(name)
    page.locator('[name="ho_kinh_doanh.cam_doan"]').check()
    with page.expect_navigation():
        page.locator(".btns").get_by_role("button", name="Nộp bổ sung").click()


def test_a_task_is_opened_by_the_chairman_and_found_by_its_code(windows: Windows) -> None:
    leader = windows.desk("leader.ubnd-tinh")
    page = leader.page
    page.goto(f"{leader.address}/can-bo/ho-so/H48.99.01-260101-0001")
    leader.look("khong-tim-thay")
    page.get_by_role("link", name="Việc nội bộ").click()
    leader.look("viec-moi")
    page.get_by_role("link", name="Giao và theo dõi nhiệm vụ").click()
    leader.press("Mở việc")
    leader.look("mo-viec-con-thieu")
    fill(page, {"nhiem_vu.noi_dung": ["Rà soát thời hạn"], "nhiem_vu.khan": ["false"]})
    leader.press("Mở việc")
    code = page.locator("h1").inner_text()
    reviewer = windows.desk("reviewer.ubnd-tinh")
    reviewer.page.fill("#tim", code.partition("-")[2])
    reviewer.press("Tìm")
    assert reviewer.page.locator("h1").inner_text() == code
    reviewer.look("viec-noi-bo")
    reviewer.press("Nhận việc")
    assert "Đã ghi: Nhận việc." in reviewer.page.locator("[role=status]").inner_text()


def test_a_session_that_ended_while_writing_costs_no_word(windows: Windows) -> None:
    code = send(windows.desk())
    desk = windows.desk("reception.ubnd-xa")
    desk.open(code)
    desk.page.fill("#move-reason", "Thiếu chứng thực")
    desk.page.context.clear_cookies()
    desk.press("Yêu cầu bổ sung")
    assert "Thiếu chứng thực" in desk.page.locator("main").inner_text()
    desk.look("het-phien")
    password = re.search(r"now: (\S+)", windows._demo.said)
    assert password
    desk.page.fill("#ten", "reception.ubnd-xa")
    desk.page.fill("#mat-khau", password[1])
    desk.press("Đăng nhập")
    assert desk.page.locator("#move-reason").input_value() == "Thiếu chứng thực"
    desk.press("Yêu cầu bổ sung")
    assert "Yêu cầu bổ sung giấy tờ" in desk.page.locator(".ocase-h").inner_text()
