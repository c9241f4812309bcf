"""Sample officers for a look around: one at every desk that some service needs, all with one password."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from functions.domain.declaration import SAME_COMMUNE, SELF, AnyService, Procedure, Process
from functions.domain.errors import Invalid
from functions.ports import Catalogue, Clock, Desk, Officer, Officers
from functions.services.sign_in import hash_password
from functions.services.staff import generated_password

PREFIX = "mau-"
"""Ids of sample officers begin with it, so that nobody takes them for people of the office."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """The sample officers, and the password where it was made just now."""

    officers: tuple[Officer, ...]
    password: str = ""


@dataclass(frozen=True, slots=True)
class Demo:
    """Seeds a demo. ``allowed`` is the setting that an installation for people never has."""

    officers: Officers
    catalogue: Catalogue
    clock: Clock
    allowed: bool

    def seed(self) -> Seeded:
        """Officers for every desk that lacks one. The first run makes the password; it is stored hashed.

        Raises :class:`Invalid` outside a demo, and where officers of a real office are known.
        """
        if not self.allowed:
            raise Invalid("Sample officers belong in a demo only: set MOTCUA_DEMO=true, or leave out --demo.")
        known = self.officers.list()
        if any(not one.id.startswith(PREFIX) for one in known):
            raise Invalid(
                "This installation has officers of its own, so no sample officers were added. "
                "Leave out --demo, or choose another folder by MOTCUA_STATE."
            )
        password = "" if known else generated_password()
        hashed = known[0].password_hash if known else hash_password(password)
        there = {one.id for one in known}
        for made in (self._officer(desk, hashed) for desk in self.desks()):
            if made.id not in there:
                self.officers.put(made)
        return Seeded(self.officers.list(), password)

    def desks(self) -> tuple[Desk, ...]:
        """Where cases of all services can lie, for the first commune of the list."""
        services = [self.catalogue.current(slug)[1] for slug in self.catalogue.slugs()]
        found = dict.fromkeys(desk for service in services for desk in self._desks(service))
        return tuple(sorted(found, key=lambda desk: (desk.office_id, desk.role)))

    def _desks(self, service: AnyService) -> Iterator[Desk]:
        also = service.also_at if isinstance(service, Procedure) else ()
        for authority in (service.authority, *also):
            yield from self._desks_from(service, self._home(authority))

    def _desks_from(self, service: AnyService, home: str) -> Iterator[Desk]:
        """The desks that a case passes which lies with ``home``."""
        places = [(step.unit, step.role) for step in service.workflow.steps if step.role]
        places += [(one.unit, one.role) for step in service.workflow.steps for one in step.consultations]
        for unit, role in places:
            yield Desk(self._office(unit, home), str(role))
        for role in service.opened_by if isinstance(service, Process) else ():
            yield Desk(home, role)

    def _home(self, authority: str) -> str:
        today = self.catalogue.reference.calendar.local(self.clock.now()).date()
        offices = self.catalogue.reference.offices(authority, today)
        return offices[0].id if offices else authority

    def _office(self, unit: str, home: str) -> str:
        if unit == SELF:
            return home
        if unit.endswith(SAME_COMMUNE):
            return self._home(unit.removesuffix(SAME_COMMUNE))
        return unit

    def _officer(self, desk: Desk, hashed: str) -> Officer:
        roles = {role.id: role.name for role in self.catalogue.reference.roles}
        place = desk.office_id.partition(":")[0].replace("_", "-")
        login = f"{desk.role.replace('_', '-')}.{place}"
        title = roles.get(desk.role, desk.role)
        return Officer(
            id=f"{PREFIX}{login}",
            login=login,
            name=f"{title} (mẫu)",
            office_id=desk.office_id,
            roles=(desk.role,),
            password_hash=hashed,
            position=title,
        )
