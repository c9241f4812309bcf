"""The load: visitors on kept connections, in a process of their own, each sending one application after another.

Arguments: port, kind of visit, path, connections, seconds. Prints one JSON object. One thread and plain
sockets, so that the load takes as little as possible of the machine that it shares with the server.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field

from tests.benchmarks.applications import VISITS, Reply, Visit

PATIENCE = 20.0
"""Seconds without any reply after which the run counts as broken."""


@dataclass
class Visitor:
    """One connection, and the visit that is under way on it."""

    connection: socket.socket
    kind: str
    path: str
    visit: Visit = field(init=False)
    began: float = 0.0
    unread: bytes = b""

    def begin(self) -> None:
        self.visit = VISITS[self.kind](self.path)
        self.began = time.perf_counter()
        self.connection.sendall(next(self.visit))

    def receive(self) -> bool | None:
        """Go on with the visit when a reply is whole; whether it was accepted, once it is over."""
        data = self.connection.recv(1 << 16)
        if not data:
            raise ConnectionError("the server closed a connection")
        self.unread += data
        reply = self._reply()
        if reply is None:
            return None
        try:
            self.connection.sendall(self.visit.send(reply))
        except StopIteration as over:
            return bool(over.value)
        return None

    def _reply(self) -> Reply | None:
        head, found, rest = self.unread.partition(b"\r\n\r\n")
        if not found:
            return None
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _colon, value in (one.partition(":") for one in lines)
        }
        length = int(headers["content-length"])
        if len(rest) < length:
            return None
        self.unread = rest[length:]
        return Reply(int(status.split()[1]), headers.get("location", ""))


def run(port: int, kind: str, path: str, connections: int, seconds: float) -> dict[str, object]:
    """Accepted and refused visits that ended within ``seconds``, and how long each took, in milliseconds."""
    waiting = selectors.DefaultSelector()
    for _n in range(connections):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        visitor = Visitor(connection, kind, path)
        waiting.register(connection, selectors.EVENT_READ, visitor)
        visitor.begin()
    took, refused, began = [], 0, time.perf_counter()
    while (now := time.perf_counter()) - began < seconds:
        ready = waiting.select(PATIENCE)
        if not ready:
            raise TimeoutError("no reply")
        for key, _events in ready:
            accepted = key.data.receive()
            if accepted is not None:
                refused += not accepted
                took.append(1000 * (time.perf_counter() - key.data.began))
                key.data.begin()
    for key in list(waiting.get_map().values()):
        key.data.connection.close()
    accepted_all = len(took) - refused
    return {"accepted": accepted_all, "refused": refused, "seconds": now - began, "milliseconds": took}


if __name__ == "__main__":
    port_, kind_, path_, connections_, seconds_ = sys.argv[1:]
    json.dump(run(int(port_), kind_, path_, int(connections_), float(seconds_)), sys.stdout)
