"""A citizen who reads English from the form to the receipt: one choice, and nothing stored otherwise."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from functions.bootstrap import World
from functions.entrypoints.language import accepted
from functions.rendering.language import address_in
from functions.services.supplement import typed_again
from publisher.front_matter import read_document
from tests.entrypoints.browsing import Answer, Visitor
from tests.i18n.interface import ROOT, said_in_vietnamese
from tests.services.made import HOME, PDF

SLUG = "dang-ky-khai-sinh"
ASK = "ngon_ngu=en"


def answers(world: World) -> dict[str, list[str]]:
    """The example of the file as a person types it."""
    path = ROOT / f"content/procedures/ho-tich/{SLUG}.md"
    example = read_document(path, path.name).data["examples"][0]["answers"]
    _version, service = world.submissions.procedure(SLUG)
    return {
        "_office": [HOME],
        **typed_again(service.form, example),
        "ban_sao.cam_doan": ["true"],
        "_do": ["tiep"],
    }


def english(answer: Answer) -> None:
    """A page in English: it says so, and the interface says nothing in Vietnamese."""
    assert '<html lang="en">' in answer.text
    assert said_in_vietnamese(answer.text) == set()


def english_page(built: Path, address: str) -> str:
    return (built / f"www/en{address}index.html").read_text(encoding="utf-8")


def test_the_english_form_leads_to_english_pages_to_the_end(
    visitor: Visitor, world: World, built: Path
) -> None:
    form = english_page(built, f"/thu-tuc/{SLUG}/nop/")
    assert f'action="/nop/{SLUG}?{ASK}"' in form
    raw = answers(world)
    wrong = visitor.post(f"/nop/{SLUG}?{ASK}", raw | {"nguoi_nop.so_dinh_danh": ["12"]})
    assert wrong.status == 422 and "must have 12 digits. You entered 2" in wrong.words
    assert "Choose a file for “Notice of birth (Giấy chứng sinh)”" in wrong.words
    english(wrong)
    checked = visitor.upload(f"/nop/{SLUG}?{ASK}", raw, [("_paper.giay_chung_sinh", "giấy.pdf", PDF)])
    assert checked.status == 303 and checked.location.endswith(f"/kiem-tra?{ASK}")
    check = visitor.get(checked.location)
    assert "Check before you send" in check.words and "Total VND 16,000" in check.words
    english(check)
    action = re.search(r'action="(/ban-nhap/[^"]*gui[^"]*)"', check.text)
    assert action and action[1].endswith(ASK)
    sent = visitor.post(action[1], {"_seen": [check.value("_seen")], "_do": ["gui"]})
    assert sent.status == 303 and sent.location.endswith(f"?{ASK}")
    receipt = visitor.get(sent.location)
    assert "was received" in receipt.words and "Register a birth" in receipt.words
    assert receipt.value("lien_ket") == "" or ASK in receipt.text
    english(receipt)
    code = sent.location.split("/")[2]
    seen = visitor.get(f"/ho-so?ma={code}&{ASK}")
    assert "Newly sent" in seen.words
    english(seen)


def test_what_is_stored_is_what_a_vietnamese_reader_would_have_stored(visitor: Visitor, world: World) -> None:
    raw = answers(world)
    codes = []
    for ask in (f"?{ASK}", ""):
        sent = visitor.upload(f"/nop/{SLUG}{ask}", raw, [("_paper.giay_chung_sinh", "a.pdf", PDF)])
        token = sent.location.split("/")[2]
        check = visitor.get(f"/ban-nhap/{token}/kiem-tra{ask}")
        done = visitor.post(f"/ban-nhap/{token}/gui{ask}", {"_seen": [check.value("_seen")], "_do": ["gui"]})
        codes.append(done.location.split("/")[2])
    cases = [world.cases.load(world.cases.by_code(code)) for code in codes]
    assert cases[0].state.answers == cases[1].state.answers
    assert cases[0].state.version == cases[1].state.version
    listed = [world.store.cases.projection(case.id) for case in cases]
    assert all(one and one.data["title"] == "Đăng ký khai sinh" for one in listed)
    with_letters = [world.store.cases.events(case.id)[0].data for case in cases]
    assert json.dumps(with_letters[0]["fee"]) == json.dumps(with_letters[1]["fee"])


@pytest.mark.parametrize("path", ["/ho-so", "/kiem-tra-chu-ky", "/tim?q=khai+sinh", "/ho-so/KHONG-CO", "/khong-co-trang-nay"])  # fmt: skip
def test_pages_of_functions_speak_english_when_asked(visitor: Visitor, path: str) -> None:
    answer = visitor.get(f"{path}{'&' if '?' in path else '?'}{ASK}")
    if path != "/khong-co-trang-nay":
        english(answer)
    there = re.search(r'<a href="([^"]*)" lang="vi" hreflang="vi">Tiếng Việt</a>', answer.text)
    if there:
        back = visitor.get(there[1].replace("&amp;", "&"))
        assert '<html lang="vi">' in back.text and back.status == answer.status


def test_without_the_asking_everything_is_vietnamese_whatever_the_browser_speaks(visitor: Visitor) -> None:
    answer = visitor.get("/ho-so", accept_language="en-GB,en;q=0.9")
    assert '<html lang="vi">' in answer.text and "Tra cứu" in answer.text
    assert ASK in answer.text and "Look up" not in answer.text


def test_the_switch_keeps_what_was_asked(visitor: Visitor) -> None:
    answer = visitor.get("/ho-so?ma=H48-1")
    assert f'href="/ho-so?ma=H48-1&amp;{ASK}" lang="en" hreflang="en">English' in answer.text


def test_programs_get_faults_in_the_language_that_they_accept(visitor: Visitor) -> None:
    document = {"office": HOME, "answers": {}}
    said = []
    for language in ("en", "vi", "fr", ""):
        key = f"khoa-{language or 'khong'}-123456"
        answer = visitor.json(f"/nop/{SLUG}", document, accept_language=language, idempotency_key=key)
        assert answer.status == 422
        said.append(answer.json["title"])
    assert said == ["The application still has something to correct.", *["Hồ sơ còn chỗ cần sửa."] * 3]


def test_the_scripts_of_our_own_pages_speak_as_their_page_does(visitor: Visitor) -> None:
    own = {"accept_language": "en-US", "sec_fetch_site": "same-origin", "idempotency_key": "khoa-12345678"}
    answer = visitor.json(f"/nop/{SLUG}", {"office": HOME, "answers": {}}, **own)
    assert answer.json["title"] == "Hồ sơ còn chỗ cần sửa."


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("en", "en"), ("en-GB,vi;q=0.5", "en"), ("vi,en;q=0.9", "vi"), ("fr, en;q=0.1", "en"),
        ("en;q=0", "vi"), ("*", "vi"), ("", "vi"), (";;q=,,", "vi"), ("en;q=2", "en"), ("x" * 9000, "vi"),
    ],
)  # fmt: skip
def test_the_language_that_is_wanted_most(header: str, code: str) -> None:
    assert accepted(header) == code


def test_a_body_too_large_is_refused_in_the_language_of_the_form(visitor: Visitor) -> None:
    answer = visitor.ask(
        "POST", f"/nop/{SLUG}?{ASK}", b"x" * (4 * 2**20), "application/x-www-form-urlencoded"
    )
    assert answer.status == 413 and "too large" in answer.words
    english(answer)


def test_addresses_lead_on_in_english_where_there_is_english() -> None:
    same = ["/tin-tuc/", "/theme/css/base.css", "/thu-tuc/x/openapi.json", "https://dichvucong.gov.vn/", "#a"]
    assert [address_in("en", one) for one in same] == same
    led = {
        "/": "/en/",
        "/thu-tuc/": "/en/thu-tuc/",
        "/thu-tuc/x/#f-a": "/en/thu-tuc/x/#f-a",
        "/ho-so/A/b?x=1#c": f"/ho-so/A/b?x=1&{ASK}#c",
        f"/nop/x?{ASK}": f"/nop/x?{ASK}",
    }
    assert {one: address_in("en", one) for one in led} == led
    assert all(address_in("vi", one) == one for one in led)
    for one in ("/lien-he/", "/thu-tuc/x/nop/"):
        assert address_in("en", one) == one
        assert address_in("en", one, {one}) == f"/en{one}"


def test_reloading_where_a_form_was_posted_leads_to_the_form_in_its_language(visitor: Visitor) -> None:
    assert visitor.get(f"/nop/{SLUG}?{ASK}").location == f"/en/thu-tuc/{SLUG}/nop/"
    assert visitor.get(f"/nop/{SLUG}").location == f"/thu-tuc/{SLUG}/nop/"
