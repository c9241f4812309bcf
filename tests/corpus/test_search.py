"""Search over all that the State publishes for provinces and communes: found, cheap, and the same everywhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from publisher.catalogue import load
from publisher.commands.import_ import command
from tests.search.asked import hits, questions
from tests.search.built import ROOT, Built, script, shown, site_of, write_index
from tests.search.conftest import DAY

KILOBYTE = 1024


@pytest.fixture(scope="module")
def national(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Built:
    """The index of a preview of all local procedures, as an import makes them."""
    folder = tmp_path_factory.mktemp("national")
    content = folder / "content"
    shutil.copytree(ROOT / "content" / "reference", content / "reference")
    (content / "procedures").mkdir()
    records = Path(request.config.getoption("--data")) / "national-procedures.jsonl.gz"
    for level in ("commune", "province"):
        given = [str(records), "--content", str(content), "--level", level, "--extend-reference"]
        assert CliRunner().invoke(command, given).exit_code == 0
    return write_index(site_of(load(content, DAY), content, DAY, preview=True), folder / "www")


def test_the_right_procedure_is_among_the_first_five_for_nearly_every_question(national: Built) -> None:
    found = hits(national)
    assert found.asked >= 200
    assert found.within(5) >= 0.95, found.missed
    assert found.within(1) >= 0.7


def test_a_first_question_costs_less_than_100_kilobytes_over_the_line(national: Built) -> None:
    costs = {one.ask: national.cost(one.ask) for one in questions()}
    assert max(costs.values()) <= 88 * KILOBYTE, max(costs, key=lambda ask: costs[ask])  # and the scripts 12


def test_the_browser_finds_the_same_in_the_same_order(national: Built) -> None:
    with script(national.folder) as browser:
        for one in questions():
            assert browser.ask(one.ask) == shown(national.ask(one.ask)), one.ask
