"""The tool that measures: what it stores is like what citizens send, and what it sends is accepted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from functions.bootstrap import World, open_world
from functions.domain.chain import verify
from functions.settings import load
from publisher.build import build
from tests.benchmarks.applications import ANSWERS
from tests.load.measure import ROOT, Plan, measured

COUNT = 40


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content, built."""
    made = tmp_path_factory.mktemp("build")
    build(ROOT / "content", made, ROOT / "pelicanconf.py", date.today())
    return made


@pytest.fixture(scope="module")
def sample(content: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled store, and beside it the file of codes and tokens."""
    folder = tmp_path_factory.mktemp("filled")
    environment = os.environ | {"MOTCUA_STATE": str(folder / "var"), "MOTCUA_BUILD": str(content)}
    for count in (COUNT // 2, COUNT):  # the second run goes on where the first ended
        filling = [sys.executable, "-m", "tests.load.fill", str(count), str(folder / "known.json")]
        subprocess.run(filling, cwd=ROOT, env=environment, check=True)
    return folder / "known.json"


@pytest.fixture
def filled(sample: Path, content: Path) -> Iterator[World]:
    settings = {"MOTCUA_STATE": str(sample.parent / "var"), "MOTCUA_BUILD": str(content)}
    opened = open_world(load(settings))
    yield opened
    opened.close()


def test_filled_cases_are_whole_and_owe_nothing(filled: World) -> None:
    cases = filled.store.cases.all_case_ids()
    assert len(cases) == COUNT
    for case_id in cases:
        assert verify(case_id, filled.store.cases.events(case_id)) == []
        answers = filled.cases.load(case_id).state.answers
        assert answers is not None
        assert answers["ho_kinh_doanh"]["ten"] == ANSWERS["ho_kinh_doanh"]["ten"]
    assert set(filled.store.outbox.counts().values()) == {0}


def test_filled_cases_are_found_by_code_and_link(filled: World, sample: Path) -> None:
    known = json.loads(sample.read_text())
    assert len(known) == COUNT
    for code, token in known:
        assert filled.cases.by_code(code) == filled.tokens.read("case", token)[0]


def test_every_kind_of_load_is_accepted_and_every_notice_is_handed_over(
    content: Path, tmp_path: Path
) -> None:
    found = measured(COUNT, Plan(0.6, 2, 1, 10.0), content, tmp_path, lambda _what: None)
    kinds = {"document", "tracking", "files"}
    assert found.loads.keys() == kinds | {f"{kind}, all together" for kind in kinds}
    for one in (*found.loads.values(), *found.limits.values(), found.notices):
        assert one.accepted > 0
        assert one.failed == 0, one.why
