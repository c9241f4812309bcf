"""Several processes write one file at full speed: each gets its share, none is refused, no number comes twice."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.sqlite import SqliteStore
from tests.server.commands import ROOT

SECONDS = 4.0


def written(path: Path, processes: int) -> list[dict[str, Any]]:
    """What each process said after all wrote together for a while."""
    command = [sys.executable, "-m", "tests.server.other_writer", str(path)]
    writers = [
        subprocess.Popen([*command, f"p{number}"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for number in range(processes)
    ]
    for writer in writers:
        assert writer.stdout and writer.stdout.readline() == "begun\n"
    time.sleep(SECONDS)
    for writer in writers:
        writer.terminate()
    said = [writer.communicate(timeout=60)[0] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * processes
    return [json.loads(one) for one in said]


@pytest.mark.parametrize("processes", [2, 4])
def test_no_process_starves_another_and_no_number_comes_twice(tmp_path: Path, processes: int) -> None:
    path = tmp_path / "motcua.sqlite3"
    said = written(path, processes)
    writes = sorted(one["writes"] for one in said)
    assert writes[0] >= writes[-1] / 5, writes
    numbers = sorted(number for one in said for number in one["numbers"])
    assert numbers == list(range(1, sum(writes) + 1))
    store = SqliteStore(path)
    assert len(store.cases.all_case_ids(limit=10**6)) == sum(writes)
    store.close()
