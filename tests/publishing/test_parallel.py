"""Work is spread over processes, and never forks away from threads that it would then wait for."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import typst

from publisher import parallel

THINGS = range(parallel.FEW + 1)


def test_results_come_in_order_from_several_processes() -> None:
    alone = (
        "import os; from publisher.parallel import spread;"
        f"found = list(spread(lambda n: (n, os.getpid()), range({len(THINGS)}), 2));"
        f"assert [n for n, _pid in found] == list(range({len(THINGS)}));"
        "assert os.getpid() not in {pid for _n, pid in found}"
    )
    subprocess.run([sys.executable, "-c", alone], check=True)


def test_after_a_document_was_set_the_work_stays_in_this_process(tmp_path: Path) -> None:
    page = tmp_path / "page.typ"
    page.write_text("x")
    typst.compile(str(page))
    assert parallel.threads() > 1
    assert set(parallel.spread(lambda _n: os.getpid(), THINGS, 2)) == {os.getpid()}
