"""The link of a text message opens the case to its applicant, and to nobody who merely holds the phone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.services.submit import SentCase
from functions.services.unlock import TRIES
from tests.effects.made import send, texts, work
from tests.officer.browser import Browser
from tests.officer.conftest import world

__all__ = ["world"]

DIGITS = "0012"


@pytest.fixture
def sent(world: World) -> SentCase:
    made = send(world)
    work(world)
    return made


@pytest.fixture
def link(world: World, sent: SentCase) -> str:
    """The address in the text message, as a phone opens it."""
    (text,) = texts(world)
    return text.body.split("8000", 1)[1]


def test_with_the_last_digits_of_the_citizen_id_the_whole_case_opens(
    world: World, link: str, sent: SentCase
) -> None:
    browser = Browser()
    asked = browser.get(link)
    assert asked.status == 200 and "Bốn số cuối của số định danh" in asked.words
    assert "Sông Trà" not in asked.words and DIGITS not in asked.text
    opened = browser.post(link, {"so": f" {DIGITS} "})
    assert opened.status == 303
    code, token = opened.headers["location"].removeprefix("/ho-so/").split("/")
    assert world.tracking.full(code, token).id == sent.case_id
    assert browser.get(opened.headers["location"]).status == 200


@pytest.mark.parametrize("digits", ["", "0013", "051189000012", "12", "٠٠١٢"])
def test_other_digits_open_nothing_and_it_is_said_what_to_do(link: str, digits: str) -> None:
    page = Browser().post(link, {"so": digits})
    assert page.status == 422 and "Bốn số này không khớp" in page.words and "aria-invalid" in page.text


def test_nobody_tries_all_endings(link: str, clock: SetClock) -> None:
    for number in range(TRIES):
        assert Browser().post(link, {"so": f"{9000 + number}"}).status == 422
    shut = Browser().post(link, {"so": DIGITS})
    assert shut.status == 429 and "Thử lại sau một giờ" in shut.words
    clock.advance(timedelta(hours=1, minutes=1))
    assert Browser().post(link, {"so": DIGITS}).status == 303


def test_a_guessed_a_cut_and_anothers_link_get_the_answer_of_an_unknown_case(
    world: World, link: str, sent: SentCase
) -> None:
    other = send(world)
    beginning, _slash, short = link.rpartition("/")
    wrong = [
        f"{beginning}/{'A' * 22}",
        link[:-1],
        f"{link}A",
        f"{beginning}/é",
        f"/ho-so/{other.code}/m/{short}",
        f"/ho-so/H48.53-260609-9999/m/{short}",
        f"/ho-so/x/m/{short}",
    ]
    answers = {(page.status, page.words.replace(other.code, "")) for page in map(Browser().get, wrong)}
    assert {status for status, _words in answers} == {404} and len(answers) == 1
    assert {Browser().post(one, {"so": DIGITS}).status for one in wrong} == {404}


def test_an_erased_case_opens_to_nobody(world: World, link: str, sent: SentCase) -> None:
    world.erasure.erase(sent.case_id, "Đề nghị số 1")
    assert Browser().get(link).status == 404 and Browser().post(link, {"so": ""}).status == 404


def test_where_there_is_nothing_to_ask_for_the_message_leads_to_the_public_page(
    world: World, sent: SentCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.services.effects.notify.asks_of", lambda _case: "")
    again = send(world)
    work(world)
    assert [one.body.endswith(f"/ho-so/{again.code}") for one in texts(world)].count(True) == 1
