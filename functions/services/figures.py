"""The figures of a period, counted from the log: received, answered, answered in time, late."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, tzinfo

from functions.domain import probe
from functions.domain.declaration import ChannelKind, Status
from functions.domain.errors import Invalid
from functions.domain.model import JSON
from functions.ports import Projection
from functions.services.cases import Cases
from functions.services.rebuild import all_cases


@dataclass(slots=True)
class Work:
    """Applications of ``since`` to ``until``, both days included. Internal work and trials count for nothing.

    ``ended`` are those that the authority answered in the period. What was withdrawn, or not taken on because
    papers were missing, counts as received only: no time limit ever ran on it.
    ``running`` and ``late`` are as of the moment of counting.
    """

    since: date
    until: date
    received: int = 0
    online: int = 0
    ended: int = 0
    on_time: int = 0
    running: int = 0
    late: int = 0

    def add(self, case: Projection, now: datetime, zone: tzinfo) -> None:
        """Count one case."""
        if self._within(case.data.get("sent_at"), zone):
            self.received += 1
            self.online += case.data.get("channel") == ChannelKind.ONLINE
        if case.status in (Status.WITHDRAWN, Status.NOT_RECEIVED):
            return
        if "answered_at" not in case.data:
            self.running += 1
            self.late += case.due is not None and case.due < now
        elif self._within(case.data["answered_at"], zone):
            self.ended += 1
            self.on_time += bool(case.data["on_time"])

    def _within(self, moment: object, zone: tzinfo) -> bool:
        if not isinstance(moment, str):
            return False
        return self.since <= datetime.fromisoformat(moment).astimezone(zone).date() <= self.until


def figures(cases: Cases, since: date, until: date) -> JSON:
    """``figures.json`` of the scoreboard; it names nobody. Raises :class:`Invalid` for no real period."""
    if until < since:
        raise Invalid(f"The period ends on {until}, before it begins on {since}.")
    work, now, zone = Work(since, until), cases.clock.now(), cases.calendar.zone
    for case_id in all_cases(cases):
        case = cases.store.cases.projection(case_id)
        if case is not None and case.status and case.slug != probe.SLUG:
            work.add(case, now, zone)
    told = asdict(work) | {"since": since.isoformat(), "until": until.isoformat()}
    return {"figures": [], "work": told}
