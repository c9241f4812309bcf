"""Asking a ClamAV daemon over its INSTREAM protocol. Anything but its clear word is a failure."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from typing import Literal

from functions.domain.errors import EffectFailed

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class ClamdScanner:
    """``timeout`` is in seconds, for the whole conversation's every wait."""

    host: str
    port: int
    timeout: float = 60.0

    def scan(self, data: bytes) -> Literal["clean", "infected"]:
        """Raises :class:`EffectFailed` when there is no verdict: a size limit is not "clean"."""
        try:
            with socket.create_connection((self.host, self.port), self.timeout) as line:
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(data), _CHUNK):
                    part = data[start : start + _CHUNK]
                    line.sendall(struct.pack("!L", len(part)) + part)
                line.sendall(struct.pack("!L", 0))
                answer = _read(line)
        except OSError as error:
            raise EffectFailed(f"The virus scanner did not answer: {type(error).__name__}.") from None
        if answer == "stream: OK":
            return "clean"
        if answer.endswith(" FOUND"):
            return "infected"
        raise EffectFailed("The virus scanner gave no verdict.")


def _read(line: socket.socket) -> str:
    parts = bytearray()
    while not parts.endswith(b"\0"):
        part = line.recv(4096)
        if not part:
            break
        parts += part
    return parts.rstrip(b"\0\n").decode("utf-8", "replace")


class NoScanner:
    """Where no scanner is configured: files pass on their content check alone, and pages say so."""

    def scan(self, data: bytes) -> Literal["unscanned"]:
        return "unscanned"
