"""Measures gathered in memory, by instrument and attributes, until somebody takes them."""

from __future__ import annotations

import bisect
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from functions.observing.instruments import BUCKETS, Instrument

Key = tuple[Instrument, tuple[tuple[str, str], ...]]
"""An instrument and its attributes by the convention's names, in order."""
MOST_VALUES = 100
"""Single values that one series keeps beside its buckets: as many as one line for CloudWatch holds."""


@dataclass(slots=True)
class Series:
    """What one key came to: a sum, and for histograms how many values fell under each bound."""

    value: float = 0.0
    count: int = 0
    buckets: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    values: list[float] = field(default_factory=list)


class Tally:
    """Safe among threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[Key, Series] = {}

    def add(self, instrument: Instrument, value: float, attributes: Mapping[str, str]) -> None:
        key = key_of(instrument, tuple(attributes.items()))
        with self._lock:
            series = self._held.get(key)
            if series is None:
                series = self._held[key] = Series()
            if instrument.kind == "gauge":
                series.value = value
                return
            series.value += value
            series.count += 1
            if instrument.kind == "histogram":
                series.buckets[bisect.bisect_left(BUCKETS, value)] += 1
                if len(series.values) < MOST_VALUES:
                    series.values.append(value)

    def take(self) -> dict[Key, Series]:
        """Everything since the last time; nothing is left."""
        with self._lock:
            held, self._held = self._held, {}
        return held

    def give_back(self, held: dict[Key, Series]) -> None:
        """What could not be handed over counts again with what came meanwhile."""
        with self._lock:
            for key, series in held.items():
                present = self._held.get(key)
                if present is None:
                    self._held[key] = series
                elif key[0].kind != "gauge":
                    present.value += series.value
                    present.count += series.count
                    present.buckets = [a + b for a, b in zip(present.buckets, series.buckets, strict=True)]


@lru_cache(maxsize=4096)
def key_of(instrument: Instrument, attributes: tuple[tuple[str, str], ...]) -> Key:
    """The same object each time: attributes are few words, and measuring is everywhere.

    Raises KeyError for an attribute that the instrument does not have, which is a slip of ours.
    """
    named = instrument.attributes
    return instrument, tuple(sorted((named[ours], value) for ours, value in attributes))


class Gathered:
    """The measuring calls over a tally; subclasses hand over in :meth:`flush`."""

    def __init__(self) -> None:
        self._tally = Tally()

    def count(self, counter: Instrument, amount: int = 1, **attributes: str) -> None:
        self._tally.add(counter, amount, attributes)

    def record(self, histogram: Instrument, value: float, **attributes: str) -> None:
        self._tally.add(histogram, value, attributes)

    def gauge(self, gauge: Instrument, value: float, **attributes: str) -> None:
        self._tally.add(gauge, value, attributes)


def row_of(key: Key, series: Series) -> dict[str, Any]:
    """One series as a file keeps it."""
    instrument, attributes = key
    row: dict[str, Any] = {"name": instrument.name, "attributes": dict(attributes), "value": series.value}
    return row | ({"buckets": series.buckets} if instrument.kind == "histogram" else {})
