"""Try failures, thousands of them, and say what broke. ``make faults`` runs it; exit status 1 where anything did.

``--runs`` bounds the deaths after deaths, ``--cases`` the applications in each bad weather, ``--seed`` makes a run
the same again. ``--store dynamodb`` tries the deaths over a table at ``--endpoint``, or at one that it starts itself.
Everything is on this machine; nothing is asked of any other.
"""

from __future__ import annotations

import argparse
import json
import logging
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path

from publisher.build import build
from tests.faults.kills import Ground, Options, Toll, every_step, several, steps, tried
from tests.faults.tables import options_of
from tests.faults.weather import Told, Weather

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "content" / "handbook" / "engineering" / "faults.md"
BEGIN, END = "<!-- measured: written by make faults -->", "<!-- /measured -->"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=1500, help="lives with several deaths")
    asked.add_argument("--every", type=int, default=1, help="of the single deaths, only each of so many")
    asked.add_argument("--cases", type=int, default=10)
    asked.add_argument("--seed", type=int, default=918)
    asked.add_argument("--store", choices=("sqlite", "dynamodb"), default="sqlite")
    asked.add_argument("--endpoint", default="", help="where DynamoDB answers")
    asked.add_argument("--write", action="store_true", help="put the table into the handbook")
    given = asked.parse_args()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="motcua-faults-") as scratch:
        folder = Path(scratch) / "build"
        build(ROOT / "content", folder, ROOT / "pelicanconf.py", date(2026, 6, 9))
        with options_of(given.store, given.endpoint) as options:
            rows = list(_all(given, folder, options))
    table = _table(rows)
    print(table)
    if given.write:
        _write(given.store, table)
    bad = [said for _name, _runs, _struck, broken in rows for said in broken]
    print("\n".join(bad[:50]))
    return int(bool(bad))


Row = tuple[str, int, int, list[str]]


def _all(given: argparse.Namespace, folder: Path, options: Options) -> Iterator[Row]:
    chance = random.Random(given.seed)
    with _ground(folder, options) as ground:
        calls = steps(ground)
        single = tried(
            ground, islice(every_step(ground), 0, None, given.every), Toll(), _progress("one death")
        )
        yield (
            f"one death at each of {calls} calls, before and after it",
            single.runs,
            single.deaths,
            single.broken,
        )
        more = tried(ground, several(ground, given.runs, chance), Toll(), _progress("several deaths"))
        yield "two to four deaths in one life", more.runs, more.deaths, more.broken
        if given.store == "sqlite":
            for told in Weather(ground, chance, given.cases).all():
                yield told.name, told.cases, told.struck, told.broken
            yield from _disk(folder)


def _disk(folder: Path) -> Iterator[Row]:
    if shutil.which("unshare") is None:
        print("left out, unshare (util-linux) is not on this machine: full disk", file=sys.stderr)
        return
    command = ["unshare", "--user", "--map-root-user", "--mount", sys.executable, "-m", "tests.faults.disk"]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        print(f"left out, no disk of one's own can be mounted here: {done.stderr[-300:]}", file=sys.stderr)
        return
    told = Told(**json.loads(done.stdout.splitlines()[-1]))
    yield told.name, told.cases, told.struck, told.broken


@contextmanager
def _ground(folder: Path, options: Options) -> Iterator[Ground]:
    ground = Ground(folder, options)
    try:
        yield ground
    finally:
        ground.clear()


def _progress(name: str) -> Callable[[Toll], None]:
    """Says every quarter of a minute how far it is."""
    said = [time.monotonic()]

    def told(toll: Toll) -> None:
        if time.monotonic() - said[0] > 15:
            said[0] = time.monotonic()
            print(f"{name}: {toll.runs} tried, {len(toll.broken)} broken", file=sys.stderr, flush=True)

    return told


def _table(rows: list[Row]) -> str:
    lines = [
        "| what was done | lives or cases | times it struck | promises broken |",
        "| --- | --- | --- | --- |",
    ]
    lines += [f"| {name} | {runs:,} | {struck:,} | {len(broken)} |" for name, runs, struck, broken in rows]
    return "\n".join(lines)


def _write(store: str, table: str) -> None:
    """Put the table where that of the same store stood."""
    text = PAGE.read_text(encoding="utf-8")
    head = f"{date.today()}, Python {platform.python_version()}, store: {store}"
    begin, end = BEGIN.replace("make faults", f"make faults, {store}"), END
    before, _mark, rest = text.partition(begin)
    _old, _mark, after = rest.partition(end)
    PAGE.write_text(f"{before}{begin}\n\n{head}\n\n{table}\n\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
