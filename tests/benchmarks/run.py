"""``make bench``: measure this machine against FastAPI, print the tables, and with ``--write`` keep them.

It builds the real content into a folder of its own and touches no installation. A quiet machine gives the
steadiest figures; on a busy one raise ``--rounds``.
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
from tests.benchmarks import cold, cold_lambda, documents, sending, shares, table  # noqa: E402
from tests.benchmarks.applications import SLUG  # noqa: E402
from tests.benchmarks.servers import Round  # noqa: E402


def main() -> None:
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="motcua-bench-", dir=asked.disk) as folder:
        results = _measured(asked, Path(folder))
    text = table.written(results)
    print(text)
    if asked.write:
        table.put(text)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each server, by turns")
    parser.add_argument("--seconds", type=float, default=5.0, help="length of a round")
    parser.add_argument("--imports", type=int, default=20, help="new interpreters for each cold start")
    parser.add_argument("--disk", type=Path, default=ROOT, help="a folder on the disk to measure")
    parser.add_argument("--build", type=Path, help="a built portal; without it the content is built anew")
    parser.add_argument("--write", action="store_true", help=f"keep the tables in {table.PAGE.name}")
    return parser.parse_args()


def _measured(asked: argparse.Namespace, folder: Path) -> table.Results:
    built = asked.build or folder / "build"
    if asked.build is None:
        _say("building the content")
        build(ROOT / "content", built, ROOT / "pelicanconf.py", date.today())
    places = sending.places(folder)
    sent: dict[str, dict[str, list[Round]]] = {name: {} for name in places}
    for name, place in places.items():
        for kind, contenders in sending.contenders(built).items():
            _say(f"{kind}, database on {name}")
            sent[name][kind] = sending.by_turns(contenders, place, asked.rounds, asked.seconds)
    _say("cold starts")
    first = cold.FIRST.format(slug=SLUG)
    settings = {"MOTCUA_STATE": str(folder / "var"), "MOTCUA_BUILD": str(built)}
    imports = {
        "`import app`": cold.cold(cold.OURS, asked.imports),
        "`import app`, installation opened, one service read": cold.cold(first, asked.imports, **settings),
        "bare FastAPI app": cold.cold(cold.RIVAL, asked.imports),
    }
    _say("cold starts on Lambda")
    on_lambda = cold_lambda.least(built, folder / "lambda", asked.imports, SLUG)
    _say("documents and shares")
    return table.Results(
        sending=sent,
        sync={name: sending.sync_milliseconds(place) for name, place in places.items()},
        imports=imports,
        on_lambda=on_lambda,
        documents=documents.rates(folder, asked.seconds),
        shares={name: _shares(built, place) for name, place in places.items()},
        turns=asked.rounds,
        seconds=asked.seconds,
    )


def _shares(built: Path, place: Path) -> dict[str, float]:
    with sending.empty_folder(place) as folder:
        return shares.shares(built, folder / "var", 1000)


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
