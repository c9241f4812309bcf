"""Who may come in: nobody without a session, nobody from elsewhere, and only to what is theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app import app
from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.entrypoints.http import DOORS
from functions.services.sign_in import ATTEMPTS, SESSION_SECONDS, hash_password
from tests.effects.made import send
from tests.officer.browser import PASSWORD, Browser
from tests.officer.conftest import SignedIn, officer

CASE = "/can-bo/ho-so/H48.99.01-260609-0001"
PAGES = [
    "/can-bo", CASE, f"{CASE}/tep/x", f"{CASE}/tai-lieu/x", "/can-bo/viec-moi", "/can-bo/viec-moi/giao-nhiem-vu",
]  # fmt: skip
ACTS = [f"{CASE}/{act}" for act in ("chuyen", "ghi-chu", "y-kien", "gia-han")]
ACTS += ["/can-bo/thoat", "/can-bo/viec-moi/giao-nhiem-vu"]


def test_every_route_of_officers_stands_in_these_lists() -> None:
    code = CASE.rpartition("/")[2]
    known = {
        path.replace(code, "{code}").replace("/x", "/{id}").replace("giao-nhiem-vu", "{slug}")
        for path in PAGES + ACTS
    }
    routes = {path for path in app.routes if path.startswith("/can-bo")}
    assert routes == known | {"/can-bo/dang-nhap"}
    officers = [name for name, door in DOORS.items() if ".officer_" in name and door == "officer"]
    assert len(officers) == len(PAGES) + len(ACTS)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_leads_strangers_to_sign_in_and_machines_are_refused(world: World, path: str) -> None:
    page = Browser().get(path)
    assert page.status == 303 and page.headers["location"].startswith("/can-bo/dang-nhap")
    assert Browser().get(path, Accept="application/json").status == 401


@pytest.mark.parametrize("path", ACTS)
def test_an_act_without_a_session_does_nothing_and_keeps_what_was_typed(world: World, path: str) -> None:
    page = Browser().post(path, {"reason": "Thiếu chứng thực", "_do": "receive"})
    assert page.status == 403 and "Phiên làm việc đã hết" in page.words
    assert "Thiếu chứng thực" in page.words and page.hidden("_giu.reason") == "Thiếu chứng thực"
    assert Browser().post(path, {}, Accept="application/json").status == 401


@pytest.mark.parametrize("token", ["", "sai", "0" * 64])
@pytest.mark.parametrize("path", ACTS)
def test_a_form_without_the_sessions_token_is_refused(signed_in: SignedIn, path: str, token: str) -> None:
    desk = signed_in("reception")
    page = desk.post(path, {"_csrf": token, "_do": "receive", "text": "x"})
    assert page.status == 403 and "Biểu mẫu đã cũ" in page.words
    assert desk.get("/can-bo").status == 200


def test_the_token_of_another_officers_form_is_refused(world: World, signed_in: SignedIn) -> None:
    code = send(world).code
    desk, other = signed_in("reception"), signed_in("leader")
    stolen = other.case(code).hidden("_csrf")
    assert desk.post(f"/can-bo/ho-so/{code}/ghi-chu", {"_csrf": stolen, "text": "x"}).status == 403


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    who, browser = officer(world, "reception"), Browser()
    page = browser.sign_in(who.login)
    cookie = page.headers["set-cookie"]
    assert page.status == 303 and page.headers["location"] == "/can-bo"
    for part in ("Path=/can-bo", "HttpOnly", "SameSite=Strict"):
        assert part in cookie
    assert "Secure" not in cookie and who.login not in cookie


def test_over_https_the_cookie_never_travels_in_clear(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from functions import bootstrap

    bootstrap.world().close()
    monkeypatch.setenv("MOTCUA_PUBLIC_URL", "https://dichvucong.example.vn")
    bootstrap.world.cache_clear()
    who = officer(bootstrap.world(), "reception")
    assert "Secure" in Browser().sign_in(who.login).headers["set-cookie"]


def test_wrong_names_and_wrong_passwords_get_one_page(world: World) -> None:
    who = officer(world, "reception")
    pages = {
        Browser().sign_in(login, word).text for login, word in ((who.login, "sai"), ("khong-ai", PASSWORD))
    }
    assert len(pages) == 1 and "không đúng" in pages.pop()


def test_too_many_tries_are_told_so(world: World) -> None:
    who = officer(world, "reception")
    for _n in range(ATTEMPTS):
        assert Browser().sign_in(who.login, "sai").status == 403
    page = Browser().sign_in(who.login)
    assert page.status == 429 and "quá nhiều lần" in page.words


def test_a_sign_in_form_on_another_site_is_refused(world: World) -> None:
    form = {"ten": officer(world, "reception").login, "mat_khau": PASSWORD}
    page = Browser().post("/can-bo/dang-nhap", form, **{"Sec-Fetch-Site": "cross-site"})
    assert page.status == 403 and "set-cookie" not in page.headers


@pytest.mark.parametrize(
    "back", ["https://xau.example", "//xau.example", "/can-bo//x", "/can-bo/dang-nhap", "/ho-so"]
)
def test_signing_in_leads_nowhere_else(world: World, back: str) -> None:
    form = {"ten": officer(world, "reception").login, "mat_khau": PASSWORD, "ve": back}
    assert Browser().post("/can-bo/dang-nhap", form).headers["location"] == "/can-bo"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(world: World) -> None:
    browser = Browser()
    asked = browser.get(CASE).headers["location"]
    form = {
        "ten": officer(world, "reception").login,
        "mat_khau": PASSWORD,
        "ve": browser.get(asked).hidden("ve"),
    }
    assert browser.post("/can-bo/dang-nhap", form).headers["location"] == CASE


def test_signing_out_forgets_the_session(signed_in: SignedIn) -> None:
    desk = signed_in("reception")
    token = desk.get("/can-bo").hidden("_csrf")
    assert desk.post("/can-bo/thoat", {"_csrf": token}).status == 303
    assert desk.cookies == {} and desk.get("/can-bo").status == 303


def test_a_session_ends_after_a_working_day(signed_in: SignedIn, clock: SetClock) -> None:
    desk = signed_in("reception")
    clock.advance(timedelta(seconds=SESSION_SECONDS - 60))
    assert desk.get("/can-bo").status == 200
    clock.advance(timedelta(seconds=120))
    assert desk.get("/can-bo").status == 303


def test_a_new_password_or_a_closed_account_ends_sessions(world: World, signed_in: SignedIn) -> None:
    desk = signed_in("reception")
    who = officer(world, "reception")
    world.store.officers.put(replace(who, password_hash=hash_password("một mật khẩu khác")))
    assert desk.get("/can-bo").status == 303
    world.store.officers.put(replace(who, active=False))
    assert desk.get("/can-bo").status == 303 and desk.sign_in(who.login).status == 403


@pytest.mark.parametrize("value", ["", "x", "a.b.c", "é", '"', "x" * 5000])
def test_a_forged_session_is_no_session(world: World, value: str) -> None:
    assert Browser({"motcua_phien": value}).get("/can-bo").status == 303


def test_after_signing_in_again_what_was_typed_stands_in_its_form(world: World, signed_in: SignedIn) -> None:
    code, desk = send(world).code, signed_in("reception")
    seen = desk.case(code).hidden("_seen")
    who = officer(world, "reception")
    desk.cookies.clear()
    form = {"_do": "ask_supplement", "reason": "Thiếu chứng thực <b>", "_seen": seen, "_csrf": "cũ"}
    ended = desk.post(f"/can-bo/ho-so/{code}/chuyen", form)
    names = ("_giu.reason", "_giu._do", "_giu._seen", "ve")
    again = {name: ended.hidden(name) for name in names} | {"ten": who.login, "mat_khau": PASSWORD}
    page = desk.post("/can-bo/dang-nhap", again)
    assert page.status == 200 and "chưa được ghi" in page.words and "Thiếu chứng thực &lt;b&gt;" in page.text
    assert "Mới đăng ký" in page.words
    assert desk.move(code, "ask_supplement", reason="Thiếu chứng thực").status == 303


def test_officers_of_other_offices_and_roles_see_nothing(world: World, signed_in: SignedIn) -> None:
    code = send(world).code
    stranger = signed_in("reception", "ubnd_xa:21548")
    other = "H48.99.01-260609-9999"
    unknown, theirs = stranger.case(other), stranger.case(code)
    # The page leads to itself in English, so it holds the code that was asked for, and nothing else differs.
    assert theirs.text.replace(code, "") == unknown.text.replace(other, "")
    assert (theirs.status, unknown.status) == (404, 404)
    assert "Không có hồ sơ nào" in stranger.get("/can-bo").words
    token = stranger.get("/can-bo").hidden("_csrf")
    for act in ("chuyen", "ghi-chu", "y-kien", "gia-han"):
        posted = {"_csrf": token, "_do": "receive", "_seen": "1", "text": "x", "_consultation": "x"}
        assert stranger.post(f"/can-bo/ho-so/{code}/{act}", posted).status in (404, 422)
    assert world.cases.load(world.cases.by_code(code)).state.step == "submitted"
