"""Files that cannot be read are refused with a file, a line and a Vietnamese sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from functions.domain.errors import Fault, Invalid
from publisher.front_matter import MAX_BYTES, FileFault, read_document, read_yaml

BROKEN: list[tuple[str, bytes, int, str]] = [
    ("empty file", b"", 1, "---"),
    ("no front matter", b"# Xin chao\n", 1, "---"),
    ("front matter never ends", b"---\ncode: 1\ntitle: x\n", 4, "chưa đóng"),
    ("byte order mark", b"\xef\xbb\xbf---\na: 1\n---\n", 1, "BOM"),
    ("UTF-16", "---\na: 1\n---\n".encode("utf-16"), 1, "BOM"),
    ("Latin-1", "---\na: 1\nb: đã\n---\n".encode("cp1258", "replace"), 3, "UTF-8"),
    ("tab indent", b"---\na:\n\tb: 1\n---\n", 3, "Tab"),
    ("null byte", b"---\na: x\x00y\n---\n", 2, "U+0000"),
    ("duplicate key", b"---\na: 1\nb: 2\na: 3\n---\n", 4, "đã có ở dòng 2"),
    ("nested duplicate key", b"---\na:\n  b: 1\n  b: 2\n---\n", 4, "đã có ở dòng 3"),
    ("anchor", b"---\na: &x 1\n---\n", 2, "lặp lại"),
    ("alias", b"---\na: 1\nb: *x\n---\n", 3, "lặp lại"),
    ("merge key", b"---\na:\n  <<: 1\n---\n", 3, "khóa"),
    ("python tag", b"---\na: !!python/object/apply:os.system [ls]\n---\n", 2, "thẻ"),
    ("own tag", b"---\na: !x 1\n---\n", 2, "thẻ"),
    ("open quote", b'---\na: "x\nb: 1\n---\n', 2, "nháy"),
    ("colon in text", b"---\na: b: c\n---\n", 2, "hai chấm"),
    ("open list", b"---\na: [1, 2\nb: 3\n---\n", 3, "phẩy"),
    ("uneven indent", b"---\na:\n  - x\n - y\n---\n", 4, "hụt lề"),
    ("a list, not keys", b"---\n- a\n- b\n---\n", 2, "khóa"),
    ("two documents", b"---\na: 1\n...\nb: 2\n---\n", 4, "một"),
    ("deep nesting", b"---\na: " + b"[" * 900 + b"]" * 900 + b"\n---\n", 2, "sâu"),
    ("list as key", b"---\n? [a, b]\n: 1\n---\n", 2, "khóa"),
]


def _write(folder: Path, content: bytes) -> Path:
    path = folder / "x.md"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "line", "words"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_a_file_that_cannot_be_read_names_its_line(
    tmp_path: Path, content: bytes, line: int, words: str
) -> None:
    with pytest.raises(Invalid) as caught:
        read_document(_write(tmp_path, content), "x.md")
    (fault,) = caught.value.faults
    assert isinstance(fault, FileFault)
    assert (fault.path, fault.line) == ("x.md", line), fault.message
    assert words in fault.message


def test_every_tabbed_line_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        read_document(_write(tmp_path, b"---\na:\n\tb: 1\n\tc: 1\n---\n"))
    assert [getattr(fault, "line", 0) for fault in caught.value.faults] == [3, 4]


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    with pytest.raises(Invalid) as caught:
        read_document(_write(tmp_path, b"---\na: " + b"x" * MAX_BYTES + b"\n---\n"))
    assert "5 MB" in caught.value.faults[0].message


def test_a_missing_file_and_a_folder_are_faults(tmp_path: Path) -> None:
    for path in (tmp_path / "none.md", tmp_path):
        with pytest.raises(Invalid) as caught:
            read_document(path)
        assert caught.value.faults[0].code == "file_open"


def test_only_truth_nothing_and_whole_numbers_are_typed(tmp_path: Path) -> None:
    text = (
        "---\ncode: 1.001193\nday: 2025-07-01\nunit: 00123\nfee: 150000\nless: -5\nt: true\nf: false\n"
        "n: null\nempty:\nyes: yes\nquoted: '12'\nhour: 15:00\nzero: 0\nfloat: 1e3\n---\n"
    )
    data = read_document(_write(tmp_path, text.encode())).data
    assert data == {
        "code": "1.001193",
        "day": "2025-07-01",
        "unit": "00123",
        "fee": 150000,
        "less": -5,
        "t": True,
        "f": False,
        "n": None,
        "empty": None,
        "yes": "yes",
        "quoted": "12",
        "hour": "15:00",
        "zero": 0,
        "float": "1e3",
    }


def test_a_path_finds_its_line_and_an_absent_key_its_parents(tmp_path: Path) -> None:
    text = "---\na: 1\nsteps:\n  - id: x\n    to: y\n  - id: z\n---\nbody\nmore\n"
    found = read_document(_write(tmp_path, text.encode()), "p.md")
    assert [found.line(path) for path in ("a", "steps[0].to", "steps[1]", "steps[1].to", "none")] == [
        2,
        5,
        6,
        6,
        2,
    ]
    assert (found.body, found.body_line) == ("body\nmore\n", 8)
    placed = found.fault(Fault("steps[1].to", "missing", "thiếu"))
    assert (placed.path, placed.line, placed.level) == ("p.md", 6, "error")


def test_decomposed_vietnamese_and_windows_line_ends_are_made_ordinary(tmp_path: Path) -> None:
    found = read_document(
        _write(tmp_path, "---\r\na: tie\u0302\u0301ng\r\n---\r\nvie\u0323\u0302t\r\n".encode())
    )
    assert (found.data["a"], found.body) == ("tiếng", "việt\n")


def test_reference_files_follow_the_same_rules(tmp_path: Path) -> None:
    found = read_yaml(_write(tmp_path, b"name: x\nlist:\n  - code: 05\n"))
    assert found.data == {"name": "x", "list": [{"code": "05"}]}
    assert found.line("list[0].code") == 3
