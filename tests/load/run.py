"""``make load``: what the portal bears with a store of several sizes; prints the tables, ``--write`` keeps them.

Everything happens on the loopback of this machine, in a folder of its own that is removed at the end. The load
is in processes of its own and shares the machine with the server. A million cases take ten minutes to make, and each
size about as long to measure, since all that was sent has its effects done in between.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

from publisher.build import build  # noqa: E402
from tests.load import table  # noqa: E402
from tests.load.measure import Plan, Size, measured  # noqa: E402


def main() -> None:
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="motcua-load-", dir=asked.disk) as folder:
        sizes = _measured(asked, Path(folder))
    results = table.Results.of(_plan(asked), sizes)
    print(table.written(results))
    if asked.write:
        table.put(results)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make load", description=__doc__)
    parser.add_argument("--cases", default="10000,100000,1000000", help="sizes of the store, by commas")
    parser.add_argument("--seconds", type=float, default=30.0, help="length of each measurement")
    parser.add_argument("--connections", type=int, default=16, help="visitors at the same time")
    parser.add_argument("--processes", type=int, default=2, help="web processes of the server")
    parser.add_argument("--rate", type=float, default=100.0, help="cases a second while notices are timed")
    parser.add_argument("--disk", type=Path, default=ROOT, help="a folder on the disk to measure")
    parser.add_argument("--build", type=Path, help="a built portal; without it the content is built anew")
    parser.add_argument("--write", action="store_true", help=f"keep the results in {table.PAGE.name}")
    return parser.parse_args()


def _plan(asked: argparse.Namespace) -> Plan:
    return Plan(asked.seconds, asked.connections, asked.processes, asked.rate)


def _measured(asked: argparse.Namespace, folder: Path) -> list[Size]:
    built = asked.build or folder / "build"
    if asked.build is None:
        say("building the content")
        build(ROOT / "content", built, ROOT / "pelicanconf.py", date.today())
    sizes = sorted(int(one) for one in asked.cases.split(","))
    return [measured(cases, _plan(asked), built.resolve(), folder, say) for cases in sizes]


def say(what: str) -> None:
    """Progress, apart from what is printed."""
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
