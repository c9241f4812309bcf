"""Conditions are read strictly and mean one thing."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from functions.domain.expression import Expression, ExpressionError

ANSWERS = {"be": {"tuoi": 3, "sinh": "2023-11-24"}, "vai": "cha", "today": "2026-11-23", "ds": ["a", "b"]}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('vai == "cha" && be.tuoi < 6', True),
        ("vai in ['me', 'cha']", True),
        ("years(be.sinh, today)", 2),
        ("days(be.sinh, today)", 1095),
        ("1 + 2 * 3 - 4 / 2", 5),
        ("-7 / 2", -3),
        ("-7 % 2", -1),
        ("1.5 + 1.5 == 3", True),
        ("size(ds) == ds.size() && size('Ễ') == 1", True),
        ("vai.startsWith('c') ? 'co' : 'khong'", "co"),
        ("has(be.ten) || !has(be.tuoi)", False),
        ("be.sinh < today", True),
        ("null == be.ten", True),
        ("true || be.ten < 1", True),
        ("be.ten < 1 || true", True),
    ],
)
def test_an_expression_has_the_value_that_cel_gives_it(source: str, value: Any) -> None:
    assert Expression(source).evaluate(ANSWERS) == value


@pytest.mark.parametrize(
    "source", ["be.ten < 1", "1 / 0", "vai && true", "size(1) == 1", "days('x', today) > 1"]
)
def test_where_there_is_no_value_a_condition_does_not_hold(source: str) -> None:
    expression = Expression(source)
    with pytest.raises(ExpressionError):
        expression.evaluate(ANSWERS)
    assert not expression.holds(ANSWERS)


@pytest.mark.parametrize(
    ("source", "column"),
    [("a ==", 5), ("a = b", 3), ('a "x"', 3), ("(a", 3), ("f(a)", 1), ('"\\q"', 1), ("size()", 1), ("a.", 3)],
)
def test_a_source_that_cannot_be_read_names_the_column(source: str, column: int) -> None:
    with pytest.raises(ValueError, match=f"Cột {column}:"):
        Expression(source)


@pytest.mark.parametrize("source", ["(" * 60 + "a" + ")" * 60, "!" * 60 + "a", "a" * 1001])
def test_depth_and_length_have_limits(source: str) -> None:
    with pytest.raises(ValueError, match="quá"):
        Expression(source)


def test_a_model_takes_the_source_and_gives_it_back() -> None:
    adapter = TypeAdapter(Expression)
    made = adapter.validate_python("a == 1")
    assert adapter.dump_python(made) == "a == 1"
    with pytest.raises(ValidationError, match="Cột 5"):
        adapter.validate_python("a ==")


def test_an_unknown_name_is_reported_with_the_nearest_known_one() -> None:
    problems = Expression("be.tuoii < 6").check({"be.tuoi": "number"})
    assert len(problems) == 1 and "be.tuoii" in problems[0] and "“be.tuoi”" in problems[0]


@pytest.mark.parametrize("source", ['tuoi == "ba"', "ten && true", "tuoi", "ten in 'a'", "!tuoi", "ten < 3"])
def test_clashing_kinds_are_reported(source: str) -> None:
    assert Expression(source).check({"tuoi": "number", "ten": "text"})


def test_all_problems_are_reported_at_once() -> None:
    assert len(Expression("x == 1 && y == 2").check({})) == 2
