"""Measuring, as services see it: one word a kind, and nothing of what becomes of it."""

from __future__ import annotations

from typing import Protocol

from functions.observing.instruments import Instrument


class Measures(Protocol):
    """Takes measures. No call raises or waits for anybody: work never fails because it is measured.

    Attributes go by our words (``kind="scan"``); see :class:`functions.observing.instruments.Instrument`.
    """

    def count(self, counter: Instrument, amount: int = 1, **attributes: str) -> None:
        """Add to a counter."""

    def record(self, histogram: Instrument, value: float, **attributes: str) -> None:
        """One value of many, such as a duration in seconds."""

    def gauge(self, gauge: Instrument, value: float, **attributes: str) -> None:
        """How much there is now."""

    def flush(self) -> None:
        """Hand over what was gathered, where it is gathered: at the end of a request or of a process."""


class Unmeasured:
    """Where nobody measures."""

    def count(self, counter: Instrument, amount: int = 1, **attributes: str) -> None:
        pass

    def record(self, histogram: Instrument, value: float, **attributes: str) -> None:
        pass

    def gauge(self, gauge: Instrument, value: float, **attributes: str) -> None:
        pass

    def flush(self) -> None:
        pass


UNMEASURED = Unmeasured()
