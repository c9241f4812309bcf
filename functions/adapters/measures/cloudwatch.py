"""Measures as log lines that CloudWatch takes for metrics (Embedded Metric Format): no call, no wait."""

from __future__ import annotations

import json
import sys
import time
from typing import Any, TextIO

from functions.adapters.measures.tally import Gathered, Key, Series
from functions.observing.instruments import Instrument

NAMESPACE = "motcua"
_UNITS = {"s": "Seconds", "By": "Bytes"}


class CloudWatchLines(Gathered):
    """See :class:`functions.ports.Measures`. Flushed when a request or a batch is answered."""

    def __init__(self, out: TextIO | None = None) -> None:
        super().__init__()
        self._out = out or sys.stdout

    def flush(self) -> None:
        for key, series in self._tally.take().items():
            print(json.dumps(line_of(key, series, time.time())), file=self._out, flush=True)


def line_of(key: Key, series: Series, now: float) -> dict[str, Any]:
    """One line. CloudWatch keeps its declared sets of dimensions; other attributes stay in the log."""
    instrument, attributes = key
    given = dict(attributes)
    sets = [[instrument.attributes[ours] for ours in one] for one in instrument.cloud]
    metric = {"Name": instrument.name, "Unit": _UNITS.get(instrument.unit, "Count")}
    head = {
        "Namespace": NAMESPACE,
        "Dimensions": [one for one in sets if all(name in given for name in one)],
        "Metrics": [metric],
    }
    about = {"_aws": {"Timestamp": int(now * 1000), "CloudWatchMetrics": [head]}}
    return {**about, **given, instrument.name: _value(instrument, series)}


def _value(instrument: Instrument, series: Series) -> float | list[float]:
    """Single values for a histogram, so that percentiles can be asked for."""
    return series.values if instrument.kind == "histogram" else series.value
