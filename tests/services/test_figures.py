"""The scoreboard's figures come from the log, and the publisher shows what the log says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.errors import Invalid
from functions.services.figures import figures
from publisher.portal.figures import load_measured
from tests.effects.made import go, send
from tests.services.made import paper

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_what_was_received_answered_in_time_and_late(world: World, clock: SetClock) -> None:
    answered, late_answer, late, gone, incomplete = (send(world, paper("giay_de_nghi")) for _n in range(5))
    for sent in (answered, late_answer, late):
        go(world, sent, "receive")
        go(world, sent, "transfer")
    go(world, answered, "reject", "Không đủ điều kiện")
    go(world, incomplete, "refuse", "Chưa đủ")
    world.tracking.withdraw(gone.code, gone.token, "")
    clock.advance(timedelta(days=30))
    send(world, paper("giay_de_nghi"))
    go(world, late_answer, "reject", "Không đủ điều kiện")
    work = figures(world.cases, *YEAR)["work"]
    assert (work["received"], work["online"]) == (6, 6)
    assert (work["ended"], work["on_time"], work["running"], work["late"]) == (2, 1, 2, 1)
    june = figures(world.cases, date(2026, 6, 1), date(2026, 6, 30))["work"]
    assert (june["received"], june["ended"]) == (5, 1)


def test_a_period_that_ends_before_it_begins(world: World) -> None:
    with pytest.raises(Invalid, match="before it begins"):
        figures(world.cases, YEAR[1], YEAR[0])


def test_the_command_writes_what_the_publisher_reads(world: World, tmp_path: Path) -> None:
    send(world, paper("giay_de_nghi"))
    folder = tmp_path / "build"
    folder.mkdir()
    (folder / "catalogue.json").symlink_to(world.settings.build / "catalogue.json")
    (folder / "catalogue").symlink_to(world.settings.build / "catalogue")
    settings = {"MOTCUA_STATE": str(world.settings.state), "MOTCUA_BUILD": str(folder)}
    command = [Path(sys.executable).parent / "motcua", "figures", "--since", "2026-01-01"]
    subprocess.run(command, env=os.environ | settings, check=True, capture_output=True)
    work = load_measured(folder).work
    assert work and work.received == 1
    assert "Nguyễn" not in json.dumps((folder / "figures.json").read_text())
