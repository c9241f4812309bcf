"""Who works where: operators add officers, give passwords and close accounts, against the reference data."""

from __future__ import annotations

import difflib
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from functions.domain.declaration import Office, Reference
from functions.domain.errors import Fault, Invalid, NotFound
from functions.ports import Clock, Officer, Officers
from functions.services.sign_in import hash_password

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}", re.ASCII)
_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
"""For generated passwords: nothing that is read as something else, such as l and 1."""


def generated_password() -> str:
    """Four groups of five: about 100 bits, and still possible to type from paper."""
    return "-".join("".join(secrets.choice(_LETTERS) for _n in range(5)) for _group in range(4))


@dataclass(frozen=True, slots=True)
class Staff:
    """The officers of an installation. Errors are for operators, in English."""

    officers: Officers
    reference: Reference
    clock: Clock

    def add(
        self, login: str, name: str, office_id: str, roles: Iterable[str], password: str, position: str = ""
    ) -> Officer:
        """A new officer. Raises :class:`Invalid` with every fault at once."""
        login, roles = login.strip().lower(), tuple(dict.fromkeys(roles))
        self.check(login, name, office_id, roles)
        made = Officer(
            id=f"cb-{secrets.token_hex(8)}",
            login=login,
            name=" ".join(name.split()),
            office_id=office_id,
            roles=roles,
            password_hash=hash_password(password),
            position=" ".join(position.split()),
        )
        self.officers.put(made)
        return made

    def check(self, login: str, name: str, office_id: str, roles: tuple[str, ...]) -> None:
        """Raises :class:`Invalid` for what could not be added, before anybody types a password for it."""
        faults = [*self._login_faults(login.strip().lower()), *self._office_faults(office_id)]
        faults += self._role_faults(roles)
        if not name.strip():
            faults.append(Fault("--name", "required", "Give the name that stands on signed documents."))
        if faults:
            raise Invalid("The officer was not added.", faults)

    def set_password(self, login: str, password: str) -> Officer:
        """Change a password; every session of this officer ends."""
        changed = replace(self.known(login), password_hash=hash_password(password))
        self.officers.put(changed)
        return changed

    def set_active(self, login: str, active: bool) -> Officer:
        """Close or open an account; a closed one cannot sign in, and its sessions end."""
        changed = replace(self.known(login), active=active)
        self.officers.put(changed)
        return changed

    def known(self, login: str) -> Officer:
        """By login. Raises :class:`NotFound` with logins that are written alike."""
        found = self.officers.by_login(login.strip().lower())
        if found is None:
            near = _near(login.lower(), [one.login for one in self.officers.list()])
            raise NotFound(f"There is no officer “{login}”.{near}")
        return found

    def offices(self) -> tuple[Office, ...]:
        """Every body that exists today."""
        today = self.reference.calendar.local(self.clock.now()).date()
        return tuple(o for one in self.reference.authorities for o in self.reference.offices(one.id, today))

    def _login_faults(self, login: str) -> Iterator[Fault]:
        if not _LOGIN.fullmatch(login):
            rule = "2 to 60 of a-z, 0-9, dot, hyphen and underscore, beginning with a letter or digit"
            yield Fault("LOGIN", "pattern", f"A login has {rule}.")
        elif self.officers.by_login(login) is not None:
            yield Fault("LOGIN", "taken", f"Somebody signs in as “{login}” already.")

    def _office_faults(self, office_id: str) -> Iterator[Fault]:
        offices = {office.id: office.name for office in self.offices()}
        if office_id in offices:
            return
        of_authority = [id for id in offices if id.startswith(office_id + ":")]
        if of_authority:
            first = of_authority[0]
            mend = f" “{office_id}” exists in every commune: write {first} ({offices[first]}) or another one."
        else:
            mend = _near(office_id, offices, {name: id for id, name in offices.items()})
        yield Fault("--office", "unknown", f"There is no office “{office_id}”.{mend}")

    def _role_faults(self, roles: tuple[str, ...]) -> Iterator[Fault]:
        known = {role.id: role.name for role in self.reference.roles}
        if not roles:
            yield Fault("--role", "required", f"Give at least one role: {', '.join(known)}.")
        for role in roles:
            if role not in known:
                near = _near(role, known, {name: id for id, name in known.items()})
                yield Fault("--role", "unknown", f"There is no role “{role}”.{near or _all(known)}")


def _near(given: str, ids: Iterable[str], names: dict[str, str] | None = None) -> str:
    """`` Did you mean …?`` for what is written alike, by id or by name; else nothing."""
    alike = difflib.get_close_matches(given, list(ids), n=3, cutoff=0.6)
    alike += [
        (names or {})[one] for one in difflib.get_close_matches(given, list(names or {}), n=2, cutoff=0.6)
    ]
    found = list(dict.fromkeys(alike))
    return f" Did you mean {' or '.join(found)}?" if found else ""


def _all(known: Iterable[str]) -> str:
    return f" There are: {', '.join(known)}."
