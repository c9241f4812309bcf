"""What other processes do in the contract tests: arguments are the act, the adapter, the place, a name.

Each prints a line for what was acknowledged, in one ``write``: a killed process leaves no half line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

from functions.ports import Store
from tests.contract.stores import NOON, new_case, open_store


def append_for_ever(store: Store, name: str) -> None:
    """Four threads send new cases until the process is killed."""

    def send(thread: int) -> None:
        number = 0
        while True:
            number += 1
            case_id = f"{name}-{thread}-{number}"
            store.cases.append(new_case(case_id, effects=("scan", "notify")))
            _say(case_id)

    _together(4, send)


def claim_all(store: Store, name: str) -> None:
    """Four threads claim and complete until nothing is left."""

    def work(thread: int) -> None:
        worker = f"{name}-{thread}"
        while rows := store.outbox.claim(worker, NOON, 600, 7):
            for row in rows:
                _say(row.id)
                assert store.outbox.complete(row.id, worker)

    _together(4, work)


def take_numbers(store: Store, name: str) -> None:
    """Four threads take twenty numbers each, every other one with a case."""

    def take(_thread: int) -> None:
        for _ in range(10):
            _say(str(store.cases.take_number("H48.2026-03-02")))
            _say(str(store.cases.append_numbered("H48.2026-03-02", lambda number: new_case(f"c{number}"))))

    _together(4, take)


def _together(count: int, act: Callable[[int], None]) -> None:
    threads = [Thread(target=act, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _say(line: str) -> None:
    os.write(1, line.encode() + b"\n")


if __name__ == "__main__":
    act, adapter, place, name = sys.argv[1:]
    opened = open_store(adapter, Path(place))
    {"append": append_for_ever, "claim": claim_all, "number": take_numbers}[act](opened, name)
    opened.close()
