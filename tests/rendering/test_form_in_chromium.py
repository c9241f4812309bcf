"""The form in a real browser: readable by machines that read aloud, usable by keyboard, with and without script."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from functions.domain.declaration import Procedure
from tests.agreement.every_kind import section
from tests.served_forms import Held, ServedForms

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
SAVE = ".btns button[value=tiep]"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page whose console must stay silent: a broken policy or script says so there.

    No functions stand behind these forms, so a file that would go ahead finds nobody to ask.
    """
    page = chromium.new_page()
    unasked = ("favicon", "/tep")
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(one in str(message.location) for one in unasked):
            said.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    page.close()
    assert said == []


@pytest.fixture
def plain(chromium: Browser) -> Iterator[Page]:
    """A browser without scripts."""
    browser = chromium.new_context(java_script_enabled=False)
    yield browser.new_page()
    browser.close()


@pytest.fixture(scope="module")
def sample(procedures: list[Procedure]) -> Procedure:
    """One question of every kind, and a paper."""
    donor = next(one for one in procedures if one.slug == "dang-ky-khai-sinh")
    paper = donor.evidence[0].model_copy(update={"when": None, "max_mb": 1})
    other = section("sau", required=False).model_copy(update={"title": "Không bắt buộc"})
    forms = (section(), other)
    return donor.model_copy(update={"slug": "moi-kieu", "form": forms, "evidence": (paper,)})


