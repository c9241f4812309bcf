"""A number for each document, taken once however often its rendering is tried."""

from __future__ import annotations

from functions.domain.errors import Conflict, Duplicate, EffectFailed
from functions.ports import Batch, CaseStore, Claim
from functions.services.cases import OpenCase

_TRIES = 50


def number_once(store: CaseStore, case: OpenCase, row_id: str, counter: str) -> int:
    """The number that belongs to an outbox row. Raises ``EffectFailed`` while the case keeps changing.

    A crash between taking a number and holding it leaves a gap, never a number that two documents bear.
    """
    key = f"number:{row_id}"
    known = store.case_id_of(key)
    if known is not None:
        return int(known)
    number = store.take_number(counter)
    for _try in range(_TRIES):
        seq = len(store.events(case.id))
        try:
            store.append(Batch(case.id, seq, claims=(Claim(key, str(number)),)))
        except Duplicate as before:
            return int(before.original)
        except Conflict:
            continue
        return number
    raise EffectFailed("The case kept changing while its document was numbered.")
