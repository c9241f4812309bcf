"""A real SMTP server whose answers a test chooses."""

from __future__ import annotations

import asyncio
import socket
import threading
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class MailServer:
    """Takes mail, or answers every address or every message with a code of its own."""

    at_address: str = ""
    at_end: str = ""
    taken: list[EmailMessage] = field(default_factory=list)
    pause: float = 0.0
    """Seconds that it thinks over a message."""
    began: threading.Event = field(default_factory=threading.Event)
    port: int = 0
    _controller: Controller | None = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.at_address:
            return self.at_address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.began.set()
        await asyncio.sleep(self.pause)
        if self.at_end:
            return self.at_end
        self.taken.append(BytesParser(policy=policy.default).parsebytes(envelope.content))
        return "250 OK"

    def start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None