def violations(page: Page) -> list[str]:
    """What axe-core finds; it is put in as the developer tools do, which no policy of the page forbids.

    Of long lists five options stay: the ninety others are alike, and judging each takes minutes.
    """
    page.evaluate("() => document.querySelectorAll('option:nth-child(n + 6)').forEach((e) => e.remove())")
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]]


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_any_form_with_and_without_errors(
    page: Page, served: ServedForms, procedures: list[Procedure], sample: Procedure, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for procedure in (*procedures, sample):
        page.goto(served.show(procedure))
        assert violations(page) == [], procedure.slug
        page.click(SAVE)
        page.wait_for_selector(".errsum")
        if procedure in (sample, procedures[0]):
            assert violations(page) == [], f"{procedure.slug}, judged by the script"
        page.click(SAVE)
        page.wait_for_url("**/nop/*")
        page.wait_for_selector(".errsum")
        assert violations(page) == [], f"{procedure.slug}, judged by the server"
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{procedure.slug} scrolls sideways"


def test_without_script_everything_is_there_and_says_when_it_applies(
    plain: Page, served: ServedForms, procedures: list[Procedure]
) -> None:
    for procedure in procedures:
        plain.goto(served.show(procedure))
        for part in procedure.form:
            for question in part.fields:
                place = plain.locator(f'[data-q="{part.id}.{question.id}"]')
                assert place.is_visible()
                if question.when:
                    assert len(place.locator(".when").first.inner_text()) > 15
    assert any(question.when for one in procedures for part in one.form for question in part.fields)


def test_without_script_errors_lead_to_the_first_faulty_input(
    plain: Page, served: ServedForms, sample: Procedure
) -> None:
    plain.goto(served.show(sample))
    plain.fill("[name='thu.date.day']", "14")
    plain.fill("[name='thu.date.month']", "8")
    plain.click(SAVE)
    assert plain.title().startswith("Lỗi: ")
    assert plain.locator(".flow__q > :first-child").get_attribute("class") == "errsum"
    links = plain.locator(".errsum a")
    for n in range(links.count()):
        href, words = links.nth(n).get_attribute("href"), links.nth(n).inner_text()
        target = plain.locator(f"[id='{(href or '')[1:]}']")
        assert target.count() == 1, href
        assert target.evaluate("e => e.matches('input, select, textarea')"), href
        assert plain.locator("#don .err", has_text=words).count() >= 1, words
    assert (
        plain.locator(".errsum a", has_text="Câu date còn thiếu năm").get_attribute("href")
        == "#f-thu-date-year"
    )
    assert plain.input_value("[name='thu.date.day']") == "14", "what was typed stays"


def test_the_script_hides_what_does_not_apply_and_shows_it_again(
    page: Page, served: ServedForms, procedures: list[Procedure]
) -> None:
    procedure = next(one for one in procedures if one.slug == "cap-giay-xac-nhan-tinh-trang-hon-nhan")
    page.goto(served.show(procedure))
    name, paper = (
        page.locator('[data-q="xac_nhan.ten_nguoi_ket_hon"]'),
        page.locator('[data-q="_paper.giay_xac_nhan_cu"]'),
    )
    assert name.is_hidden() and paper.is_hidden()
    page.check("[name='xac_nhan.muc_dich'][value=ket_hon]", force=True)
    page.check("[name='xac_nhan.cap_lai'][value=true]", force=True)
    assert name.is_visible() and paper.is_visible()
    page.check("[name='xac_nhan.muc_dich'][value=nha_dat]", force=True)
    assert name.is_hidden() and paper.is_visible()


def test_a_question_is_judged_when_it_is_left_and_cleared_when_it_is_mended(
    page: Page, served: ServedForms, sample: Procedure
) -> None:
    page.goto(served.show(sample))
    page.focus("[name='thu.phone']")
    page.keyboard.press("Tab")
    assert page.locator("#don .err").count() == 0, "an empty question is not scolded for being passed by"
    page.fill("[name='thu.phone']", "12")
    page.keyboard.press("Tab")
    error = page.locator("#f-thu-phone-e")
    assert "bắt đầu bằng 0" in error.inner_text()
    assert "f-thu-phone-e" in (page.get_attribute("[name='thu.phone']", "aria-describedby") or "")
    page.fill("[name='thu.phone']", "+84 912 345 678")
    page.keyboard.press("Tab")
    assert error.count() == 0
    assert page.get_attribute("[name='thu.phone']", "aria-invalid") is None


def test_the_summary_takes_focus_and_its_links_lead_into_the_form(
    page: Page, served: ServedForms, sample: Procedure
) -> None:
    page.goto(served.show(sample))
    page.click(SAVE)
    assert page.evaluate("() => document.activeElement.className") == "errsum"
    assert page.title().startswith("Lỗi: ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    first = page.locator(".errsum a").first.get_attribute("href")
    assert page.evaluate("() => '#' + document.activeElement.id") == first


def test_the_keyboard_alone_fills_in_and_sends(
    page: Page, served: ServedForms, procedures: list[Procedure]
) -> None:
    """Tab reaches every visible input and both buttons; space and arrows choose; nothing traps."""
    procedure = next(one for one in procedures if one.slug == "dang-ky-thanh-lap-ho-kinh-doanh")
    page.goto(served.show(procedure))
    reached: list[str] = []
    page.focus(".skip")
    for _step in range(200):
        page.keyboard.press("Tab")
        name = page.evaluate("() => document.activeElement.name || document.activeElement.textContent.trim()")
        kind = page.evaluate("() => document.activeElement.type ?? ''")
        if kind in ("radio", "checkbox"):
            page.keyboard.press("Space")
        elif kind == "text":
            page.keyboard.type("1")
        reached.append(name)
        if name == "_do":
            break
    visible = page.eval_on_selector_all(
        "#don input, #don select, #don textarea",
        "all => [...new Set(all.filter((e) => e.type !== 'hidden' && !e.closest('[hidden]')).map((e) => e.name))]",
    )
    assert set(visible) <= set(reached)
    page.keyboard.press("Enter")
    page.wait_for_selector(".errsum")


def test_enter_in_a_field_saves_and_checks_and_removes_no_file(
    plain: Page, served: ServedForms, sample: Procedure
) -> None:
    served.held = [Held("a1", "giay_chung_sinh", "giấy.pdf", 1400000)]
    plain.goto(served.show(sample))
    plain.click(".btns button[value=luu]")
    assert plain.locator(".file__have").inner_text().startswith("giấy.pdf, 1,3 MB")
    plain.press("[name='thu.text']", "Enter")
    assert served.posted[-1].one("_do") == "tiep"
    assert len(served.held) == 1
    plain.click("button[value='xoa:a1']")
    assert served.held == [] and plain.locator(".file__have").count() == 0


def test_rows_are_added_and_removed_with_and_without_script(
    page: Page, plain: Page, served: ServedForms, sample: Procedure
) -> None:
    address = served.show(sample)
    for browser in (page, plain):
        browser.goto(address)
        browser.fill("[name='thu.group.0.ten']", "Lan")
        browser.click("button[value='them:thu.group']")
        browser.fill("[name='thu.group.1.ten']", "Mai")
        assert browser.input_value("[name='thu.group.0.ten']") == "Lan"
        browser.click(".btns button[value=luu]")
        browser.wait_for_load_state()
        assert served.posted[-1].one("thu.group.1.ten") == "Mai"
    page.goto(address)
    for _time in range(2):
        page.click("button[value='them:thu.group']")
    assert page.locator("button[value='them:thu.group']").is_hidden(), "three rows are the most"
    names = page.eval_on_selector_all("[data-q='thu.group'] [name]", "all => all.map((e) => e.name)")
    ids = page.eval_on_selector_all("[id]", "all => all.map((e) => e.id)")
    assert "thu.group.2.co" in names and len(ids) == len(set(ids))
    page.fill("[name='thu.group.1.ten']", "Mai")
    page.locator("[data-q='thu.group'] > [data-row]").nth(0).get_by_role("button", name="Bỏ dòng").click()
    assert page.locator("[data-q='thu.group'] > [data-row]").count() == 2
    assert page.input_value("[name='thu.group.1.ten']") == "Mai"
    assert page.locator("button[value='them:thu.group']").is_visible()


def test_a_condition_inside_a_row_looks_at_its_own_row(
    page: Page, served: ServedForms, sample: Procedure
) -> None:
    page.goto(served.show(sample))
    page.click("button[value='them:thu.group']")
    page.fill("[name='thu.group.0.ten']", "Lan")
    page.check("[name='thu.group.1.co'][value=true]", force=True)
    assert page.locator("[data-q='thu.group.0.so']").is_hidden()
    assert page.locator("[data-q='thu.group.1.so']").is_visible()


def test_a_photo_that_would_be_refused_is_named_before_it_travels(
    page: Page, served: ServedForms, sample: Procedure
) -> None:
    page.goto(served.show(sample))
    heic = {"name": "IMG_2041.heic", "mimeType": "image/heic", "buffer": b"\0\0\0\x18ftypheic" + bytes(20)}
    empty = {"name": "trong.pdf", "mimeType": "application/pdf", "buffer": b""}
    big = {"name": "to.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7" + bytes(2**20)}
    good = {"name": "tot.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    said = "#f-_paper-giay_chung_sinh-e"
    for file, words in (
        (heic, "Tệp “IMG_2041.heic” chưa dùng được. Chọn tệp PDF, JPG hoặc PNG"),
        (empty, "Tệp “trong.pdf” rỗng. Chọn lại tệp rồi gửi"),
        (big, "Tệp này 2 MB, lớn hơn 1 MB. Chụp lại ở cỡ nhỏ hơn hoặc tách làm hai"),
    ):
        page.set_input_files("#f-_paper-giay_chung_sinh", file)  # type: ignore[arg-type]
        page.wait_for_function(
            "([at, words]) => document.querySelector(at)?.textContent.includes(words)", arg=[said, words]
        )
    page.set_input_files("#f-_paper-giay_chung_sinh", good)  # type: ignore[arg-type]
    page.wait_for_selector(said, state="detached")


def test_a_second_click_sends_nothing_twice(page: Page, served: ServedForms, sample: Procedure) -> None:
    page.goto(served.show(sample))
    before = len(served.posted)
    page.evaluate(
        "() => { const b = document.querySelector('.btns button[value=luu]'); b.click(); b.click(); b.click(); }"
    )
    page.wait_for_selector(".saved", state="attached")
    assert len(served.posted) == before + 1


def test_a_script_that_fails_leaves_a_form_that_works(
    chromium: Browser, served: ServedForms, sample: Procedure
) -> None:
    broken = "export const readForm = () => { throw new Error('broken'); };"
    page = chromium.new_page()
    page.route("**/js/fields.js", lambda route: route.fulfill(content_type="text/javascript", body=broken))
    page.goto(served.show(sample))
    before = len(served.posted)
    page.click(SAVE)
    page.wait_for_selector(".errsum")
    assert len(served.posted) == before + 1
    page.close()


def test_a_slow_clock_refuses_no_date_of_last_month(
    page: Page, served: ServedForms, sample: Procedure
) -> None:
    page.clock.set_fixed_time("2019-01-01T08:00:00+07:00")
    page.goto(served.show(sample))
    for part, text in (("day", "31"), ("month", "10"), ("year", "2026")):
        page.fill(f"[name='thu.date.{part}']", text)
    page.keyboard.press("Tab")
    assert page.locator("#f-thu-date-e").count() == 0


def test_what_is_typed_cannot_become_part_of_the_page(
    plain: Page, served: ServedForms, sample: Procedure
) -> None:
    evil = "\"><script>alert(1)</script><b x='"
    plain.goto(served.show(sample))
    plain.fill("[name='thu.text']", evil)
    plain.fill("[name='thu.long_text']", f"</textarea>{evil}")
    plain.click(SAVE)
    assert plain.input_value("[name='thu.text']") == evil
    assert plain.input_value("[name='thu.long_text']") == f"</textarea>{evil}"
    assert plain.locator("main b[x]").count() == 0


def test_the_data_block_cannot_be_ended_by_words_of_a_declaration(
    page: Page, served: ServedForms, sample: Procedure
) -> None:
    label = "đóng </script><script>alert(1)</script> & <!--"
    form = sample.form[0]
    fields = tuple(one.model_copy(update={"label": label}) for one in form.fields)
    page.goto(
        served.show(
            sample.model_copy(update={"slug": "xau", "form": (form.model_copy(update={"fields": fields}),)})
        )
    )
    assert label in page.evaluate(
        "() => JSON.parse(document.getElementById('quy-tac').textContent).sections[0].fields[4].missing"
    )
    assert page.locator("main script:not([type])").count() == 0


def test_every_form_is_light_and_carries_no_style_and_no_inline_script(
    served: ServedForms, procedures: list[Procedure], sample: Procedure
) -> None:
    for procedure in (*procedures, sample):
        served.show(procedure)
        text = (served.portal / "thu-tuc" / procedure.slug / "nop/index.html").read_text(encoding="utf-8")
        assert len(gzip.compress(text.encode())) < 30_000
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
        scripts = re.findall(r"<script([^>]*)>([^<]*)", text)
        assert {
            bool(body.strip()) for attributes, body in scripts if "application/json" not in attributes
        } <= {False}
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), procedure.slug


def test_scripts_of_the_form_are_small() -> None:
    folder = ROOT / "themes/civic/static/js"
    names = ("form", "faults", "fields", "constraints", "expression", "rows", "uploads")
    assert sum(len(gzip.compress((folder / f"{name}.js").read_bytes())) for name in names) < 15_000


def test_purpose_and_limits_stand_with_each_question(
    plain: Page, served: ServedForms, procedures: list[Procedure]
) -> None:
    procedure = next(one for one in procedures if one.slug == "dang-ky-khai-sinh")
    plain.goto(served.show(procedure))
    for part in procedure.form:
        for question in part.fields:
            if question.purpose:
                place = plain.locator(f'[data-q="{part.id}.{question.id}"] .why')
                assert question.purpose.rstrip(".") in place.inner_text()
    text = plain.locator('[data-q="_paper.giay_chung_sinh"]').inner_text()
    assert text.index("tối đa 10 MB") > text.index("Giấy chứng sinh")
    hint = plain.locator("#f-_paper-giay_chung_sinh-h").bounding_box()
    field = plain.locator("#f-_paper-giay_chung_sinh").bounding_box()
    assert hint and field and hint["y"] < field["y"]
    assert json.loads(plain.locator("#quy-tac").text_content() or "{}")["papers"]
