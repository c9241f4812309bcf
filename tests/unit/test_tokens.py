"""A token opens one thing for one purpose."""

from __future__ import annotations

import pytest

from functions.domain.errors import NotFound
from functions.services.tokens import Tokens

SECRET = b"k" * 32


def test_a_token_gives_back_its_subject() -> None:
    tokens = Tokens(SECRET)
    assert tokens.read("case", tokens.issue("case", "hs-1", "a")) == ("hs-1", "a")


def test_a_token_of_one_purpose_opens_nothing_else() -> None:
    tokens = Tokens(SECRET)
    with pytest.raises(NotFound):
        tokens.read("session", tokens.issue("case", "hs-1"))


def test_a_forged_a_changed_and_an_expired_token_get_the_same_answer() -> None:
    tokens = Tokens(SECRET)
    good = tokens.issue("draft", "n-1")
    answers = set()
    for bad, age in (
        (Tokens(b"x" * 32).issue("draft", "n-1"), None),
        (good[:-2], None),
        (good, -1),
        ("", None),
    ):
        with pytest.raises(NotFound) as caught:
            tokens.read("draft", bad, age)
        answers.add(caught.value.message)
    assert len(answers) == 1


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Tokens(b"short")


def test_a_short_token_is_22_letters_of_its_own_purpose_subject_and_secret() -> None:
    tokens, other = Tokens(SECRET), Tokens(b"x" * 32)
    short = tokens.short("case", "hs-1")
    assert len(short) == 22 and short == Tokens(SECRET).short("case", "hs-1")
    assert (
        len({short, tokens.short("case", "hs-2"), tokens.short("draft", "hs-1"), other.short("case", "hs-1")})
        == 4
    )
    with pytest.raises(NotFound):
        tokens.read("case", short)
