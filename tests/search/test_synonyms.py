"""The file of everyday words that editors keep: what is wrong in it is named by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from functions.domain.errors import Invalid
from publisher.front_matter import FileFault
from publisher.search.synonyms import judge_synonyms, load_synonyms
from tests.search.asked import questions
from tests.search.built import ROOT, Built

NAMES = ["dang ki ket hon", "khai tu"]


def faults(folder: Path, text: str) -> list[tuple[int, str, str]]:
    (folder / "reference").mkdir(exist_ok=True)
    (folder / "reference" / "synonyms.yml").write_text(text, encoding="utf-8")
    found = judge_synonyms(folder, NAMES)
    assert all(isinstance(one, FileFault) and one.path.endswith("reference/synonyms.yml") for one in found)
    return [(one.line, one.code, one.level) for one in found]


def test_everyday_words_with_known_official_ones_are_right(tmp_path: Path) -> None:
    assert faults(tmp_path, "synonyms:\n  - {say: [cưới, hôn thú], means: đăng ký kết hôn}\n") == []


def test_an_official_word_that_nothing_is_called_by_is_named(tmp_path: Path) -> None:
    text = "synonyms:\n  - {say: [cưới], means: kết hôn}\n  - {say: [bằng lái], means: giấy phép lái xe}\n"
    assert faults(tmp_path, text) == [(3, "synonym_unknown", "warning")]
    assert faults(tmp_path, text.replace("  - {say: [bằng", "later:\n  - {say: [bằng")) == []


def test_a_loop_and_a_chain_are_refused(tmp_path: Path) -> None:
    text = "synonyms:\n  - {say: [cưới], means: kết hôn}\n  - {say: [kết hôn], means: cưới}\n"
    assert [code for _line, code, level in faults(tmp_path, text) if level == "error"] == ["synonym_loop"] * 2
    chain = "synonyms:\n  - {say: [hôn thú], means: kết hôn}\n  - {say: [kết hôn], means: đăng ký kết hôn}\n"
    assert faults(tmp_path, chain) == [(2, "synonym_loop", "error")]


def test_the_same_words_twice_are_refused_but_other_marks_are_other_words(tmp_path: Path) -> None:
    text = "synonyms:\n  - {say: [báo tử], means: khai tử}\n  - {say: [Báo Tử], means: kết hôn}\n"
    assert faults(tmp_path, text) == [(3, "synonym_twice", "error")]
    assert faults(tmp_path, text.replace("Báo Tử", "bảo từ")) == []


def test_names_of_one_rank_lead_to_each_other(tmp_path: Path) -> None:
    text = "same:\n  - [BHXH, bảo hiểm xã hội]\n"
    assert faults(tmp_path, text) == []
    pairs = load_synonyms(tmp_path / "reference", tmp_path).pairs
    assert set(pairs) == {("BHXH", "bảo hiểm xã hội"), ("bảo hiểm xã hội", "BHXH")}
    assert faults(tmp_path, text + "  - [bhxh, bảo hiểm]\n") == [(3, "synonym_twice", "error")]
    assert faults(tmp_path, "same:\n  - [BHXH]\n")[0][2] == "error"


@pytest.mark.parametrize(
    "text",
    [
        "synonyms:\n  - {say: [], means: kết hôn}\n",
        "synonyms:\n  - {say: cưới}\n",
        "synonyms:\n  - {say: ['?!'], means: kết hôn}\n",
        "synonyms:\n  - {say: [một hai ba bốn năm sáu bảy tám chín], means: kết hôn}\n",
        "synonyms: {a: b}\n",
        "khác: []\n",
        "synonyms:\n\t- sai\n",
    ],
)
def test_a_file_of_another_shape_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    found = faults(tmp_path, text)
    assert found and all(line > 0 and level == "error" for line, _code, level in found)


def test_no_file_is_as_good_as_an_empty_one(tmp_path: Path) -> None:
    assert load_synonyms(tmp_path, tmp_path).pairs == ()


def test_a_broken_file_raises_where_a_build_reads_it(tmp_path: Path) -> None:
    (tmp_path / "synonyms.yml").write_text("synonyms: 3\n", encoding="utf-8")
    with pytest.raises(Invalid):
        load_synonyms(tmp_path, tmp_path)


def test_the_projects_own_file_is_right_and_works(own: Built) -> None:
    assert load_synonyms(ROOT / "content" / "reference", ROOT).pairs
    found = [hit.item.code for hit in own.ask("giấy hôn thú")]
    assert found[0] == "1.000894"


def test_no_question_of_the_list_was_copied_into_the_file() -> None:
    """Short names of papers are the same everywhere; whole sentences would only be learned by heart."""
    say = {say for say, _means in load_synonyms(ROOT / "content" / "reference", ROOT).pairs}
    assert [one.ask for one in questions() if one.ask in say and len(one.ask.split()) > 4] == []
