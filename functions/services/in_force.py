"""Reference data as they stand on one day, made once a day and not once a request."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from functions.domain.calendar import WorkCalendar
from functions.domain.declaration import AnyService, Office, Procedure, Reference, offices_for
from functions.domain.fields.context import FormContext


class InForce:
    """Units and offices by day. The answers are shared: callers change none of them."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self.context = lru_cache(maxsize=8)(self._context)
        self._offices: dict[tuple[date, str, tuple[str, ...]], tuple[Office, ...]] = {}

    @property
    def calendar(self) -> WorkCalendar:
        return self._reference.calendar

    def day(self, moment: datetime) -> date:
        """The province's local date."""
        return self.calendar.local(moment).date()

    def offices(self, service: AnyService, day: date) -> tuple[Office, ...]:
        """The bodies that take this service's applications on ``day``."""
        also = service.also_at if isinstance(service, Procedure) else ()
        key = (day, service.authority, also)
        if key not in self._offices:
            self._offices[key] = offices_for(service, self._reference, day)
        return self._offices[key]

    def office(self, service: AnyService, day: date, office_id: str) -> Office | None:
        """The chosen body; where there is only one, nobody needs to choose it."""
        offices = self.offices(service, day)
        if len(offices) == 1:
            return offices[0]
        return next((one for one in offices if one.id == office_id), None)

    def _context(self, day: date) -> FormContext:
        units = {unit.code: unit.name for unit in self._reference.communes(day)}
        return FormContext(day, units, frozenset(self._reference.citizen_id_provinces))
