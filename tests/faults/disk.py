"""A disk that is full: what is refused says so, what was acknowledged stays, and room makes everything go on.

Called as ``unshare --user --map-root-user --mount python -m tests.faults.disk BUILD``, so that it may mount a small
disk of its own that nobody else sees. Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

from functions.adapters.clock import SetClock
from functions.domain.errors import Unavailable
from tests.faults.kills import BEGIN, Ground
from tests.faults.life import Citizen, Officers, broken, messages_of, recover, workers
from tests.faults.weather import Told

MEGABYTES = 24
MOST = 200
"""People who come at most; the disk is full long before."""


def main(build: Path) -> Told:
    told = Told("disk full, then not")
    with tempfile.TemporaryDirectory(prefix="motcua-disk-") as disk:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", disk], check=True)
        try:
            _fill(told, Ground(build, folder=Path(disk)), Path(disk))
        finally:
            subprocess.run(["umount", "--lazy", disk], check=True)
    return told


def _fill(told: Told, ground: Ground, disk: Path) -> None:
    ballast, state, clock = disk / "ballast", ground.fresh(), SetClock(BEGIN)
    room = os.statvfs(disk)
    ballast.write_bytes(b"0" * max(0, room.f_bavail * room.f_frsize - 3 * 2**20))
    world = ground.open(state, clock, {})
    citizens: list[Citizen] = []
    try:
        while told.struck < 5 and len(citizens) < MOST:
            citizens.append(Citizen())
            try:
                citizens[-1].send(world)
            except Unavailable:
                told.struck += 1
            with suppress(Unavailable):
                workers(world)
            clock.advance(timedelta(minutes=1))
        ballast.unlink()
        officers = Officers()
        for one in citizens:
            one.send(world)
        for _turn in range(8):
            recover(world, clock)
            officers.work(world)
        recover(world, clock)
        told.cases = len(citizens)
        told.broken += broken(world, citizens, messages_of(world))
        if not told.struck:
            told.broken.append("the disk was never full")
    finally:
        world.close()


if __name__ == "__main__":
    print(json.dumps(asdict(main(Path(sys.argv[1])))))
