"""The quick Markdown gives what Python-Markdown gives, letter by letter."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.extensions.toc import TocExtension

from publisher.guidance import converter, slug_of, to_html
from tests.benchmarks.publishing.corpus import Writer
from tests.publishing.conftest import ROOT

PIECES = (
    *(
        "# Đầu\n",
        "## Hai *nghiêng*\n",
        "## Hai\n",
        "### `mã` & <b>\n",
        "## A &amp; B\n",
        "\n\n",
        "\n",
        "  \n",
    ),
    *("**đậm**", "*nghiêng", "_gạch_", "__", "***", "`mã`", "``", "\\*", "\\", "[chữ](/a)", "[chữ][1]"),
    *("\n[1]: /b\n", "[^1]", "\n[^1]: Ghi chú *này*\n", "![hình](a.png)", "![", "]", "(", "<https://a.vn>"),
    *("<a@b.vn>", "&copy;", "&", "<", "- một\n", "  - hai\n", "1. ba\n", "> trích\n", "    mã\n", "a | b\n"),
    *(
        "--|-:\n",
        "| 1 | `2|3` |\n",
        "Từ\n:   nghĩa\n",
        "[TOC]\n",
        "chữ thường ",
        "x_y_z ",
        "2 * 3 * 4 ",
        "---\n",
    ),
)


def plain(body: str) -> str:
    """Python-Markdown itself, new for each body."""
    return str(converter(TocExtension(slugify=slug_of)).convert(body))


def _bodies() -> list[str]:
    files = sorted((ROOT / "content" / "procedures").rglob("*.md"))
    real = [path.read_text(encoding="utf-8").split("\n---\n", 1)[1] for path in files]
    writer = Writer()
    made = [item.body for item in (*writer.procedures(40), *writer.news(20))]
    return [*real, *made]


@pytest.mark.parametrize("body", _bodies(), ids=lambda body: body[:20].strip())
def test_real_and_made_up_guidance_comes_out_the_same(body: str) -> None:
    assert str(to_html(body)) == plain(body)


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_mixture_comes_out_the_same(body: str) -> None:
    assert str(to_html(body)) == plain(body)


def test_most_patterns_are_never_asked_about_plain_text() -> None:
    asked = 0

    def count(frame: object, event: str, _arg: object) -> None:
        nonlocal asked
        if event == "call" and frame.f_code.co_name.endswith("applyPattern"):  # type: ignore[attr-defined]
            asked += 1

    to_html("x")
    sys.setprofile(count)
    try:
        to_html("## Làm ở đâu\n\nỦy ban nhân dân xã nơi bạn thường trú.\n\n- Một\n- Hai\n")
    finally:
        sys.setprofile(None)
    assert asked == 0
