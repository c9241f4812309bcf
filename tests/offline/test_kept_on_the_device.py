"""What a device keeps of a begun form: all of it for the link, nothing for anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.filling import fill, held, violations
from tests.offline.conftest import KEPT, PANEL, Phone, drafts, filled, kept, on_the_device, ready, told
from tests.services.made import SLUG, typed

pytestmark = pytest.mark.browser

NAME = "nguoi_nop.ho_ten"
GROUPED = "/thu-tuc/dang-ky-bien-dong-dat-dai/nop/"
GROUP = "cac_ben.ben_nhan"


def test_nothing_is_readable_without_the_link(phone: Phone, paper: Path) -> None:
    page = filled(phone)
    page.set_input_files('[name="_paper.giay_de_nghi"]', paper)
    kept(page)
    secret = page.url.partition(".")[2].split(".")[-1]
    page.close()
    other = phone.tab("/")
    kept_here = drafts(other)
    assert len(kept_here) == 2
    personal = [
        "Nguyễn Thị Thu Hà",
        "051189000012",
        "0905123456",
        "ha@example.vn",
        "Sông Trà",
        SLUG,
        "%PDF",
        secret,
    ]
    for text in personal:
        assert not any(text.encode().decode("latin1") in one or text in one for one in kept_here)
    assert not any("0905123456" in one or "Thu Hà" in one or secret in one for one in on_the_device(other))


def test_a_fresh_form_shows_nothing_of_the_one_before(phone: Phone) -> None:
    filled(phone).close()
    page = phone.tab()
    ready(page)
    assert held(page)[NAME] == "" and not page.is_visible(PANEL)


def test_a_link_with_another_key_opens_nothing_and_spoils_nothing(phone: Phone) -> None:
    page = filled(phone)
    link = page.url
    page.close()
    letter = "A" if link[-5] != "A" else "B"
    wrong = phone.tab(link[:-5] + letter + link[-4:])
    wrong.wait_for_selector(f"{KEPT} >> text=không mở được bản nháp")
    wrong.fill(f'[name="{NAME}"]', "Người Khác")
    kept(wrong)
    wrong.close()
    right = phone.tab(link)
    right.wait_for_selector(f"{KEPT} >> text=Đã mở lại")
    assert held(right)[NAME] == "Nguyễn Thị Thu Hà"


def test_a_store_that_the_browser_emptied_is_told(phone: Phone) -> None:
    page = filled(phone)
    link = page.url
    page.close()
    elsewhere = phone.tab("/robots.txt")
    elsewhere.evaluate(
        "() => new Promise((done) => { indexedDB.deleteDatabase('motcua').onsuccess = done; })"
    )
    again = phone.tab(link)
    again.wait_for_selector(f"{KEPT} >> text=không còn giữ bản nháp")
    assert "#" not in again.url
    fill(again, typed())
    kept(again)
    assert "#nhap=" in again.url and again.url != link


FULL = """() => { const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function full(value) {
    if (this.name !== "files") return put.call(this, value);
    const asked = put.call(this, value);
    this.transaction.abort();
    return asked;
  }; }"""
"""A device without room for files. Chromium's own override of the quota overlooks large values."""


def test_a_full_device_costs_the_file_and_never_the_words(phone: Phone, paper: Path) -> None:
    page = filled(phone)
    page.evaluate(FULL)
    page.set_input_files('[name="_paper.giay_de_nghi"]', paper)
    page.wait_for_selector(f"{KEPT} >> text={paper.name}")
    assert "chưa giữ được tệp" in told(page)
    page.fill(f'[name="{NAME}"]', "Còn Nguyên Chữ")
    kept(page)
    page.reload()
    page.wait_for_selector(f"{KEPT} >> text=Đã mở lại")
    assert held(page)[NAME] == "Còn Nguyên Chữ" and paper.name in told(page)


def test_a_device_that_keeps_nothing_says_so_at_once(phone: Phone) -> None:
    page = phone.tab()
    ready(page)
    page.evaluate(
        "() => { IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError'); }; }"
    )
    page.fill(f'[name="{NAME}"]', "Nguyễn Thị Thu Hà")
    page.wait_for_selector(f"{KEPT} >> text=Chưa lưu được trên máy này")
    page.locator(".btns button[value=luu]").click()
    page.wait_for_selector("#lien-ket")


def test_wiping_leaves_nothing(phone: Phone) -> None:
    page = filled(phone)
    link = page.url
    page.click(f"{PANEL} button[data-act=wipe]")
    page.wait_for_selector(f"{KEPT} >> text=Đã xóa khỏi máy này")
    page.wait_for_timeout(800)
    assert drafts(page) == [] and held(page)[NAME] == "" and "#" not in page.url
    again = phone.tab(link)
    again.wait_for_selector(f"{KEPT} >> text=không còn giữ bản nháp")


def test_all_drafts_of_a_shared_device_are_counted_and_wiped_on_one_page(phone: Phone) -> None:
    filled(phone).close()
    filled(phone).close()
    page = phone.tab("/ngoai-tuyen/")
    page.wait_for_selector("text=Có 2 đơn khai dở")
    assert violations(page) == ""
    page.click("button[data-wipe=drafts]")
    page.wait_for_selector("text=Không có đơn nào")
    assert drafts(page) == []


def test_links_to_parts_of_the_form_do_not_lose_the_drafts_own(phone: Phone) -> None:
    page = filled(phone)
    link = page.url
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator(".parts a").last.click()
    page.wait_for_timeout(200)
    assert page.url == link


def test_rows_and_files_come_back_to_their_places(phone: Phone, paper: Path) -> None:
    page = phone.tab(GROUPED)
    ready(page)
    add = page.locator(f'button[value="them:{GROUP}"]')
    first = page.locator(f'[data-q="{GROUP}"] [data-row="0"] input:not([type=file])').first.get_attribute(
        "name"
    )
    assert first
    inner = first.split(".")[-1]
    add.click()
    add.click()
    for number in (0, 1, 2):
        page.fill(f'[name="{GROUP}.{number}.{inner}"]', f"Dòng {number}")
    page.locator(f'[data-q="{GROUP}"] [data-row="1"] .row__out').click()
    kept(page)
    page.reload()
    page.wait_for_selector(f"{KEPT} >> text=Đã mở lại")
    assert sorted(
        value for name, value in held(page).items() if name.endswith(f".{inner}") and value.startswith("Dòng")
    ) == [
        "Dòng 0",
        "Dòng 2",
    ]


def test_the_panel_is_accessible_in_each_of_its_states(phone: Phone) -> None:
    page = filled(phone)
    assert violations(page) == ""
    phone.lose_signal()
    page.click(f"{PANEL} button[data-act=send]")
    page.wait_for_selector(f"{KEPT} >> text=Đang chờ có mạng")
    assert violations(page) == ""
    assert page.evaluate("() => document.activeElement.id") == "tren-may"
