"""Everything that is measured, by the names of OpenTelemetry's semantic conventions where it has one.

An attribute is one of a handful of words that stand in the code: a route's pattern, a kind, a code. Never a
path, a case, an office's text or anything typed, since what is measured leaves the installation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["counter", "histogram", "gauge"]
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 1800, 7200)
"""Upper bounds in seconds: a look-up lasts milliseconds, a time-stamp authority up to minutes."""
MEANS_SECONDS = "s"


@dataclass(frozen=True, slots=True, eq=False)
class Instrument:
    """``attributes`` maps our words for them to the convention's.

    ``cloud`` lists the sets of attributes by which CloudWatch keeps it, where each combination is paid for;
    the empty set is the sum of all.
    """

    name: str
    kind: Kind
    unit: str
    says: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    cloud: tuple[tuple[str, ...], ...] = ((),)


HTTP_REQUEST = Instrument(
    "http.server.request.duration", "histogram", "s", "How long requests took",
    {"method": "http.request.method", "route": "http.route", "status": "http.response.status_code"},
)  # fmt: skip
HTTP_FAILED = Instrument(
    "motcua.http.failed", "counter", "{request}", "Requests answered with 5xx",
)  # fmt: skip
SUBMISSION = Instrument(
    "motcua.submission", "counter", "{submission}", "Applications accepted, and refused by reason",
    {"outcome": "motcua.outcome", "reason": "error.type"}, (("outcome",),),
)  # fmt: skip
EFFECT = Instrument(
    "motcua.effect", "counter", "{effect}", "Effects by kind: done, retried (failed for now), dead",
    {"kind": "motcua.effect.kind", "outcome": "motcua.outcome"}, (("outcome",), ("kind", "outcome")),
)  # fmt: skip
EFFECT_DURATION = Instrument(
    "motcua.effect.duration", "histogram", "s", "How long one attempt at an effect took",
    {"kind": "motcua.effect.kind"}, ((), ("kind",)),
)  # fmt: skip
NOTICE_DELAY = Instrument(
    "motcua.notice.delay", "histogram", "s", "From the act, such as a sending, to its notice handed over",
)  # fmt: skip
OUTBOX_DEPTH = Instrument(
    "motcua.outbox.depth", "gauge", "{effect}", "Effects that are pending, claimed or dead",
    {"state": "motcua.outbox.state"}, (("state",),),
)  # fmt: skip
OUTBOX_WAIT = Instrument(
    "motcua.outbox.wait", "gauge", "s", "How long the effect has been ready that nobody took up longest",
)  # fmt: skip
CASES_LATE = Instrument("motcua.case.late", "gauge", "{case}", "Cases past their promised moment")
DRAFTS = Instrument("motcua.draft", "gauge", "{draft}", "Forms begun and not sent")
STORE_CALL = Instrument(
    "db.client.operation.duration", "histogram", "s", "How long the store took",
    {"operation": "db.operation.name", "error": "error.type"},
)  # fmt: skip
SIGNING = Instrument(
    "motcua.signing.duration", "histogram", "s", "How long a signature took, its time stamp included",
    {"error": "error.type"},
)  # fmt: skip
TIME_STAMP = Instrument(
    "motcua.timestamp.duration", "histogram", "s", "How long the time-stamp authority took",
    {"error": "error.type"},
)  # fmt: skip
CHECK_FAILED = Instrument(
    "motcua.check.failed", "gauge", "{check}", "1 while a check of readiness fails",
    {"check": "motcua.check"}, ((), ("check",)),
)  # fmt: skip
DISK_FREE = Instrument("motcua.disk.free", "gauge", "By", "Bytes free where the state lies")
PROBE_RUN = Instrument(
    "motcua.probe.run", "counter", "{run}", "Synthetic journeys, passed and failed",
    {"outcome": "motcua.outcome"}, (("outcome",),),
)  # fmt: skip
PROBE_DURATION = Instrument(
    "motcua.probe.duration", "histogram", "s", "How long each part of the synthetic journey took",
    {"part": "motcua.probe.part"}, (("part",),),
)  # fmt: skip
PROBE_AGE = Instrument("motcua.probe.age", "gauge", "s", "Since the last synthetic journey ended")

INSTRUMENTS: tuple[Instrument, ...] = (
    HTTP_REQUEST, HTTP_FAILED, SUBMISSION, EFFECT, EFFECT_DURATION, NOTICE_DELAY, OUTBOX_DEPTH, OUTBOX_WAIT,
    CASES_LATE, DRAFTS, STORE_CALL, SIGNING, TIME_STAMP, CHECK_FAILED, DISK_FREE, PROBE_RUN, PROBE_DURATION,
    PROBE_AGE,
)  # fmt: skip
"""All of them; the handbook lists them from here."""
