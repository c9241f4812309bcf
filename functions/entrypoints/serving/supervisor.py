"""Several processes of one portal: started, watched, renewed and ended in order.

They share the listening socket, so that a connection waits in it for whoever is free, and none is lost with
a process that died before accepting. Each is a new interpreter, and ends by itself when this one is gone.
"""

from __future__ import annotations

import logging
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from functions.entrypoints.serving import standing
from functions.entrypoints.serving.listening import tell_manager
from functions.entrypoints.serving.web import GRACE
from functions.observing.lines import say

_ENTRY = "from functions.entrypoints.serving.part import main; main()"
_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)
_SOON = 10.0
"""Seconds within which a death after the start counts as one more in a row."""
_LONGEST_PAUSE = 30.0
_EFFECT_GRACE = 90.0
"""Seconds for effects under way. What takes longer is done again by the next life, under the same name."""

_log = logging.getLogger("motcua.serve")


@dataclass
class Part:
    """A running process, and what it says: ready, or by closing its end, that it is gone."""

    process: subprocess.Popen[bytes]
    says: int
    began: float
    ready: bool = False

    def heard(self) -> None:
        self.ready = bool(os.read(self.says, 16)) or self.ready


@dataclass
class Place:
    """What should stand: one process of a role, the one that takes its turn, and how it fared."""

    role: str
    part: Part | None = None
    successor: Part | None = None
    deaths: int = 0
    in_a_row: int = 0
    due: float = 0.0


