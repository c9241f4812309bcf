"""A front before a DynamoDB endpoint that fails as told: answers get lost, requests are turned away."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal
from urllib.parse import urlsplit

Fate = Literal["pass", "lose", "throttle", "conflict", "break", "part"]

_TURNED_AWAY: dict[Fate, tuple[int, dict[str, object]]] = {
    "throttle": (400, {"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException", "message": "slow"}),
    "conflict": (
        400,
        {
            "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
            "message": "cancelled",
            "CancellationReasons": [{"Code": "TransactionConflict"}, {"Code": "None"}],
        },
    ),
    "break": (500, {"__type": "com.amazonaws.dynamodb.v20120810#InternalServerError", "message": "broke"}),
}


class Front(ThreadingHTTPServer):
    """``fates`` are those of the next requests; ``asked`` names what came, such as ``TransactWriteItems``;
    ``meanwhile`` is what somebody else does just before the next request of a name is passed on.
    """

    daemon_threads = True

    def __init__(self, endpoint: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = urlsplit(endpoint)
        self.fates: list[Fate] = []
        self.asked: list[str] = []
        self.for_ever: Fate = "pass"
        self.meanwhile: dict[str, Callable[[], object]] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def front(endpoint: str) -> Iterator[Front]:
    """Stands before the endpoint while the block runs."""
    with Front(endpoint) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: Front

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        self.server.asked.append(operation)
        self.server.meanwhile.pop(operation, lambda: None)()
        fate = self.server.fates.pop(0) if self.server.fates else self.server.for_ever
        if fate in _TURNED_AWAY:
            status, said = _TURNED_AWAY[fate]
            self._answer(status, json.dumps(said).encode())
            return
        status, answer = self._some_of_it(body) if fate == "part" else self._behind(body)
        if fate != "lose":
            self._answer(status, answer)
        self.close_connection = True  # what is lost: the work was done, and nobody hears of it

    def _some_of_it(self, body: bytes) -> tuple[int, bytes]:
        """Of a reading of many items, the first only; the others are handed back to be asked for again."""
        asked = json.loads(body)
        [(table, wanted)] = asked["RequestItems"].items()
        rest = {**wanted, "Keys": wanted["Keys"][1:]}
        asked["RequestItems"][table] = {**wanted, "Keys": wanted["Keys"][:1]}
        status, answer = self._behind(json.dumps(asked).encode())
        handed_back = {table: rest} if rest["Keys"] else {}
        return status, json.dumps({**json.loads(answer), "UnprocessedKeys": handed_back}).encode()

    def _behind(self, body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(str(self.server.behind.hostname), self.server.behind.port)
        connection.request("POST", "/", body, self._headers(body))
        answer = connection.getresponse()
        read = answer.read()
        connection.close()
        return answer.status, read

    def _headers(self, body: bytes) -> dict[str, str]:
        return {**dict(self.headers), "Content-Length": str(len(body))}

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""
