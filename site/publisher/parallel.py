"""The same work on many things, in as many processes as there are processors."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Result = TypeVar("Result")

FEW = 64
"""Up to so many things, starting processes costs more than it brings."""
CHUNK = 16

_work: Callable[[Any], Any] | None = None
_things: Sequence[Any] = ()


def spread(work: Callable[[Thing], Result], things: Sequence[Thing], workers: int) -> Iterator[Result]:
    """Results in the order of ``things``. Workers are forked, so ``work`` may hold whatever it likes.

    A process that has threads is not forked: the work is then done in place. Threads of libraries count
    too: a fork leaves Typst's behind, and whoever sets a document then waits for them for ever.
    """
    if workers < 2 or len(things) <= FEW or threads() > 1:
        yield from map(work, things)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    global _work, _things  # what forked workers inherit, since closures do not travel
    _work, _things = work, things
    gc.freeze()
    try:
        with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
            yield from pool.map(_one, range(len(things)), chunksize=CHUNK)
    finally:
        gc.unfreeze()
        _work, _things = None, ()


def _one(index: int) -> Any:
    if _work is None:
        raise RuntimeError("called outside spread()")
    return _work(_things[index])


def threads() -> int:
    """How many threads this process has, those that Python knows nothing of included."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))
