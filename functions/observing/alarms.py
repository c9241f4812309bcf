"""When somebody must look: each alarm with its measure and its limit, for every way to run.

``motcua status`` holds those that are gauges against what is now, the template for AWS makes all of them from
this list, and the run-book has an entry for each by its name. What only AWS knows of itself (throttling, dead
letters) has alarms of its own beside the template.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from functions.observing.instruments import (
    CHECK_FAILED,
    DISK_FREE,
    EFFECT,
    HTTP_FAILED,
    HTTP_REQUEST,
    NOTICE_DELAY,
    OUTBOX_DEPTH,
    OUTBOX_WAIT,
    PROBE_AGE,
    PROBE_RUN,
    SIGNING,
    STORE_CALL,
    Instrument,
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """On while ``statistic`` of ``instrument`` over ``minutes`` is past ``limit``, ``times`` periods running.

    ``attributes`` go by our words. ``below`` turns the comparison round; ``silence`` makes no data an alarm.
    """

    name: str
    says: str
    instrument: Instrument
    statistic: Literal["Sum", "Maximum", "Minimum", "p95"]
    limit: float
    minutes: int
    times: int = 1
    attributes: Mapping[str, str] = field(default_factory=dict)
    below: bool = False
    silence: bool = False

    def on(self, value: float) -> bool:
        """Whether a value is past the limit."""
        return value < self.limit if self.below else value > self.limit


ALARMS: tuple[Alarm, ...] = (
    Alarm("requests-fail", "More than 5 requests in 5 minutes ended in 5xx", HTTP_FAILED, "Sum", 5, 5),
    Alarm("requests-slow", "One request in twenty takes longer than 2 s", HTTP_REQUEST, "p95", 2, 5, 3),
    Alarm("not-ready", "A check of readiness fails", CHECK_FAILED, "Maximum", 0, 5, 2),
    Alarm("store-slow", "One store call in twenty takes longer than 0.5 s", STORE_CALL, "p95", 0.5, 5, 3),
    Alarm("disk-low", "Less than 2 GiB is free where the state lies", DISK_FREE, "Minimum", 2**31, 5,
          below=True),
    Alarm("effects-dead", "An effect was given up", OUTBOX_DEPTH, "Maximum", 0, 5,
          attributes={"state": "dead"}),
    Alarm("effects-waiting", "An effect is ready for 5 minutes, untaken", OUTBOX_WAIT, "Maximum", 300, 5),
    Alarm("effects-retried", "More than 50 attempts in 15 minutes failed for now", EFFECT, "Sum", 50, 15,
          attributes={"outcome": "retried"}),
    Alarm("notices-late", "One notice in twenty goes out later than 5 minutes", NOTICE_DELAY, "p95", 300, 15),
    Alarm("signing-slow", "One signature in twenty takes longer than 30 s", SIGNING, "p95", 30, 15),
    Alarm("probe-fails", "Two synthetic journeys in half an hour failed", PROBE_RUN, "Sum", 1, 30,
          attributes={"outcome": "failed"}),
    Alarm("probe-stopped", "No synthetic journey has ended for half an hour", PROBE_AGE, "Maximum", 1800, 30,
          silence=True),
)  # fmt: skip
"""All of them; the name is unique within an installation."""
