"""What a form sends back is written into the file so that every other letter stays."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.editor.form_data import answered, opened, parted
from publisher.editor.rewrite import parts, rewritten, written
from publisher.yaml_data import load

from .conftest import SERVICE

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "content" / "procedures").rglob("*.md")) + sorted(
    (ROOT / "content" / "processes").glob("*.md")
)
JSON = dict[str, Any]


def read(text: str) -> tuple[JSON, str]:
    _fence, head, _end, body = parts(text)
    data: JSON = load(head)[0]
    return data, body


def changed(before: str, after: str) -> list[str]:
    import difflib

    return [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_that_was_only_opened_and_saved_stays_letter_by_letter(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    data, body = read(text)
    given, body_back = parted(opened(data, body))
    assert rewritten(text, answered(given, data), body_back) == text


def test_a_comment_behind_a_value_stays_when_the_value_changes() -> None:
    data, body = read(SERVICE)
    data["fees"][0]["amount"] = 9000
    after = rewritten(SERVICE, data, body)
    assert changed(SERVICE, after) == [
        "-     amount: 8000   # từ 01/07/2025",
        "+     amount: 9000   # từ 01/07/2025",
    ]


def test_a_row_that_goes_takes_only_itself_along() -> None:
    data, body = read(SERVICE)
    del data["form"][0]["fields"][0]
    assert changed(SERVICE, rewritten(SERVICE, data, body)) == [
        "-       - {id: muc_dich, kind: text, label: Giấy dùng để làm gì?, purpose: Ghi vào giấy}"
    ]


def test_a_row_between_others_is_written_as_they_are() -> None:
    data, body = read(SERVICE)
    data["legal_basis"].insert(1, {"id": "lht", "name": "Luật Hộ tịch: 2014", "number": "60/2014/QH13"})
    assert changed(SERVICE, rewritten(SERVICE, data, body)) == [
        '+   - {id: lht, name: "Luật Hộ tịch: 2014", number: 60/2014/QH13}'
    ]


def test_a_new_body_leaves_the_front_matter_alone_and_ends_with_one_line_end() -> None:
    data, _body = read(SERVICE)
    after = rewritten(SERVICE, data, "\nLời mới.\n\n\n")
    assert after.startswith(SERVICE[: SERVICE.rindex("---")]) and after.endswith("---\nLời mới.\n")


def test_what_a_form_leaves_empty_is_left_out_unless_the_file_said_so() -> None:
    before = {"title": "A", "form": [{"id": "x", "fields": [{"id": "d", "kind": "date", "latest": None}]}]}
    given = copy.deepcopy(before) | {"summary": "", "related": [], "output": {"name": "", "parts": []}}
    given["form"][0]["fields"].append({"id": "m", "kind": "date", "latest": None, "hint": ""})
    assert answered(given, before) == {
        "title": "A",
        "form": [
            {"id": "x", "fields": [{"id": "d", "kind": "date", "latest": None}, {"id": "m", "kind": "date"}]}
        ],
    }


def test_false_and_zero_are_no_empty_values() -> None:
    assert answered({"required": False, "amount": 0}, {}) == {"required": False, "amount": 0}


def test_a_workflow_named_by_one_word_opens_as_a_group_and_closes_as_a_word() -> None:
    given, _body = parted(opened({"workflow": "one_stop"}, ""))
    assert given == {"workflow": {"extends": "one_stop"}}
    assert answered(given, {"workflow": "one_stop"}) == {"workflow": "one_stop"}
    given["workflow"]["drop"] = ["fee_at_reception"]
    assert answered(given, {})["workflow"] == {"extends": "one_stop", "drop": ["fee_at_reception"]}


def test_words_that_yaml_would_guess_at_come_through_the_form_as_they_were() -> None:
    data = {
        "code": "1.001193",
        "unit": "021025",
        "no": "no",
        "day": "2025-07-01",
        "null": "null",
        "long": "a\nb\n\nc",
    }
    assert parted(opened(data, "x\n")) == (data, "x\n")
    assert load(parts(written(data, "x"))[1])[0] == data


_words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=12).map(str.strip)
_leaf = st.one_of(_words, st.booleans(), st.integers(-5, 10**6), st.none(), st.just("nhiều\ndòng # và: dấu"))


@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_whatever_changes_the_file_says_exactly_the_new_data(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([SERVICE, *(path.read_text(encoding="utf-8") for path in FILES[:3])]))
    now, body = read(text)
    for _time in range(data.draw(st.integers(1, 3))):
        _damage(now, data)
    assert read(rewritten(text, now, body)) == (now, body)


def _damage(tree: JSON, data: st.DataObject) -> None:
    """Change, drop, double or add something somewhere."""
    here: Any = tree
    while True:
        steps = [*here] if isinstance(here, dict) else [*range(len(here))]
        step = data.draw(st.sampled_from(steps))
        inner = here[step]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        here = inner
    act = data.draw(st.sampled_from(["set", "drop", "add"]))
    if act == "drop" and (len(here) > 1 or here is not tree):
        del here[step]
    elif act == "add" and isinstance(here, list):
        here.insert(step, copy.deepcopy(here[step]))
    elif act == "add":
        here["khoa_moi"] = data.draw(st.lists(_leaf, max_size=2))
    else:
        here[step] = data.draw(st.one_of(_leaf, st.dictionaries(st.sampled_from("abc"), _leaf, max_size=2)))
