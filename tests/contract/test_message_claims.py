"""What an effect owes may hold claims: they stand with its completion, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.domain.errors import Conflict
from functions.ports import Batch, Claim, Store
from tests.contract.stores import NOON, effect, new_case

HELD = tuple(Claim(f"message:m{n}", "c1") for n in range(2))


def test_a_completion_that_writes_no_event_owes_rows_and_holds_claims(store: Store) -> None:
    store.cases.append(new_case("c1", effects=("notify",)))
    (row,) = store.outbox.claim("w", NOON, 60, 9)
    owed = Batch("c1", 2, outbox=(effect("c1", "a"), effect("c1", "b")), claims=HELD)
    with pytest.raises(Conflict):
        store.outbox.complete(row.id, "w", replace(owed, expected_seq=1))
    assert store.cases.case_id_of("message:m0") is None
    assert store.outbox.complete(row.id, "w", owed)
    assert [store.cases.case_id_of(one.key) for one in HELD] == ["c1", "c1"]
    assert len(store.outbox.claim("w", NOON, 60, 9)) == 2
    assert not store.outbox.complete(row.id, "w", owed), "done once"
