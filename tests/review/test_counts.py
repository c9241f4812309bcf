"""``motcua counts``: numbers by version from a real installation, in the shape that a review reads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from functions.bootstrap import World
from publisher.review.counts import read_counts
from tests.effects.made import go, send
from tests.services.conftest import ROOT, built, clock, world
from tests.services.made import SLUG, paper, typed

__all__ = ["built", "clock", "world"]


def test_drafts_and_cases_that_are_not_over_are_counted_by_version(world: World, tmp_path: Path) -> None:
    version = world.submissions.procedure(SLUG)[0]
    for _n in range(2):
        world.submissions.save(SLUG, "", typed(), [])
    send(world, paper("giay_de_nghi"))
    over = send(world, paper("giay_de_nghi"))
    go(world, over, "refuse", "Chưa đủ")
    settings = {"MOTCUA_STATE": str(world.settings.state), "MOTCUA_BUILD": str(world.settings.build)}
    command = [Path(sys.executable).parent / "motcua", "counts"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | settings, capture_output=True, check=True)
    (tmp_path / "so.json").write_bytes(done.stdout)
    counts = read_counts(tmp_path / "so.json")
    assert counts.drafts == {SLUG: {version: 2}} and counts.cases == {SLUG: {version: 1}}
    assert counts.taken_at and "Nguyễn" not in done.stdout.decode()
