"""How often one address may save, send or ask. Fails shut: without the store nobody gets a permit."""

from __future__ import annotations

import threading
from datetime import datetime

from functions.ports import Clock, Limits
from functions.services.tokens import Tokens

WINDOW = 60
"""Seconds. All limits are told by the minute."""
_REMEMBERED = 20_000


class Quota:
    """Permits by address and minute.

    They are fetched from the store by the block, so that most requests cost no write, while several
    processes still count together: a process that ends takes at most one unused block with it.
    """

    def __init__(self, limits: Limits, tokens: Tokens, clock: Clock, purpose: str, per_minute: int) -> None:
        self._limits, self._tokens, self._clock, self._purpose = limits, tokens, clock, purpose
        self._block = max(1, per_minute // 20)
        self._blocks = max(1, per_minute // self._block)
        self._left: dict[tuple[str, int], int] = {}
        self._lock = threading.Lock()

    def take(self, address: str) -> None:
        """Use one permit. Raises ``TooMany``. The address is kept only as a keyed hash."""
        now = self._clock.now()
        key = (self._tokens.fingerprint(self._purpose, address), int(now.timestamp()) // WINDOW)
        with self._lock:
            left = self._left.get(key, 0)
            if left:
                self._left[key] = left - 1
                return
        self._fetch(key, now)

    def _fetch(self, key: tuple[str, int], now: datetime) -> None:
        self._limits.hit(f"{self._purpose}:{key[0]}", self._blocks, WINDOW, now)
        with self._lock:
            if len(self._left) >= _REMEMBERED:
                self._left.clear()
            self._left[key] = self._left.get(key, 0) + self._block - 1
