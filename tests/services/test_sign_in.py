"""Officers sign in with a password, and sessions end when they should."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.bootstrap import World
from functions.domain.errors import Forbidden, Invalid, TooMany
from functions.ports import Officer
from functions.services.sign_in import ATTEMPTS, hash_password, matches
from tests.services.made import HOME

PASSWORD = "mật khẩu đủ dài"


@pytest.fixture
def known(world: World) -> Officer:
    made = Officer("cb-1", "ngan", "Lê Thị Bích Ngân", HOME, ("reception",), hash_password(PASSWORD))
    world.store.officers.put(made)
    return made


def test_the_right_password_opens_a_session(world: World, known: Officer) -> None:
    session = world.sign_in.enter(" Ngan ", PASSWORD, "10.0.0.1")
    assert world.sign_in.officer(session).id == known.id


def test_wrong_name_and_wrong_password_get_one_answer(world: World, known: Officer) -> None:
    answers = set()
    for login, password in (("ngan", "sai"), ("khong-ai", PASSWORD)):
        with pytest.raises(Forbidden) as caught:
            world.sign_in.enter(login, password, "10.0.0.1")
        answers.add(caught.value.message)
    assert len(answers) == 1


def test_guessing_a_password_is_stopped(world: World, known: Officer) -> None:
    for n in range(ATTEMPTS):
        with pytest.raises(Forbidden):
            world.sign_in.enter("ngan", "sai", f"10.0.0.{n}")
    with pytest.raises(TooMany):
        world.sign_in.enter("ngan", PASSWORD, "10.0.9.9")


def test_a_session_ends_with_a_new_password_or_a_closed_account(world: World, known: Officer) -> None:
    session = world.sign_in.enter("ngan", PASSWORD, "10.0.0.1")
    world.store.officers.put(replace(known, password_hash=hash_password("một mật khẩu khác")))
    with pytest.raises(Forbidden):
        world.sign_in.officer(session)
    world.store.officers.put(replace(known, active=False))
    with pytest.raises(Forbidden):
        world.sign_in.officer(session)


def test_a_form_from_elsewhere_is_refused(world: World, known: Officer) -> None:
    session = world.sign_in.enter("ngan", PASSWORD, "10.0.0.1")
    world.sign_in.check_csrf(session, world.sign_in.csrf(session))
    with pytest.raises(Forbidden):
        world.sign_in.check_csrf(session, world.sign_in.csrf("another"))


def test_short_passwords_are_refused_and_hashes_differ() -> None:
    with pytest.raises(Invalid, match="12 ký tự"):
        hash_password("ngắn")
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first != second and matches(PASSWORD, first) and not matches("khác", first)
