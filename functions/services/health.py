"""Whether the installation could do its work now: each thing it stands on, tried and not assumed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from functions.domain.errors import MotcuaError
from functions.ports import Catalogue, Clock, KeyVault, Store

State = Literal["ok", "degraded", "failed"]
STUCK_AFTER = timedelta(minutes=5)
"""An effect that nobody takes up for so long waits for somebody who is not there."""
_CONTEXT = "readiness"


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. ``detail`` is for operators, in English, and holds codes and counts only.

    ``failed``: a sending would fail now. ``degraded``: it would be taken, and what follows would wait.
    """

    check: str
    state: State
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """``room`` tells the free bytes where the state lies; ``None`` where no disk of ours holds any."""

    store: Store
    catalogue: Catalogue
    keys: KeyVault
    clock: Clock
    room: Callable[[], int | None]
    least_room: int

    def findings(self) -> tuple[Finding, ...]:
        """All checks, each for itself: one that fails hides no other."""
        checks = {
            "store": self._store,
            "catalogue": self._catalogue,
            "keys": self._keys,
            "disk": self._disk,
            "effects": self._effects,
        }
        return tuple(_tried(name, check) for name, check in checks.items())

    def _store(self) -> Finding:
        """It takes a write."""
        self.store.check()
        return Finding("store", "ok")

    def _catalogue(self) -> Finding:
        count = len(self.catalogue.slugs())
        return Finding("catalogue", "ok" if count else "failed", f"{count} services")

    def _keys(self) -> Finding:
        """What is wrapped can be unwrapped again: the master key is there, and it is one."""
        key = secrets.token_bytes(32)
        same = self.keys.unwrap(self.keys.wrap(key, _CONTEXT), _CONTEXT) == key
        return Finding("keys", "ok" if same else "failed", "" if same else "a wrapped key came back another")

    def _disk(self) -> Finding:
        free = self.room()
        if free is None:
            return Finding("disk", "ok", "no disk of ours")
        enough = free >= self.least_room
        return Finding("disk", "ok" if enough else "failed", f"{free // 2**20} MB free")

    def _effects(self) -> Finding:
        """Never a failure: no sending waits for an effect, and a machine out of service would do none."""
        dead = self.store.outbox.counts()["dead"]
        stuck = self.store.outbox.ready(self.clock.now() - STUCK_AFTER, 1)
        if not dead and not stuck:
            return Finding("effects", "ok")
        waits = f", one ready since {stuck[0].not_before:%Y-%m-%d %H:%M} UTC" if stuck else ""
        return Finding("effects", "degraded", f"{dead} given up{waits}")


def worst(findings: tuple[Finding, ...]) -> State:
    """What all of them come to."""
    states = {one.state for one in findings}
    return "failed" if "failed" in states else "degraded" if "degraded" in states else "ok"


def _tried(name: str, check: Callable[[], Finding]) -> Finding:
    """A check that cannot even be made has failed. The text of a foreign error may quote anything."""
    try:
        return check()
    except MotcuaError as error:
        return Finding(name, "failed", error.code)
    except Exception as error:
        return Finding(name, "failed", type(error).__name__)
