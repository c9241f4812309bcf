"""Whoever asks in everyday words finds the service, in the project's own content."""

from __future__ import annotations

import pytest

from tests.search.asked import hits, questions
from tests.search.built import Built


def titles(built: Built, question: str) -> list[str]:
    return [hit.item.title for hit in built.ask(question)]


def test_half_of_the_questions_have_no_marks_and_a_quarter_slips() -> None:
    asked = questions()
    assert len(asked) >= 200
    assert sum(one.ask.isascii() for one in asked) * 2 >= 0.9 * len(asked)
    assert sum(one.slip for one in asked) * 4 >= 0.9 * len(asked)


def test_the_right_service_is_among_the_first_five_for_nearly_every_question(own: Built) -> None:
    found = hits(own)
    assert found.asked >= 70
    assert found.within(5) >= 0.95, found.missed


@pytest.mark.parametrize(
    "question", ["dang ky ket hon", "đăng ký kết hôn", "ĐĂNG KÝ KẾT HÔN", "dangkykethon"]
)
def test_with_or_without_marks_and_spaces_the_same_comes_first(own: Built, question: str) -> None:
    assert titles(own, question)[0] == "Đăng ký kết hôn"


def test_what_is_typed_with_marks_finds_the_same_marks_first(own: Built) -> None:
    """``khai từ`` and ``khai tử`` differ in one mark; the one that was written comes first, the other stays."""
    assert titles(own, "khai tử")[0] == "Đăng ký khai tử"
    assert "Đăng ký khai tử" in titles(own, "khai từ")
    right, wrong = own.ask("khai tử")[0], own.ask("khai từ")[0]
    assert right.score > wrong.score


@pytest.mark.parametrize(
    ("typed", "title"), [("giay khai sjnh", "Đăng ký khai sinh"), ("ket hoon", "Đăng ký kết hôn")]
)
def test_slips_are_forgiven(own: Built, typed: str, title: str) -> None:
    assert titles(own, typed)[0] == title


def test_every_beginning_of_a_name_finds_it_while_it_is_typed(own: Built) -> None:
    for end in range(len("đăng ký kết h"), len("đăng ký kết hôn") + 1):
        assert "Đăng ký kết hôn" in titles(own, "đăng ký kết hôn"[:end])[:3]


def test_a_code_finds_its_service_whole_or_in_part(own: Built) -> None:
    assert own.ask("1.001193")[0].item.code == "1.001193"
    assert own.ask("1.0011")[0].item.code == "1.001193"
    assert "1.001193" in [hit.item.code for hit in own.ask("001193")]


def test_the_service_comes_before_news_about_it(own: Built) -> None:
    kinds = [hit.item.kind for hit in own.ask("khai sinh")]
    assert kinds[0] == "procedure" and len({*kinds}) > 1


def test_news_pages_and_handbook_are_found_too(own: Built) -> None:
    every = {
        hit.item.kind
        for question in ("tin", "giới thiệu", "sổ tay", "khai sinh", "nhập dữ liệu")
        for hit in own.ask(question)
    }
    assert {"procedure", "page", "handbook"} <= every


def test_words_that_only_ask_change_nothing(own: Built) -> None:
    assert (
        titles(own, "làm răng để đăng ký kết hôn")[0]
        == titles(own, "đăng ký kết hôn ở mô")[0]
        == "Đăng ký kết hôn"
    )


@pytest.mark.parametrize(
    "question", ["", "   ", "?!", "\x00", "x" * 5000, "á" * 300, "😀", "1" * 400, "a " * 400]
)
def test_nothing_that_is_typed_breaks_it(own: Built, question: str) -> None:
    assert isinstance(own.ask(question), list)
