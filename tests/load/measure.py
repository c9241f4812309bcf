"""One size of the store: filled, served, and put under each kind of load in turn."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tests.benchmarks.servers import PATIENCE, ROOT, free_port, processor_seconds, wait_for

LIMITS = (1, 4, 16, 64)
"""Visitors at the same time, to see where more of them bring no more."""
_DRAIN = 600.0
"""Seconds after which effects that are still owed count as never done."""
_FILES = 4
"""Visitors who send files: each sends some nine megabytes at a time."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was asked for."""

    seconds: float
    connections: int
    processes: int
    rate: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one kind of load met with. Times in milliseconds; ``processor`` is the server's, for each."""

    accepted: int
    failed: int
    per_second: float
    p50: float
    p95: float
    p99: float
    processor: float = 0.0
    why: dict[str, int] = field(default_factory=dict)
    """What those that failed met with."""

    @classmethod
    def of(
        cls,
        times: Sequence[float],
        failed: int,
        seconds: float,
        processor: float = 0.0,
        why: dict[str, int] | None = None,
    ) -> Outcome:
        if not times:
            return cls(0, failed, 0.0, 0.0, 0.0, 0.0, why=why or {})
        ordered = sorted(times)
        at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.5, 0.95, 0.99)]
        each = 1000 * processor / len(ordered)
        return cls(len(ordered), failed, len(ordered) / seconds, *at, each, why or {})


@dataclass(frozen=True, slots=True)
class Size:
    """Everything measured with one number of stored cases."""

    cases: int
    megabytes: int
    loads: Mapping[str, Outcome]
    limits: Mapping[int, Outcome]
    """By visitors at the same time."""
    notices: Outcome
    """From a case's being stored to its notice's being handed over; failed are those that never were."""
    within: Mapping[str, float]
    """The share of notices handed over within so many seconds."""
    backlog: float
    """Seconds until the effects of all that was sent as fast as possible were done."""


@dataclass(frozen=True, slots=True)
class Portal:
    """A running server."""

    port: int
    process: int
    state: Path
    known: Path

    def load(self, kind: str, connections: int, seconds: float, rate: float = 0.0) -> Outcome:
        return self.loads({kind: (connections, rate)}, seconds)[kind]

    def loads(self, kinds: Mapping[str, tuple[int, float]], seconds: float) -> dict[str, Outcome]:
        """Several kinds at once, each in a process of its own."""
        before = processor_seconds(self.process)
        running = {kind: self._client(kind, *how, seconds) for kind, how in kinds.items()}
        made = {kind: _result(kind, client) for kind, client in running.items()}
        spent = (processor_seconds(self.process) - before) / len(made)
        return {
            kind: Outcome.of(one["milliseconds"], one["failed"], one["seconds"], spent, one["why"])
            for kind, one in made.items()
        }

    def drained(self) -> float:
        """Wait until no effect is owed; how many seconds it took."""
        began = time.monotonic()
        owed = "SELECT count(*) FROM outbox WHERE state IN ('pending', 'claimed')"
        while time.monotonic() - began < _DRAIN and _read(self.state, owed)[0][0]:
            time.sleep(0.25)
        return time.monotonic() - began

    def _client(self, kind: str, connections: int, rate: float, seconds: float) -> subprocess.Popen[str]:
        words = (self.port, kind, connections, seconds, rate, self.known)
        return subprocess.Popen(
            [sys.executable, "-m", "tests.load.client", *map(str, words)],
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
        )


def measured(cases: int, plan: Plan, build: Path, folder: Path, say: Callable[[str], None]) -> Size:
    """Fill the store of ``folder`` to so many cases and measure everything."""
    state, known = folder / "var", folder / "known.json"
    settings = {"STATE": str(state), "BUILD": str(build), "PROCESSES": str(plan.processes)}
    # Limits by address would end it at once: all load comes from one.
    settings |= dict.fromkeys(("POSTS_PER_MINUTE", "LOOKUPS_PER_MINUTE"), str(10**9))
    say(f"filling the store to {cases:,} cases")
    environment = os.environ | {f"MOTCUA_{name}": value for name, value in settings.items()}
    filling = [sys.executable, "-m", "tests.load.fill", str(cases), str(known)]
    subprocess.run(filling, cwd=ROOT, env=environment, check=True)
    with _serving(environment, state, known) as portal:
        portal.load("document", plan.connections, min(plan.seconds, 2.0))  # warm after it
        portal.drained()
        loads, backlog = {}, 0.0
        few = min(_FILES, plan.connections)
        for kind, many in {"document": plan.connections, "tracking": plan.connections, "files": few}.items():
            say(f"{kind}, {cases:,} cases")
            loads[kind] = portal.load(kind, many, plan.seconds)
            backlog = max(backlog, portal.drained())
        say(f"all together, {cases:,} cases")
        third = max(1, plan.connections // 3)
        every = {"document": (third, 0.0), "files": (1, 0.0), "tracking": (third, 0.0)}
        together = portal.loads(every, plan.seconds)
        loads |= {f"{kind}, all together": one for kind, one in together.items()}
        portal.drained()
        say(f"notices, {cases:,} cases")
        notices, within = _notices(portal, plan)
        say(f"limits, {cases:,} cases")
        limits = {many: portal.load("document", many, plan.seconds / 3) for many in LIMITS}
        portal.drained()
        size = sum(one.stat().st_size for one in state.glob("motcua.sqlite3*")) // 10**6
    return Size(cases, size, loads, limits, notices, within, backlog)


def _notices(portal: Portal, plan: Plan) -> tuple[Outcome, dict[str, float]]:
    """Send at a steady rate, and read from the chains when each case was stored and when its notice went."""
    (last,) = _read(portal.state, "SELECT max(rowid) FROM event")[0]
    portal.load("document", max(plan.connections, 64), plan.seconds, plan.rate)
    portal.drained()
    rows = _read(portal.state, f"SELECT case_id, type, at FROM event WHERE rowid > {int(last)}")  # noqa: S608
    stored = {case: at for case, kind, at in rows if kind == "sent"}
    told = {case: at for case, kind, at in rows if kind == "notified" and case in stored}
    waits = [(_moment(at) - _moment(stored[case])).total_seconds() for case, at in told.items()]
    outcome = Outcome.of([1000 * one for one in waits], len(stored) - len(told), plan.seconds)
    within = {f"{most} s": sum(one <= most for one in waits) / len(stored) for most in (2, 10)}
    return outcome, within


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _read(state: Path, sql: str) -> list[tuple[object, ...]]:
    address = f"{(state / 'motcua.sqlite3').absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        return connection.execute(sql).fetchall()


def _result(kind: str, client: subprocess.Popen[str]) -> dict[str, object]:
    said, _nothing = client.communicate()
    made = dict(json.loads(said)) if client.returncode == 0 else {}
    if not made.get("milliseconds"):
        raise RuntimeError(f"no visit of kind {kind} was accepted")
    return made


@contextmanager
def _serving(environment: Mapping[str, str], state: Path, known: Path) -> Iterator[Portal]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", "from functions.entrypoints.cli import main; main()", "serve"],
        cwd=ROOT,
        env={**environment, "MOTCUA_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield Portal(port, process.pid, state, known)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
