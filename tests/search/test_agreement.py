"""Server and browser give one order to one question."""

from __future__ import annotations

import random

from tests.search.asked import questions
from tests.search.built import Built, Script, shown

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz 19.,-ộếợĩỷẵĐƯ\u0301\u0323ﬁ😀"


def test_all_questions_find_the_same_in_the_same_order(own: Built, browser_code: Script) -> None:
    for one in questions():
        assert browser_code.ask(one.ask) == shown(own.ask(one.ask)), one.ask


def test_words_of_the_index_put_together_at_random_do_too(own: Built, browser_code: Script) -> None:
    choose, words = random.Random(7), [*own.index.words]
    for _ in range(150):
        question = " ".join(choose.choice(words) for _ in range(choose.randint(1, 6)))
        assert browser_code.ask(question) == shown(own.ask(question)), question


def test_beginnings_and_letters_at_random_do_too(own: Built, browser_code: Script) -> None:
    choose = random.Random(8)
    for one in choose.sample(questions(), 60):
        beginning = one.ask[: choose.randint(1, len(one.ask))]
        assert browser_code.ask(beginning) == shown(own.ask(beginning)), beginning
    for _ in range(150):
        question = "".join(choose.choice(LETTERS) for _ in range(choose.randint(1, 40)))
        assert browser_code.ask(question) == shown(own.ask(question)), question
