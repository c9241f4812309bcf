"""A text message gateway over real HTTP, whose answers a test chooses."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class GatewayServer:
    """Answers every request alike until told otherwise."""

    status: int = 200
    answer: bytes = b'{"data": [{"status": 0}]}'
    pause: float = 0.0
    location: str = ""
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> GatewayServer:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def answered(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                gateway.asked.append(Asked(self.command, self.path, headers, self.rfile.read(length)))
                time.sleep(gateway.pause)
                self.send_response(gateway.status)
                if gateway.location:
                    self.send_header("Location", gateway.location)
                self.send_header("Content-Length", str(len(gateway.answer)))
                self.end_headers()
                self.wfile.write(gateway.answer)

            do_GET = do_POST = answered

            def log_message(self, *_args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/send"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._server.shutdown()
        self._server.server_close()
