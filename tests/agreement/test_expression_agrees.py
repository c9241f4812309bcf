"""Server, browser and an independent CEL give one answer to one condition."""

from __future__ import annotations

import json
import math
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cel
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.domain.expression import Expression, ExpressionError

ROOT = Path(__file__).parents[2]
SCRIPT = """
import { evaluate, ExpressionError } from "./themes/civic/static/js/expression.js";
import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const [tree, values] = JSON.parse(line);
  let answer;
  try { answer = { value: evaluate(tree, values) }; }
  catch (e) { answer = e instanceof ExpressionError ? { error: true } : { broken: String(e) }; }
  console.log(JSON.stringify(answer));
}
"""
VALUES = {
    "a": 3,
    "b": -2,
    "c": 2.5,
    "t": "Lý Sơn",
    "u": "ly",
    "e": "😀",
    "y": True,
    "n": False,
    "l": ["x", "Lý Sơn", "ly"],
    "d1": "2024-02-29",
    "d2": "2026-11-23",
    "g": {"k": 7},
}


class Browser:
    """The browser's own code, in one Node process."""

    def __init__(self) -> None:
        command = ["node", "--input-type=module", "-e", SCRIPT]
        self._run = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def evaluate(self, tree: Any) -> dict[str, Any]:
        assert self._run.stdin and self._run.stdout
        self._run.stdin.write(json.dumps([tree, VALUES]) + "\n")
        self._run.stdin.flush()
        answer: dict[str, Any] = json.loads(self._run.stdout.readline())
        return answer

    def close(self) -> None:
        assert self._run.stdin and self._run.stdout
        self._run.stdin.close()
        self._run.wait()
        self._run.stdout.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    running = Browser()
    yield running
    running.close()


def server(expression: Expression) -> dict[str, Any]:
    try:
        return {"value": expression.evaluate(VALUES)}
    except ExpressionError:
        return {"error": True}


atoms = st.sampled_from(
    [
        *(
            "a",
            "b",
            "c",
            "t",
            "u",
            "e",
            "y",
            "n",
            "l",
            "d1",
            "d2",
            "g.k",
            "missing",
            "g.none",
            "null",
            "true",
        ),
        *("true", "0", "1", "2.5", "'ly'", '"Lý Sơn"', "'😀'", "[1, 'ly']", "'2026-11-22'"),
    ]
)


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operator = st.sampled_from(["&&", "||", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "%"])
    binary = st.tuples(inner, operator, inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})")
    call = st.tuples(st.sampled_from(["startsWith", "endsWith", "contains", "years", "days"]), inner, inner)
    return st.one_of(
        binary,
        call.map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
        inner.map(lambda one: f"(!{one})"),
        inner.map(lambda one: f"(-{one})"),
        inner.map(lambda one: f"size({one})"),
        st.tuples(inner, inner, inner).map(lambda p: f"({p[0]} ? {p[1]} : {p[2]})"),
    )


expressions = st.recursive(atoms, compound, max_leaves=8)
many = settings(
    max_examples=1500, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@many
@given(source=expressions)
def test_server_and_browser_agree_on_every_expression(browser: Browser, source: str) -> None:
    expression = Expression(source)
    here, there = server(expression), browser.evaluate(expression.tree)
    if isinstance(here.get("value"), float):
        assert math.isclose(here["value"], there["value"]), source
    else:
        assert here == there, source


REFERENCE = [
    "a > 2 && b < 0",
    "a == 3 ? t : u",
    "t == 'Lý Sơn'",
    "u in l",
    "!(u in ['q'])",
    "-7 / 2",
    "-7 % 2",
    "7 % -2",
    "1 + 2 * 3",
    "(1 + 2) * 3",
    "size(u)",  # ASCII only: this CEL counts bytes, where the standard counts code points as we do
    "size(l) == 3",
    "t.startsWith('Lý') && t.endsWith('n') && t.contains('ý S')",
    "y || n && n",
    "c > 2.0 && c < 3.0",
    "d1 < d2",
    "true || 1 / 0 == 1",
    "1 / 0 == 1 || true",
    "false && 1 / 0 == 1",
    "1 / 0 == 1",
    "g.k - 2 == 5",
    "g.k != 7 || t != u",
    "[1, 2] == [1, 2]",
    "t + u",
    "a < 3 || a >= 3",
    "y && a",
    "t < 1",
]


@pytest.mark.parametrize("source", REFERENCE)
def test_an_independent_cel_agrees_on_what_the_subset_shares_with_it(source: str) -> None:
    ours = server(Expression(source))
    try:
        theirs: dict[str, Any] = {"value": cel.evaluate(source, VALUES)}
    except Exception:  # whatever it raises, the point is that it gives no value
        theirs = {"error": True}
    assert ours == theirs
