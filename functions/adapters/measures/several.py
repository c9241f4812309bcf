"""The same measures to several places."""

from __future__ import annotations

from collections.abc import Sequence

from functions.observing.instruments import Instrument
from functions.ports import Measures


class Several:
    """See :class:`functions.ports.Measures`."""

    def __init__(self, places: Sequence[Measures]) -> None:
        self._places = tuple(places)

    def count(self, counter: Instrument, amount: int = 1, **attributes: str) -> None:
        for one in self._places:
            one.count(counter, amount, **attributes)

    def record(self, histogram: Instrument, value: float, **attributes: str) -> None:
        for one in self._places:
            one.record(histogram, value, **attributes)

    def gauge(self, gauge: Instrument, value: float, **attributes: str) -> None:
        for one in self._places:
            one.gauge(gauge, value, **attributes)

    def flush(self) -> None:
        for one in self._places:
            one.flush()
