"""How much there is of what waits, is late or fails: gauges for whoever watches, and what alarms stand on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from functions.domain.declaration import Office, Status
from functions.observing.alarms import ALARMS, Alarm
from functions.observing.instruments import (
    CASES_LATE,
    CHECK_FAILED,
    DISK_FREE,
    DRAFTS,
    OUTBOX_DEPTH,
    OUTBOX_WAIT,
    PROBE_AGE,
)
from functions.ports import Measures, Projection
from functions.services.cases import Cases
from functions.services.health import Finding, Health
from functions.services.inbox import WAITING

_PAGE = 200
_STATES = ("pending", "claimed", "dead")


@dataclass(frozen=True, slots=True)
class Now:
    """What a survey found. ``wait`` and ``probe_age`` are in seconds; ``None`` where nobody knows."""

    findings: tuple[Finding, ...]
    outbox: Mapping[str, int] = field(default_factory=dict)
    wait: float = 0.0
    room: int | None = None
    probe_age: float | None = None

    def alarms(self) -> tuple[Alarm, ...]:
        """Those that one look tells; the others want a history, as whoever collects measures has."""
        failed = sum(one.state == "failed" for one in self.findings)
        known: dict[str, float | None] = {
            "not-ready": failed,
            "disk-low": self.room,
            "effects-dead": self.outbox.get("dead", 0),
            "effects-waiting": self.wait,
            "probe-stopped": self.probe_age if self.probe_age is not None else float("inf"),
        }
        judged = ((one, known.get(one.name)) for one in ALARMS)
        return tuple(one for one, value in judged if value is not None and one.on(value))


@dataclass(frozen=True, slots=True)
class Survey:
    """Looks, and measures what it sees. Nothing here scans: counts, first rows, desks by deadline."""

    cases: Cases
    health: Health
    measures: Measures

    def look(self, probed_at: datetime | None = None) -> Now:
        """What changes by the minute. ``probed_at`` is when the last synthetic journey ended."""
        now, findings = self.cases.clock.now(), self.health.findings()
        failed = {one.check for one in findings if one.state == "failed"}
        store_answers = not failed & {"store", "effects"}
        counts = dict(self.cases.store.outbox.counts()) if store_answers else {}
        found = Now(
            findings=findings,
            outbox={str(state): count for state, count in counts.items()},
            wait=self._wait(now) if store_answers else 0.0,
            room=self.health.room(),
            probe_age=(now - probed_at).total_seconds() if probed_at else None,
        )
        self._measure(found)
        return found

    def count(self) -> tuple[int, int]:
        """What changes by the hour: cases late, and drafts."""
        late = sum(1 for office in self.offices() for _case in self.late(office))
        store = self.cases.store
        drafts = sum(
            sum(store.drafts.count_by_version(slug).values()) for slug in self.cases.catalogue.slugs()
        )
        self.measures.gauge(CASES_LATE, late)
        self.measures.gauge(DRAFTS, drafts)
        return late, drafts

    def offices(self) -> Iterator[Office]:
        """All bodies that may hold cases today."""
        reference, now = self.cases.catalogue.reference, self.cases.clock.now()
        today = self.cases.calendar.local(now).date()
        for authority in reference.authorities:
            yield from reference.offices(authority.id, today)

    def late(self, office: Office) -> Iterator[Projection]:
        """Cases on the desks of an office past their promised moment, longest overdue first, each once."""
        roles = [role.id for role in self.cases.catalogue.reference.roles]
        now, after, seen = self.cases.clock.now(), None, set[str]()
        while True:
            page = self.cases.store.cases.inbox(office.id, roles, after=after, limit=_PAGE)
            for one in page.items:
                if one.due is None or one.due >= now:
                    return
                if one.status not in (*WAITING, Status.DONE) and one.case_id not in seen:
                    seen.add(one.case_id)
                    yield one
            after = page.after
            if after is None:
                return

    def _wait(self, now: datetime) -> float:
        first = self.cases.store.outbox.ready(now + timedelta(microseconds=1), 1)
        return max(0.0, (now - first[0].not_before).total_seconds()) if first else 0.0

    def _measure(self, found: Now) -> None:
        for one in found.findings:
            self.measures.gauge(CHECK_FAILED, float(one.state == "failed"), check=one.check)
        for state in _STATES:
            if state in found.outbox:
                self.measures.gauge(OUTBOX_DEPTH, found.outbox[state], state=state)
        if found.outbox:
            self.measures.gauge(OUTBOX_WAIT, found.wait)
        if found.room is not None:
            self.measures.gauge(DISK_FREE, found.room)
        if found.probe_age is not None:
            self.measures.gauge(PROBE_AGE, found.probe_age)
        self.measures.flush()
