"""Making the lists anew from the events, and holding every chain against its hashes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from functions.domain.chain import verify
from functions.domain.errors import Fault, MotcuaError
from functions.ports import Store
from functions.services.cases import Cases

_PAGE = 500


def all_cases(cases: Cases) -> Iterator[str]:
    """Every case's id, page by page, so that no list of all cases is ever held."""
    return case_ids(cases.store)


def case_ids(store: Store) -> Iterator[str]:
    """The same, of a store alone."""
    after = ""
    while ids := store.cases.all_case_ids(after, _PAGE):
        yield from ids
        after = ids[-1]


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """Projections of one store, from its events."""

    cases: Cases

    def rebuild(self, case_id: str) -> Fault | None:
        """Replace what lists know of a case. A chain that cannot be read is named, and stops no other.

        A case that moves on meanwhile keeps the newer projection.
        """
        try:
            case = self.cases.load(case_id)
            self.cases.store.cases.replace_projection(self.cases.project(case, case.state, case.seq))
        except (MotcuaError, ValueError, KeyError) as error:
            return Fault(case_id, "unreadable", f"The chain cannot be folded ({type(error).__name__}).")
        return None

    def audit(self, case_id: str) -> list[Fault]:
        """Every link that does not hold; empty for a whole chain.

        The end of a chain says nothing about events cut off behind it: those show in the projection.
        """
        return audit(self.cases.store, case_id)


def audit(store: Store, case_id: str) -> list[Fault]:
    """See :meth:`Rebuilding.audit`. Needs no key and no catalogue."""
    events = store.cases.events(case_id)
    faults = verify(case_id, events)
    known = store.cases.projection(case_id)
    last = events[-1].seq if events else 0
    if known is not None and known.seq > last:
        faults.append(Fault(f"{case_id}[{known.seq}]", "cut", f"The chain ends at {last}; more was known."))
    return faults
