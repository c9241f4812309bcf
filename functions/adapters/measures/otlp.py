"""Measures to an OpenTelemetry collector over OTLP/HTTP. Only this module knows OpenTelemetry."""

from __future__ import annotations

import os
import socket
from functools import cache
from importlib.metadata import version
from typing import Any

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics import Histogram, MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExplicitBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource

from functions.observing.instruments import BUCKETS, Instrument

_EVERY_MS = 15_000
_PATIENCE = 5
"""Seconds to wait for the collector; a thread of its own waits, never the work."""


class Otlp:
    """See :class:`functions.ports.Measures`. Each process is an instance of its own to the collector."""

    def __init__(self, endpoint: str) -> None:
        """``endpoint`` is the collector's base, such as ``http://127.0.0.1:4318``."""
        exporter = OTLPMetricExporter(endpoint=f"{endpoint.rstrip('/')}/v1/metrics", timeout=_PATIENCE)
        bounds = ExplicitBucketHistogramAggregation(boundaries=BUCKETS)
        self._provider = MeterProvider(
            metric_readers=[PeriodicExportingMetricReader(exporter, export_interval_millis=_EVERY_MS)],
            resource=Resource.create(
                {
                    "service.name": "motcua",
                    "service.version": version("motcua"),
                    "service.instance.id": f"{socket.gethostname()}:{os.getpid()}",
                }
            ),
            views=[View(instrument_type=Histogram, aggregation=bounds)],
        )
        self._meter = self._provider.get_meter("motcua")
        self._made = cache(self._make)

    def count(self, counter: Instrument, amount: int = 1, **attributes: str) -> None:
        self._made(counter.name, "counter", counter.unit, counter.says).add(
            amount, _named(counter, attributes)
        )

    def record(self, histogram: Instrument, value: float, **attributes: str) -> None:
        made = self._made(histogram.name, "histogram", histogram.unit, histogram.says)
        made.record(value, _named(histogram, attributes))

    def gauge(self, gauge: Instrument, value: float, **attributes: str) -> None:
        self._made(gauge.name, "gauge", gauge.unit, gauge.says).set(float(value), _named(gauge, attributes))

    def flush(self) -> None:
        self._provider.force_flush(_PATIENCE * 1000)

    def _make(self, name: str, kind: str, unit: str, says: str) -> Any:
        return getattr(self._meter, f"create_{kind}")(name, unit=unit, description=says)


def _named(instrument: Instrument, attributes: dict[str, str]) -> dict[str, str]:
    return {instrument.attributes[ours]: value for ours, value in attributes.items()}
