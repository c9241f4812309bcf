"""A process that writes until it is told to stop: arguments are the database and a name.

At the end it says how many writes were acknowledged, and the longest that one waited, in seconds.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from pathlib import Path

from functions.adapters.sqlite import SqliteStore
from tests.contract.stores import new_case

THREADS = 4


def main() -> None:
    path, name = sys.argv[1:]
    store = SqliteStore(Path(path))
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: over.set())
    waits: list[list[float]] = [[] for _n in range(THREADS)]
    numbers: list[int] = []

    def write(thread: int) -> None:
        count = 0
        while not over.is_set():
            count += 1
            began = time.monotonic()
            case_id = f"{name}-{thread}-{count}"
            numbers.append(
                store.cases.append_numbered("n", lambda _number, case_id=case_id: new_case(case_id))
            )
            waits[thread].append(time.monotonic() - began)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(THREADS)]
    print("begun", flush=True)
    for thread in threads:
        thread.start()
    over.wait()
    for thread in threads:
        thread.join()
    store.close()
    every = [wait for one in waits for wait in one]
    print(json.dumps({"writes": len(every), "longest": max(every), "numbers": numbers}))


if __name__ == "__main__":
    main()
