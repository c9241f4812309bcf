"""An AWS that says no: one error to every call, in the real protocol, where a stand-in is too kind to refuse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from functions.adapters.aws.clients import Place


class Refusing:
    """Answers every call with one error of AWS, and keeps what was asked."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        self.asked: list[dict[str, Any]] = []
        refusing = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                xml = self.headers["Content-Type"].startswith("application/x-www-form")
                refusing.asked.append({} if xml else json.loads(body))
                answer = (
                    f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
                    if xml
                    else json.dumps({"__type": code, "message": message})
                ).encode()
                self.send_response(status)
                self.send_header("x-amzn-ErrorType", code)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        address = f"http://127.0.0.1:{self.server.server_port}"
        self.place = Place("ap-southeast-1", address, "test", "test", attempts=1)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def refusing() -> Iterator[Any]:
    started: list[Refusing] = []

    def start(code: str, message: str = "Illegal address ha@example.vn", status: int = 400) -> Refusing:
        started.append(Refusing(code, message, status))
        return started[-1]

    yield start
    for one in started:
        one.close()
