"""Accepted applications a second: our server and the rival by turns, on the disk and without it."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.servers import Contender, Round, measured, ours, rival

MEMORY = Path("/dev/shm")
"""A folder in memory, where syncing costs nothing."""


def contenders(build: Path) -> dict[str, tuple[Contender, ...]]:
    """Who meets whom."""
    return {
        "JSON": (ours("document", build, False), rival("document", "/json")),
        "urlencoded": (ours("two_forms", build, False), rival("one_form", "/form")),
        "JSON, two processes each": (
            ours("document", build, False, processes=2),
            rival("document", "/json", processes=2),
        ),
        "urlencoded, two processes each": (
            ours("two_forms", build, False, processes=2),
            rival("one_form", "/form", processes=2),
        ),
        "JSON, effects done beside": (ours("document", build, True),),
    }


def by_turns(names: Sequence[Contender], place: Path, rounds: int, seconds: float) -> list[Round]:
    """The median round of each, by throughput; the turns alternate, so that a busy moment meets both."""
    seen: list[list[Round]] = [[] for _one in names]
    for turn in range(rounds):
        order = range(len(names)) if turn % 2 == 0 else reversed(range(len(names)))
        for number in order:
            with empty_folder(place) as folder:
                seen[number].append(measured(names[number], folder / "state", seconds))
    return [_median(one) for one in seen]


def sync_milliseconds(place: Path, times: int = 200) -> float:
    """How long the disk takes to keep one page for good, the median."""
    with empty_folder(place) as folder:
        handle = os.open(folder / "page", os.O_WRONLY | os.O_CREAT)
        took = []
        for _n in range(times):
            os.write(handle, b"\0" * 4096)
            began = time.perf_counter()
            os.fdatasync(handle)
            took.append(1000 * (time.perf_counter() - began))
        os.close(handle)
    return statistics.median(took)


def places(disk: Path) -> Mapping[str, Path]:
    """Where databases are put in turn."""
    return {"disk": disk} | ({"memory": MEMORY} if MEMORY.is_dir() else {})


def _median(rounds: Sequence[Round]) -> Round:
    return sorted(rounds, key=lambda one: one.per_second)[len(rounds) // 2]


@contextmanager
def empty_folder(place: Path) -> Iterator[Path]:
    """A folder of this block only."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-bench-", dir=place))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
