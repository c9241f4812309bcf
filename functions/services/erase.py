"""Erasing the person behind a case: its key is destroyed, its files go, and its chain still verifies.

Law 91/2025/QH15 and NĐ 356/2025 give people the right; a service's ``retention`` gives the time. The event
that says so and the erasure that is owed are written together, so that a crash between leaves it to a worker.
"""

from __future__ import annotations

from dataclasses import dataclass

from functions.domain.engine import Decision, Effect
from functions.domain.errors import Conflict, Invalid
from functions.domain.events import SYSTEM, Erased
from functions.ports import Area, BlobStore, MessageFolder
from functions.services.cases import Cases, OpenCase
from functions.services.effects import NOTHING, Outcome, Owed
from functions.services.effects.notify import beginning

_AREAS: tuple[Area, ...] = ("quarantine", "clean", "documents")
_TRIES = 50


@dataclass(frozen=True, slots=True)
class Erasure:
    """Erases cases. ``folders`` keep messages where an installation sends none."""

    cases: Cases
    blobs: BlobStore
    folders: tuple[MessageFolder, ...] = ()

    def erase(self, case_id: str, basis: str) -> bool:
        """Destroy what is personal in a case, for good; False when that was done before.

        Raises ``NotFound`` for an unknown case, ``Invalid`` without a basis, ``Conflict`` for one that keeps
        changing. The basis is written in clear: it names a law or a request, never a person.
        """
        if not basis.strip():
            raise Invalid("An erasure needs its basis: the law, or the number of the request.")
        fresh = self._record(case_id, basis.strip())
        self.finish(case_id)
        return fresh

    def finish(self, case_id: str) -> None:
        """The part that an interrupted erasure may still owe; doing it again changes nothing."""
        names = self._files(self.cases.load(case_id))
        self.cases.store.cases.destroy_key(case_id)
        for name in names:
            for area in _AREAS:
                self.blobs.delete(name, area)
        for folder in self.folders:
            folder.forget(beginning(case_id))

    def __call__(self, case: OpenCase, owed: Owed) -> Outcome:
        """The effect: whatever interrupted the erasure, it ends here."""
        self.finish(case.id)
        return NOTHING

    def _record(self, case_id: str, basis: str) -> bool:
        for _try in range(_TRIES):
            case = self.cases.load(case_id)
            if case.state.erased:
                return False
            event = Erased(at=self.cases.clock.now(), actor=SYSTEM, basis=basis)
            owed = Effect(kind="erase", subject=case_id)
            try:
                self.cases.write(_without_key(case), Decision(events=(event,), effects=(owed,)))
            except Conflict:
                continue
            return True
        raise Conflict("The case keeps changing; try again.")

    def _files(self, case: OpenCase) -> list[str]:
        """All blobs that the case ever had: also files that others replaced, or that were not asked for."""
        names = set(case.state.file_names or {})
        for event in self.cases.store.cases.events(case.id):
            names.update(file["id"] for file in event.data.get("files", ()))
            if event.type == "document_issued":
                names.add(event.data["id"])
        return sorted(names)


def _without_key(case: OpenCase) -> OpenCase:
    """So that the list shows no name from here on."""
    return OpenCase(case.id, case.state, case.service, None, case.seq, case.head)
