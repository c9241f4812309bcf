"""What counts as the same word, and what a misspelt one may mean."""

from __future__ import annotations

import unicodedata

import pytest

from functions.domain.search.slips import by_ear, distance, meant, split
from functions.domain.search.words import plain_words, words_of

WEIGHTS = dict.fromkeys(
    ("khai", "sinh", "hon", "ket", "ki", "dang", "chieu", "sinh", "xa", "thuong", "tru"), 10
)
SOUNDS: dict[str, list[str]] = {}
for _word in WEIGHTS:
    SOUNDS.setdefault(by_ear(_word), []).append(_word)


def test_marks_capitals_and_the_barred_d_do_not_count_without_marks() -> None:
    assert plain_words("Đăng ký Kết HÔN, số 1.000894!") == ["dang", "ki", "ket", "hon", "so", "1.000894"]


@pytest.mark.parametrize(("one", "other"), [("hòa", "hoà"), ("ký", "kí"), ("thúy", "thuý"), ("Quý", "quí")])
def test_two_spellings_of_a_word_are_one_word(one: str, other: str) -> None:
    assert words_of(one)[0][:2] == words_of(other)[0][:2]


def test_composed_and_decomposed_text_are_the_same() -> None:
    text = "Trợ cấp xã hội hằng tháng"
    assert words_of(unicodedata.normalize("NFD", text)) == words_of(text)


def test_a_place_counts_characters_of_the_text_as_it_is_shown() -> None:
    text = "Giấy phép xây dựng"
    assert [text[word.start : word.end] for word in words_of(text)] == ["Giấy", "phép", "xây", "dựng"]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        *(("hoon", "hon"), ("keets", "ket"), ("ddawng", "dang"), ("kys", "ki")),
        *(("ho6n", "hon"), ("ket61", "ket")),
        *(("xinh", "sinh"), ("chiu", "chieu"), ("chu", "tru"), ("thuog", "thuong")),
        *(("sjnh", "sinh"), ("hom", "hon"), ("kahi", "khai"), ("ssinh", "sinh"), ("trhuong", "thuong")),
    ],
)
def test_slips_of_hand_and_ear_are_undone(typed: str, right: str) -> None:
    word = words_of(typed)[0].plain
    assert right in [other for other, _cost in meant(word, WEIGHTS, SOUNDS)]


def test_a_word_far_from_all_means_nothing() -> None:
    assert meant("bxqwzp", WEIGHTS, SOUNDS) == []


def test_a_key_beside_the_right_one_costs_less_than_one_far_away() -> None:
    assert distance("sjnh", "sinh", 3) == 1 < distance("spnh", "sinh", 3)


def test_words_run_together_are_parted() -> None:
    assert split("dangkikethon", WEIGHTS) == ["dang", "ki", "ket", "hon"]
    assert split("khaixyz", WEIGHTS) == []
