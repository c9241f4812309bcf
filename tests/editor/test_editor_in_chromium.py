"""An editor who knows no git opens a procedure in a real browser, changes it and saves: one commit, and no more."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from functions.domain.compile import compile_data
from functions.domain.declaration import Procedure
from publisher.front_matter import read_document
from publisher.reference import load_reference

from .conftest import NAME, SERVICE, git

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

MOTCUA = Path(sys.executable).parent / "motcua"
DAY = date(2026, 11, 25)


@dataclass
class Editing:
    """The editors' page as the command serves it, open in a browser that reaches nothing else."""

    address: str
    page: Page
    foreign: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def open(self, slug: str) -> None:
        self.page.goto(self.address)
        self.page.get_by_role("button", name="Đăng nhập").click()
        self.page.get_by_text("Thêm thủ tục").wait_for()
        self.page.get_by_role("link", name="xác nhận: tình trạng hôn nhân").click()
        self.page.locator("label", has_text=re.compile("^Tên$")).first.wait_for()

    def part(self, label: str) -> Locator:
        """A list or group of the form, by its name."""
        return self.page.locator("label", has_text=re.compile(f"^{label}")).locator("xpath=../..").first

    def save(self) -> str:
        """Save, and answer with what the page said."""
        self.page.get_by_role("button", name="Công bố").click()
        self.page.get_by_text("Công bố ngay").click()
        told = self.page.locator("[class*=Toastify__toast-body], [role=alert]").filter(
            has_text=re.compile(r"\w")
        )
        told.first.wait_for()
        return told.first.inner_text()


@pytest.fixture
def editing(
    repository: Path, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Editing]:
    process = subprocess.Popen(
        [MOTCUA, "editor", "--port", "0", "--output", tmp_path_factory.mktemp("page")],
        cwd=repository,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    address = re.search(r"http://\S+", process.stdout.readline())
    assert address is not None
    context = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 1400})
    made = Editing(address.group(), context.new_page())
    here = re.match(r"http://[^/]+", made.address)
    assert here is not None

    def only_here(route: object, request: object) -> None:
        url = request.url  # type: ignore[attr-defined]
        if url.startswith((here.group(), "data:", "blob:")):
            route.continue_()  # type: ignore[attr-defined]
        else:
            made.foreign.append(url)
            route.abort()  # type: ignore[attr-defined]

    context.route("**/*", only_here)
    made.page.on(
        "console", lambda said: made.broken.append(said.text) if "Content Security" in said.text else None
    )
    yield made
    context.close()
    process.terminate()
    process.communicate(timeout=30)


def compiled(root: Path) -> Procedure:
    reference = load_reference(root / "content" / "reference", root)
    path = root / NAME
    service = compile_data(read_document(path).data, path.stem, reference)
    assert isinstance(service, Procedure)
    return service


@pytest.mark.browser
def test_a_fee_changed_and_a_paper_added_are_one_commit_that_means_just_that(
    editing: Editing, repository: Path
) -> None:
    before = compiled(repository)
    editing.open("xac-nhan-tinh-trang-hon-nhan")
    fees = editing.part("Phí, lệ phí")
    fees.get_by_role("button", name="Mở").first.click()
    fees.get_by_label("Số tiền (đồng)").first.fill("10000")
    papers = editing.part("Thành phần hồ sơ")
    papers.get_by_role("button", name="Thêm thành phần hồ sơ").click()
    papers.get_by_label("Tên riêng trong tệp").last.fill("can_cuoc")
    papers.get_by_label("Tên giấy tờ").last.fill("Thẻ căn cước: bản chụp hai mặt")
    papers.get_by_label(re.compile("^Bắt buộc")).last.select_option("no")
    editing.save()
    editing.page.get_by_text("THAY ĐỔI ĐÃ ĐƯỢC LƯU").wait_for()

    assert git(repository, "log", "--format=%an|%s", "-1").startswith(
        "Lê Thị Lan|Sửa thủ tục: ho-tich/xac-nhan"
    )
    assert (
        git(repository, "status", "--porcelain") == ""
        and git(repository, "rev-list", "--count", "HEAD") == "2\n"
    )
    changed = [
        line for line in git(repository, "diff", "-U0", "HEAD~1").splitlines() if re.match(r"[-+] ", line)
    ]
    assert changed == [
        "-    amount: 8000   # từ 01/07/2025",
        "+    amount: 10000   # từ 01/07/2025",
        "+  - id: can_cuoc",
        '+    name: "Thẻ căn cước: bản chụp hai mặt"',
        "+    required: false",
    ]
    after = compiled(repository)
    assert (
        after.fees[0].amount == 10000
        and after.evidence[-1].id == "can_cuoc"
        and not after.evidence[-1].required
    )
    fees_back = after.model_copy(update={"fees": before.fees, "evidence": before.evidence})
    assert fees_back == before
    check = subprocess.run([MOTCUA, "check", NAME], cwd=repository, capture_output=True, text=True)
    assert check.returncode == 0, check.stdout
    assert editing.foreign == [] and editing.broken == []