class Supervisor:
    """Runs in the main thread of a process that opens nothing of the installation."""

    def __init__(self, listening: socket.socket, state: Path, roles: Sequence[str]) -> None:
        self._listening, self._state = listening, state
        self._places = [Place(role) for role in roles]
        self._leaving: list[tuple[Part, float]] = []
        self._renewing: deque[Place] = deque()
        self._life, self._lives = os.pipe()
        self._hear_wakes, self._wakes = os.pipe()
        os.set_blocking(self._wakes, False)
        self._since = datetime.now(UTC).isoformat(timespec="seconds")
        self._stood = False
        self._said: list[standing.Stood] = []
        self._ending = False

    def run(self) -> int:
        """Until told to end; 1 when the processes could not be started at all."""
        with _signals() as told:
            while not self._ending:
                self._start_missing()
                self._listen(told)
                if self._reap() and not self._stood:
                    self._end(told)
                    return 1
                self._renew()
                self._tell()
            self._end(told)
        return 0

    def _start_missing(self) -> None:
        now = time.monotonic()
        for place in self._places:
            if place.part is None and place.due <= now:
                place.part = self._start(place.role)

    def _start(self, role: str) -> Part:
        hears, says = os.pipe()
        # Whoever has the socket open keeps the port open: only those who answer get it.
        own = [self._wakes, self._listening.fileno()] if role == "web" else [self._hear_wakes]
        passed = (says, self._life, *own)
        command = [sys.executable, "-c", _ENTRY, role, *map(str, passed)]
        environment = {name: value for name, value in os.environ.items() if name != "NOTIFY_SOCKET"}
        process = subprocess.Popen(command, pass_fds=passed, env=environment)  # noqa: S603 - ourselves
        os.close(says)
        say(_log, "part_started", role=role, process=process.pid)
        return Part(process, hears, time.monotonic())

    def _listen(self, told: socket.socket) -> None:
        """Wait for a signal, a process that is ready, or the time to start one again."""
        with selectors.DefaultSelector() as waiting:
            waiting.register(told, selectors.EVENT_READ, None)
            for part in self._running():
                if not part.ready:
                    waiting.register(part.says, selectors.EVENT_READ, part)
            for key, _events in waiting.select(1.0):
                if key.data is None:
                    self._signalled(told.recv(64))
                else:
                    key.data.heard()

    def _signalled(self, numbers: bytes) -> None:
        if signal.SIGTERM in numbers or signal.SIGINT in numbers:
            self._ending = True
        elif signal.SIGHUP in numbers and not self._renewing:
            self._renewing.extend(self._places)

    def _reap(self) -> bool:
        """Take notice of who is gone; whether somebody went without being told."""
        gone = False
        for place in self._places:
            if place.part and place.part.process.poll() is not None:
                self._lost(place, place.part)
                gone = True
        self._leaving = [(part, last) for part, last in self._leaving if not _left(part, last)]
        return gone

    def _lost(self, place: Place, part: Part) -> None:
        os.close(part.says)
        lived = time.monotonic() - part.began
        place.deaths += 1
        place.in_a_row = place.in_a_row + 1 if lived < _SOON else 0
        pause = min(_LONGEST_PAUSE, 0.25 * 2**place.in_a_row) if place.in_a_row else 0.0
        place.part, place.due = None, time.monotonic() + pause
        status = part.process.returncode
        say(_log, "part_lost", logging.ERROR, role=place.role, process=part.process.pid, status=status)

    def _renew(self) -> None:
        """One place after the other gets a new process; the old one goes when the new one is ready."""
        if not self._renewing:
            return
        place = self._renewing[0]
        new = place.successor
        if new is None:
            place.successor = self._start(place.role)
        elif new.process.poll() is not None:
            os.close(new.says)
            say(_log, "renewal_failed", logging.ERROR, role=place.role)
            place.successor = None
            self._renewing.clear()
        elif new.ready:
            if place.part:
                place.part.process.terminate()
                self._leaving.append((place.part, time.monotonic() + _grace(place.role)))
            place.part, place.successor = new, None
            self._renewing.popleft()

    def _tell(self) -> None:
        parts: list[standing.Stood] = [
            {
                "role": place.role,
                "pid": place.part.process.pid if place.part else 0,
                "ready": bool(place.part and place.part.ready),
                "deaths": place.deaths,
            }
            for place in self._places
        ]
        if not self._stood and all(part["ready"] for part in parts):
            self._stood = True
            tell_manager("READY=1")
        if parts != self._said:
            self._said = parts
            standing.write(self._state, os.getpid(), self._since, parts)

    def _end(self, told: socket.socket) -> None:
        """First those who answer, since what they take in wakes those who do what is owed."""
        self._ending = True
        tell_manager("STOPPING=1")
        self._listening.close()
        for place in self._places:
            if place.successor:
                place.successor.process.terminate()
                self._leaving.append((place.successor, time.monotonic() + _EFFECT_GRACE))
        for roles in (("web",), ("effects",)):
            for place in self._places:
                if place.role in roles and place.part:
                    place.part.process.terminate()
                    self._leaving.append((place.part, time.monotonic() + _grace(place.role)))
            while self._leaving:
                self._leaving = [(part, last) for part, last in self._leaving if not _left(part, last)]
                time.sleep(0.02)
        standing.remove(self._state)

    def _running(self) -> Iterator[Part]:
        for place in self._places:
            yield from (part for part in (place.part, place.successor) if part)


def _grace(role: str) -> float:
    return GRACE + 5 if role == "web" else _EFFECT_GRACE


def _left(part: Part, last: float) -> bool:
    if part.process.poll() is None:
        if time.monotonic() > last:
            part.process.kill()
        return False
    os.close(part.says)
    return True


@contextmanager
def _signals() -> Iterator[socket.socket]:
    """A socket on which each signal arrives as a byte."""
    hears, says = socket.socketpair()
    says.setblocking(False)
    before = [signal.signal(number, lambda _number, _frame: None) for number in _SIGNALS]
    signal.set_wakeup_fd(says.fileno())
    try:
        yield hears
    finally:
        signal.set_wakeup_fd(-1)
        for number, handler in zip(_SIGNALS, before, strict=True):
            signal.signal(number, handler)
        hears.close()
        says.close()
