"""The cost of a million cases follows from counted requests and a price list, and the handbook shows that table."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from functions.adapters.aws.deployment import costs
from functions.domain.errors import Invalid
from functions.entrypoints.commands.deploy import command
from tests.deployment.measured import measure
from tests.services.conftest import built as built

PAGE = Path(__file__).parents[2] / "content/handbook/van-hanh/aws.md"


def test_what_a_case_asks_is_what_was_counted(built: Path, tmp_path: Path, aws: str) -> None:
    counted, kept = measure(built, tmp_path / "var", aws), costs.read("measured")
    assert counted.keys() == kept.keys()
    exact = {name: kept[name] for name in ("effects", "events", "moves", "notices", "signatures")}
    assert {name: counted[name] for name in exact} == exact
    off = {
        name: (counted[name], kept[name])
        for name in kept
        if abs(counted[name] - kept[name]) > 0.15 * kept[name]
    }
    assert off == {}, "count anew: python -m tests.deployment.measured"


def test_the_handbook_shows_the_table_of_these_files() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert costs.placed(page) == page, "motcua deploy costs --write content/handbook/van-hanh/aws.md"


def test_twice_the_price_is_twice_the_cost() -> None:
    prices, measured, assumed = (costs.read(name) for name in ("prices", "measured", "assumed"))
    before = {row.name: row.cost for row in costs.rows(prices, measured, assumed)}
    prices["prices"]["table write"]["per_million"] *= 2
    after = {row.name: row.cost for row in costs.rows(prices, measured, assumed)}
    assert after.pop("table write") == pytest.approx(2 * before.pop("table write")) and after == before
    assert before["mail"] == pytest.approx(measured["notices"] * 100)


def test_a_price_that_is_missing_is_named() -> None:
    prices, measured, assumed = (costs.read(name) for name in ("prices", "measured", "assumed"))
    del prices["prices"]["mail"]
    with pytest.raises(Invalid, match="no price for: mail"):
        costs.rows(prices, measured, assumed)


def test_every_price_has_its_source_and_a_date_and_is_to_be_checked() -> None:
    prices = costs.read("prices")
    assert prices["as_of"] and "check each" in prices["to_check"]
    for one in (*prices["prices"].values(), *prices["monthly"].values()):
        assert urlsplit(one["source"]).hostname == "aws.amazon.com"
    assert "kiểm lại" in costs.table() and prices["as_of"] in costs.table()


def test_the_command_writes_the_table_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "aws.md"
    page.write_text(f"trước\n\n{costs.BEGIN}\nsố cũ\n{costs.END}\n\nsau\n", encoding="utf-8")
    done = CliRunner().invoke(command, ["costs", "--write", str(page)])
    text = page.read_text(encoding="utf-8")
    assert done.exit_code == 0 and costs.table() in text
    assert text.startswith("trước") and text.endswith("sau\n") and "số cũ" not in text
    with pytest.raises(Invalid, match="no place"):
        costs.placed("trang khác")
