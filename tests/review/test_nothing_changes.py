"""What says the same reviews as the same, however it is written; what says something else never does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.domain.compile import compile_data, content_hash
from functions.domain.declaration import Reference
from publisher.reference import load_reference
from publisher.review.change import Topic
from publisher.review.compare import Place, compare
from publisher.review.formats import as_text
from publisher.review.model import Fate
from publisher.review.shapes import service as service_shape
from publisher.yaml_data import load
from tests.review.made import BASE, FILE, ROOT, Kept
from tests.review.test_each_change import CASES, ROWS

FRONT, BODY = BASE.removeprefix("---\n").split("---\n")
DATA: dict[str, Any] = load(FRONT, 1)[0]


@st.composite
def rewritten(draw: st.DrawFn) -> str:
    """The same declaration with its keys in another order, in another style, with remarks and blank lines."""

    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shuffled(value[key]) for key in draw(st.permutations(list(value)))}
        return [shuffled(one) for one in value] if isinstance(value, list) else value

    flow = draw(st.sampled_from([None, False]))
    text = yaml.dump(shuffled(DATA), allow_unicode=True, sort_keys=False, default_flow_style=flow, width=1000)
    rows = text.splitlines()
    for n in draw(st.lists(st.integers(0, len(rows)), max_size=4)):
        rows.insert(n, draw(st.sampled_from(["", "# lời ghi", "   "])))
    ends = draw(st.sampled_from(["\n", "\r\n"]))
    body = BODY + "\n" * draw(st.integers(0, 3))
    return ends.join(["---", *rows, "---", *body.split("\n")])


@given(rewritten())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_another_spelling_means_the_same(kept: Kept, text: str) -> None:
    (kept.content / FILE).write_bytes(text.encode())
    made = kept.review("base")
    assert [(one.fate, one.changes, one.brief) for one in made.services] in (
        [],
        [(Fate.SAME, [], "không đổi nghĩa")],
    ), as_text(made)
    assert not made.pages.own and not made.pages.lists


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(ROOT / "content/reference", ROOT)


EDITS = [(case[0], case[1]) for case in CASES if case[2] != "body"] + [(row[0], row[1]) for row in ROWS]


@given(st.lists(st.sampled_from(EDITS), max_size=4, unique=True))
@settings(max_examples=60, deadline=None)
def test_changes_are_found_exactly_where_versions_differ(
    reference: Reference, edits: list[tuple[str, str]]
) -> None:
    text = FRONT
    for old, new in edits:
        text = text.replace(old, new, 1)
    before, after = (compile_data(load(one, 1)[0], "dang-ky-thu", reference) for one in (FRONT, text))
    for one, other in ((before, after), (after, before)):
        found = list(compare(service_shape(), one, other, Place(Topic.IDENTITY)))
        told = [change for change in found if change.topic not in (Topic.EXAMPLES, Topic.DOUBTS)]
        assert bool(told) == (content_hash(one) != content_hash(other))


def test_files_that_differ_only_in_their_stamp_do_not_differ(kept: Kept) -> None:
    path = kept.content / FILE
    path.write_bytes(path.read_bytes())
    assert as_text(kept.review("base")).endswith("Không có gì đổi nghĩa.\n")


def test_unchanged_files_are_not_even_read(kept: Kept) -> None:
    kept.write("procedures/ho-tich/hong.md", "không phải tệp thủ tục\n")
    kept.commit()
    kept.edit(FILE, "amount: 50000", "amount: 70000")
    kept.commit()
    made = kept.review("HEAD~1..HEAD")
    assert [Path(one.path).name for one in made.services] == ["dang-ky-thu.md"] and not made.broken
