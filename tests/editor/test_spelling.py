"""Wrong words are named by file and line, and right ones are left in peace."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from publisher.spelling import load_spelling, misspelt

ROOT = Path(__file__).parents[2]
MOTCUA = Path(sys.executable).parent / "motcua"
SERVICE = """---
code: "1.004873"
title: Cấp Giấy xác nhận tình trạng hôn nhân
field: ho-tich
authority: ubnd_xa
time_limit: 3 working_days
---
Dùng khi bạn cần chứng minh mình đang độc thân.
"""


def write(content: Path, text: str) -> Path:
    path = content / "procedures" / "ho-tich" / "thu.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_kept_list_is_long_and_judges_none_of_its_own_right_words() -> None:
    spelling = load_spelling(ROOT / "content")
    assert len(spelling.pairs) >= 80
    wrong = {pair.right: list(spelling.wrong(pair.right)) for pair in spelling.pairs.values()}
    assert not {right: found for right, found in wrong.items() if found}


def test_every_pair_of_the_list_is_found_and_none_of_its_exceptions() -> None:
    spelling = load_spelling(ROOT / "content")
    for pair in spelling.pairs.values():
        assert [found for found, _said, _line in spelling.wrong(f"Phải {pair.wrong}.")] == [pair]
        for phrase in pair.excepted:
            assert pair not in [found for found, _said, _line in spelling.wrong(f"Phải {phrase}.")]


def test_the_project_s_own_content_is_spelt_right() -> None:
    assert misspelt(ROOT / "content") == []


def test_check_names_file_line_and_the_right_word_and_fails(content: Path) -> None:
    write(content, SERVICE + "\nNộp bổ xung khi được yêu cầu.\nViệc Bổ\nXung làm một lần.\n")
    run = subprocess.run(
        [MOTCUA, "check", "--content", content, content / "procedures"], capture_output=True, text=True
    )
    assert run.returncode == 1
    assert (
        "content/procedures/ho-tich/thu.md:10: lỗi: Viết “bổ xung” là sai chính tả. Sửa thành “bổ sung”."
        in run.stdout
    )
    assert "content/procedures/ho-tich/thu.md:11: lỗi: Viết “Bổ Xung”" in run.stdout


def test_words_in_the_front_matter_count_and_a_house_style_is_only_a_reminder(content: Path) -> None:
    write(content, SERVICE.replace("code:", "summary: Đăng kí tại xã\ncode:"))
    assert [(one.line, one.level) for one in misspelt(content)] == [(2, "warning")]


def test_a_draft_is_warned_and_never_refused(content: Path) -> None:
    write(content, SERVICE.replace("code:", "status: draft\ncode:") + "Được sử lý ngay.\n")
    assert [(one.line, one.level) for one in misspelt(content)] == [(10, "warning")]


@pytest.mark.parametrize(
    "right",
    ["lịch sử lý luận", "gia công xuất khẩu", "nội dung chung thực hiện", "xem `bổ xung`", "nghiêm xử lý"],
)
def test_right_words_are_left_in_peace(content: Path, right: str) -> None:
    write(content, SERVICE + f"Ví dụ {right} ở đây.\n")
    assert misspelt(content) == []


def test_words_typed_in_another_normal_form_are_the_same_words(content: Path) -> None:
    import unicodedata

    write(content, SERVICE + unicodedata.normalize("NFD", "Nộp bổ xung.\n"))
    assert [one.line for one in misspelt(content)] == [9]


def test_only_the_asked_files_are_read(content: Path) -> None:
    path = write(content, SERVICE + "Được sử lý ngay.\n")
    assert misspelt(content, [path]) and not misspelt(content, [content / "processes"])


@pytest.mark.parametrize(
    "text",
    [
        "pairs: chữ",
        "pairs:\n  - {wrong: bổ xung}",
        "pairs:\n  - {wrong: a b, right: c, hay: d}",
        "pairs:\n  - {wrong: an, right: An}",
    ],
)
def test_a_broken_list_is_named_by_file_and_line_and_judges_nothing(content: Path, text: str) -> None:
    (content / "reference" / "spelling.yml").write_text(text, encoding="utf-8")
    found = misspelt(content)
    assert found and {one.path for one in found} == {"content/reference/spelling.yml"} and found[0].line >= 1


def test_without_a_list_nothing_is_judged(content: Path) -> None:
    (content / "reference" / "spelling.yml").unlink()
    write(content, SERVICE + "Được sử lý ngay.\n")
    assert misspelt(content) == []
