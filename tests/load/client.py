"""One kind of load in a process of its own: kept connections, each with one visit after another.

Arguments: port, kind, connections, seconds, visits a second over all (0: as many as are answered), and a JSON
file of codes and tokens. Prints one JSON object. After the seconds nothing is begun, and what is under way ends.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.applications import Reply, Visit
from tests.load.visits import visits

PATIENCE = 60.0
"""Seconds after which a visit without an answer has failed."""


@dataclass(eq=False)
class Visitor:
    """A connection and the visit on it."""

    port: int
    connection: socket.socket = field(init=False)
    visit: Visit | None = None
    status: int = 0
    began: float = 0.0
    unread: bytes = b""
    unsent: memoryview = field(default_factory=lambda: memoryview(b""))

    def __post_init__(self) -> None:
        self.connection = socket.create_connection(("127.0.0.1", self.port))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.setblocking(False)

    def begin(self, visit: Visit, now: float) -> None:
        self.visit, self.began, self.unread = visit, now, b""
        self.unsent = memoryview(next(visit))
        self.send()

    def send(self) -> None:
        """As much as the connection takes now."""
        try:
            while self.unsent:
                self.unsent = self.unsent[self.connection.send(self.unsent) :]
        except BlockingIOError:
            pass

    def receive(self) -> bool | None:
        """Whether the visit was accepted, once it is over. Raises OSError when the server hung up."""
        data = self.connection.recv(1 << 18)
        if not data:
            raise ConnectionError("the server closed the connection")
        self.unread += data
        reply = self._reply()
        if reply is None or self.visit is None:
            return None
        self.status = reply.status
        try:
            self.unsent = memoryview(self.visit.send(reply))
            self.send()
        except StopIteration as over:
            self.visit = None
            return bool(over.value)
        return None

    def _reply(self) -> Reply | None:
        head, found, rest = self.unread.partition(b"\r\n\r\n")
        if not found:
            return None
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        length = int(headers["content-length"])
        if len(rest) < length:
            return None
        self.unread = rest[length:]
        return Reply(int(status.split()[1]), headers.get("location", ""))


@dataclass
class Load:
    """The visitors, and what became of their visits."""

    port: int
    fresh: Callable[[], Visit]
    rate: float
    waiting: selectors.DefaultSelector = field(default_factory=selectors.DefaultSelector)
    idle: deque[Visitor] = field(default_factory=deque)
    busy: set[Visitor] = field(default_factory=set)
    took: list[float] = field(default_factory=list)
    failed: int = 0
    why: Counter[str] = field(default_factory=Counter)
    """What those that failed met with."""
    begun: int = 0

    def run(self, connections: int, seconds: float) -> dict[str, object]:
        self.idle.extend(Visitor(self.port) for _n in range(connections))
        began = time.perf_counter()
        while (now := time.perf_counter()) - began < seconds or self.busy:
            if now - began < seconds:
                self._begin(began, now)
            for key, events in self.waiting.select(0.005 if self.rate else 0.2):
                self._go_on(key.data, events)
            self._give_up(time.perf_counter())
        took = time.perf_counter() - began
        return {
            "accepted": len(self.took),
            "failed": self.failed,
            "seconds": took,
            "milliseconds": self.took,
            "why": self.why,
        }

    def _begin(self, began: float, now: float) -> None:
        while self.idle and (not self.rate or self.begun < self.rate * (now - began)):
            visitor = self.idle.popleft()
            # A visit that had to wait for a free connection began when it was due.
            due = began + self.begun / self.rate if self.rate else now
            self.begun += 1
            self.busy.add(visitor)
            try:
                visitor.begin(self.fresh(), due)
            except OSError as error:
                self._fail(visitor, str(error), listening=False)
            else:
                self.waiting.register(visitor.connection, _wish(visitor), visitor)

    def _go_on(self, visitor: Visitor, events: int) -> None:
        try:
            if events & selectors.EVENT_WRITE:
                visitor.send()
            accepted = visitor.receive() if events & selectors.EVENT_READ else None
        except OSError as error:
            self._fail(visitor, str(error))
            return
        if accepted is None:
            self.waiting.modify(visitor.connection, _wish(visitor), visitor)
            return
        if accepted:
            self.took.append(1000 * (time.perf_counter() - visitor.began))
        else:
            self.failed += 1
            self.why[f"status {visitor.status}"] += 1
        self.waiting.unregister(visitor.connection)
        self.busy.discard(visitor)
        self.idle.append(visitor)

    def _give_up(self, now: float) -> None:
        for visitor in [one for one in self.busy if now - one.began > PATIENCE]:
            self._fail(visitor, "no answer")

    def _fail(self, visitor: Visitor, why: str, listening: bool = True) -> None:
        self.failed += 1
        self.why[why] += 1
        if listening:
            self.waiting.unregister(visitor.connection)
        visitor.connection.close()
        self.busy.discard(visitor)
        self.idle.append(Visitor(self.port))


def _wish(visitor: Visitor) -> int:
    return selectors.EVENT_READ | (selectors.EVENT_WRITE if visitor.unsent else 0)


if __name__ == "__main__":
    port_, kind_, connections_, seconds_, rate_, known_ = sys.argv[1:]
    cases_ = [tuple(one) for one in json.loads(Path(known_).read_text(encoding="utf-8"))]
    load_ = Load(int(port_), visits(kind_, cases_), float(rate_))
    json.dump(load_.run(int(connections_), float(seconds_)), sys.stdout)