@pytest.mark.browser
def test_what_check_refuses_is_said_in_the_page_and_stays_in_the_form(
    editing: Editing, repository: Path
) -> None:
    editing.open("xac-nhan-tinh-trang-hon-nhan")
    papers = editing.part("Thành phần hồ sơ")
    papers.get_by_role("button", name="Thêm thành phần hồ sơ").click()
    papers.get_by_label("Tên riêng trong tệp").last.fill("to_khai")
    papers.get_by_label("Tên giấy tờ").last.fill("Giấy bổ xung")
    said = editing.save()
    assert "Chưa lưu" in said and "to_khai" in said
    assert (repository / NAME).read_text(encoding="utf-8") == SERVICE
    assert (
        git(repository, "rev-list", "--count", "HEAD") == "1\n"
        and git(repository, "status", "--porcelain") == ""
    )

    for label, words in (("Tên riêng trong tệp", "giay_khac"), ("Tên giấy tờ", "Giấy bổ sung")):
        papers.get_by_label(label).last.press("ControlOrMeta+a")
        papers.get_by_label(label).last.press_sequentially(words)
    editing.save()
    editing.page.get_by_text("THAY ĐỔI ĐÃ ĐƯỢC LƯU").wait_for()
    assert compiled(repository).evidence[-1].name == "Giấy bổ sung"


@pytest.mark.browser
def test_a_question_s_choices_deep_in_the_form_can_be_changed(editing: Editing, repository: Path) -> None:
    editing.open("xac-nhan-tinh-trang-hon-nhan")
    form = editing.part("Biểu mẫu")
    closed = form.locator('button[aria-label="Mở"]:visible')
    for _time in range(20):
        if not closed.count():
            break
        closed.first.click()
    label = form.get_by_label("Lời hiển thị", exact=True)
    shown = [n for n in range(label.count()) if label.nth(n).input_value() == "Chưa"]
    label.nth(shown[0]).fill("Chưa bao giờ")
    editing.save()
    editing.page.get_by_text("THAY ĐỔI ĐÃ ĐƯỢC LƯU").wait_for()
    changed = [
        line for line in git(repository, "diff", "-U0", "HEAD~1").splitlines() if re.match(r"[-+] ", line)
    ]
    assert changed == [
        "-          - {value: chua, label: Chưa}",
        "+          - {value: chua, label: Chưa bao giờ}",
    ]


@pytest.mark.browser
def test_a_notice_written_from_nothing_becomes_a_file_with_a_day_and_a_category(
    editing: Editing, repository: Path
) -> None:
    page = editing.page
    page.goto(editing.address)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("link", name="Tin", exact=True).click()
    page.get_by_text("Thêm tin").click()
    page.get_by_label("Tên", exact=True).fill("Đổi giờ tiếp dân")
    page.get_by_label("Ngày đăng").fill("2026-11-20")
    page.get_by_label("Cơ quan đăng").fill("Văn phòng UBND tỉnh")
    page.locator("label", has_text=re.compile("^Chuyên mục")).locator("xpath=../..").get_by_role(
        "combobox"
    ).click()
    page.locator("[id^=react-select][id*=option]").first.click()
    page.locator("[data-slate-editor]").last.click()
    page.keyboard.type("Từ ngày 01/12, tiếp dân lúc 8 giờ.")
    editing.save()
    page.wait_for_url("**/entries/doi-gio-tiep-dan")
    text = (repository / "content/news/doi-gio-tiep-dan.md").read_text(encoding="utf-8")
    assert "title: Đổi giờ tiếp dân\n" in text and "date: 2026-11-20\n" in text.replace('"', "")
    assert text.endswith("---\nTừ ngày 01/12, tiếp dân lúc 8 giờ.\n") and "until" not in text
