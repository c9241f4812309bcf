"""Starting our server and the rival as processes of their own, and putting load on one of them."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.applications import SLUG

ROOT = Path(__file__).parents[2]
CONNECTIONS = 16
THREADS = 8
"""Of each of our processes. More would share a sync among more, and contend for the interpreter more."""
PATIENCE = 60.0
"""Seconds after which a server that does not answer counts as broken."""
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Contender:
    """A server, how applications reach it, and what a round stands for."""

    name: str
    command: tuple[str, ...]
    visit: str
    path: str
    settings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Round:
    """One measurement: accepted applications a second, times in milliseconds, processor time for each."""

    per_second: float
    median: float
    p99: float
    processor: float


def ours(visit: str, build: Path, workers: bool, processes: int = 1) -> Contender:
    """Our server; with ``workers``, the whole of ``motcua serve``, whose workers act on what was sent."""
    command = (
        ("-m", "tests.benchmarks.ours")
        if not workers
        else ("-c", "from functions.entrypoints.cli import main; main()", "serve")
    )
    # The limit by address would end the round at once: all load comes from one.
    settings = {"BUILD": str(build), "THREADS": str(THREADS), "POSTS_PER_MINUTE": str(10**9)}
    settings["PROCESSES"] = str(processes)
    return Contender("motcua", command, visit, f"/nop/{SLUG}", settings)


def rival(visit: str, path: str, processes: int = 1) -> Contender:
    settings = {"PROCESSES": str(processes)}
    return Contender("FastAPI", ("-m", "tests.benchmarks.rival"), visit, path, settings)


def measured(contender: Contender, state: Path, seconds: float) -> Round:
    """One round over an empty database. Raises ``RuntimeError`` when anything was refused or broken."""
    with _running(contender, state) as (port, process):
        _load(contender, port, min(seconds, 2.0))  # everything is loaded and warm after it
        before = processor_seconds(process.pid)
        made = _load(contender, port, seconds)
        spent = processor_seconds(process.pid) - before
    took = sorted(made["milliseconds"])
    if made["refused"] or not took:
        raise RuntimeError(f"{contender.name} refused {made['refused']} of {len(took)} applications")
    return Round(
        per_second=made["accepted"] / made["seconds"],
        median=took[len(took) // 2],
        p99=took[int(len(took) * 0.99)],
        processor=1000 * spent / made["accepted"],
    )


def _load(contender: Contender, port: int, seconds: float) -> dict[str, object]:
    words = (str(port), contender.visit, contender.path, str(CONNECTIONS), str(seconds))
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.load", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{contender.name} broke under load: {done.stderr.strip().splitlines()[-1]}")
    return dict(json.loads(done.stdout))


@contextmanager
def _running(contender: Contender, state: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    named = {"STATE": str(state / "var"), "PORT": str(port), **contender.settings}
    environment = os.environ | {f"MOTCUA_{name}": value for name, value in named.items()}
    state.mkdir(parents=True)
    database = str(state / "rival.sqlite3")
    more = () if contender.name == "motcua" else (database, str(port), contender.settings["PROCESSES"])
    process = subprocess.Popen(
        [sys.executable, *contender.command, *more],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield port, process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the server takes connections. Raises ``RuntimeError`` when it ended or never does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not begin to answer")


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def processor_seconds(pid: int) -> float:
    """User and system time so far of a process and of those that it started and that still run."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    started = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return (int(fields[11]) + int(fields[12])) / _TICKS + sum(processor_seconds(int(one)) for one in started)
