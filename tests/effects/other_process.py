"""What other processes do in the tests of effects: arguments are the act, the state folder, the build."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from functions.adapters.clock import SystemClock
from functions.bootstrap import World, open_world
from functions.settings import Settings


def work(world: World) -> None:
    """Do all that is owed, and say how much it was."""
    worker, done = world.worker(f"p{os.getpid()}"), 0
    while worker.work():
        done += 1
    sys.stdout.write(f"{done}\n")


if __name__ == "__main__":
    act, state, build = sys.argv[1:]
    opened = open_world(Settings(state=Path(state), build=Path(build)), SystemClock())
    {"work": work}[act](opened)
    opened.close()
