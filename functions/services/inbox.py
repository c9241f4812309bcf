"""An officer's desk as lists show it: which cases, how each stands against its deadline, how many of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from functions.domain.calendar import WorkCalendar
from functions.domain.deadline import Standing, due, standing
from functions.domain.declaration import AnyService, Status
from functions.domain.i18n import _
from functions.ports import Catalogue, Officer, Projection, Store

SURVEY = 1000
"""Cases that one page looks at to count and to sort; where there are more, it says so and leads on."""
PAGE = 50
WAITING = (Status.SUPPLEMENT_REQUESTED, Status.FEE_REQUESTED)
"""The citizen owes something: the agency's clock stands still."""


class View(StrEnum):
    """Ways to look at a desk; the values stand in addresses."""

    ALL = "tat-ca"
    LATE = "qua-han"
    TODAY = "hom-nay"
    SOON = "sap-den-han"
    NEW = "moi-den"
    UNDER_WAY = "dang-xu-ly"
    WAITING = "cho-nguoi-dan"
    DONE = "cho-tra"

    def say(self) -> str:
        return {
            "tat-ca": _("Tất cả"),
            "qua-han": _("Quá hạn"),
            "hom-nay": _("Hôm nay"),
            "sap-den-han": _("Sắp đến hạn"),
            "moi-den": _("Mới đến"),
            "dang-xu-ly": _("Đang xử lý"),
            "cho-nguoi-dan": _("Chờ người dân"),
            "cho-tra": _("Chờ trả kết quả"),
        }[self]

    def holds(self, row: Row) -> bool:
        """Whether a case belongs to this view."""
        status = row.projection.status
        return {
            View.ALL: True,
            View.LATE: row.standing is Standing.LATE,
            View.TODAY: row.standing is Standing.TODAY,
            View.SOON: row.standing is Standing.SOON,
            View.NEW: status == Status.REGISTERED,
            View.UNDER_WAY: status in (Status.RECEIVED, Status.IN_PROGRESS),
            View.WAITING: status in WAITING,
            View.DONE: status == Status.DONE,
        }[self]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the inbox. ``due`` is the promised moment or, before reception, that of the first step."""

    projection: Projection
    step: str
    due: datetime | None
    of_step: bool
    standing: Standing
    applicant: str = ""

    @property
    def sent_at(self) -> datetime:
        return datetime.fromisoformat(self.projection.data["sent_at"])


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of a view, and how many cases each view holds. ``more`` goes on past the survey."""

    rows: tuple[Row, ...]
    counts: Mapping[View, int]
    view: View = View.ALL
    page: int = 1
    more: str | None = None

    @property
    def total(self) -> int:
        return self.counts[self.view]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Desks:
    """Reads the desks of officers: only their own office, and their own roles."""

    store: Store
    catalogue: Catalogue

    def inbox(
        self,
        officer: Officer,
        now: datetime,
        name: Callable[[Projection], str],
        view: View = View.ALL,
        page: int = 1,
        after: str | None = None,
    ) -> Inbox:
        """A page of a view. ``name`` opens an applicant's name, and is asked only for cases shown."""
        found = self.store.cases.inbox(officer.office_id, officer.roles, after=after, limit=SURVEY)
        rows = sorted((self._row(one, now) for one in found.items), key=_urgency)
        counts = {each: sum(each.holds(row) for row in rows) for each in View}
        shown = [row for row in rows if view.holds(row)]
        last = max(1, -(-len(shown) // PAGE))
        page = min(max(1, page), last)
        part = shown[(page - 1) * PAGE : page * PAGE]
        named = tuple(replace(row, applicant=name(row.projection)) for row in part)
        return Inbox(named, counts, view, page, found.after)

    def _row(self, projection: Projection, now: datetime) -> Row:
        service = self.catalogue.version(projection.version)
        calendar = self.catalogue.reference.calendar
        step = service.workflow.step(projection.state)
        owed, of_step = projection.due, False
        if projection.status in WAITING:
            owed = None
        elif owed is None and projection.status == Status.REGISTERED:
            owed, of_step = _first_due(projection, service, calendar), True
        label = step.label if step else projection.state
        return Row(projection, label, owed, of_step, _stands(projection, owed, now, calendar))


def _first_due(projection: Projection, service: AnyService, calendar: WorkCalendar) -> datetime | None:
    """Until a case is received it has no promised date, but its first step has a limit."""
    first = service.workflow.steps[0]
    if projection.state != first.id or first.time_limit is None:
        return None
    return due(datetime.fromisoformat(projection.data["sent_at"]), first.time_limit, calendar)


def _stands(projection: Projection, owed: datetime | None, now: datetime, calendar: WorkCalendar) -> Standing:
    if projection.status in WAITING:
        return Standing.PAUSED
    if projection.status == Status.DONE or owed is None:
        return Standing.DONE if projection.status == Status.DONE else Standing.LATER
    return standing(owed, now, calendar)


def _urgency(row: Row) -> tuple[bool, float, str]:
    """Soonest due first; what owes nothing now comes last, in the order of codes."""
    return (row.due is None, row.due.timestamp() if row.due else 0.0, row.projection.code)
