"""The contract of the outbox: each effect is held by one worker, and its record is written once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from functions.domain.errors import Conflict
from functions.ports import Batch, Store
from tests.contract.conftest import StartOther
from tests.contract.stores import NOON, effect, events, new_case


def _owe(store: Store, count: int) -> None:
    """The effects ``c1:e0000`` … of one case, in batches of a size that every store takes."""
    names = [f"e{n:04}" for n in range(count)]
    store.cases.append(new_case("c1", effects=tuple(names[:50])))
    for start in range(50, count, 50):
        store.cases.append(
            Batch("c1", 2, outbox=tuple(effect("c1", name) for name in names[start : start + 50]))
        )


def _follow(store: Store) -> Batch:
    """What an effect writes when it is done: an event, and the next effect."""
    chain = store.cases.events("c1")
    return Batch(
        "c1", len(chain), events("c1", len(chain) + 1, 1, chain[-1].hash), outbox=(effect("c1", "next"),)
    )


def test_eight_threads_claim_each_row_once(store: Store) -> None:
    _owe(store, 60)

    def work(worker: int) -> list[str]:
        mine: list[str] = []
        while rows := store.outbox.claim(f"w{worker}", NOON, 60, 7):
            mine += [row.id for row in rows]
        return mine

    with ThreadPoolExecutor(8) as pool:
        claimed = [row_id for part in pool.map(work, range(8)) for row_id in part]
    assert sorted(claimed) == [f"c1:e{n:04}" for n in range(60)]


def test_two_processes_claim_each_row_once(store: Store, start_other: StartOther) -> None:
    _owe(store, 60)
    running = [start_other("claim", name) for name in ("p", "q")]
    claimed = [line for process in running for line in process.communicate()[0].split()]
    assert [process.returncode for process in running] == [0, 0]
    assert sorted(claimed) == [f"c1:e{n:04}" for n in range(60)]
    assert dict(store.outbox.counts()) == {"pending": 0, "claimed": 0, "dead": 0}


def test_a_lapsed_lease_is_free_again_and_its_first_holder_has_lost_it(store: Store) -> None:
    _owe(store, 1)
    (first,) = store.outbox.claim("slow", NOON, 60, 9)
    assert store.outbox.claim("quick", NOON + timedelta(seconds=59), 60, 9) == []
    (again,) = store.outbox.claim("quick", NOON + timedelta(seconds=60), 60, 9)
    assert (again.id, first.attempts, again.attempts) == (first.id, 1, 2)
    assert not store.outbox.complete(first.id, "slow", _follow(store))
    assert not store.outbox.retry(first.id, "slow", NOON, "late")
    assert not store.outbox.bury(first.id, "slow", "late")
    assert len(store.cases.events("c1")) == 2
    assert store.outbox.complete(again.id, "quick", _follow(store))


def test_completing_writes_what_followed_and_twice_does_nothing(store: Store) -> None:
    _owe(store, 1)
    (row,) = store.outbox.claim("w", NOON, 60, 9)
    follow = _follow(store)
    assert store.outbox.complete(row.id, "w", follow)
    assert not store.outbox.complete(row.id, "w", follow)
    assert not store.outbox.complete(row.id, "w", _follow(store))
    assert len(store.cases.events("c1")) == 3
    assert [each.id for each in store.outbox.claim("w", NOON + timedelta(days=9), 60, 9)] == ["c1:next"]


def test_when_the_case_moved_on_the_row_stays_with_its_worker(store: Store) -> None:
    _owe(store, 1)
    (row,) = store.outbox.claim("w", NOON, 60, 9)
    stale = _follow(store)
    chain = store.cases.events("c1")
    store.cases.append(Batch("c1", 2, events("c1", 3, 1, chain[-1].hash)))
    with pytest.raises(Conflict):
        store.outbox.complete(row.id, "w", stale)
    assert store.outbox.counts()["claimed"] == 1
    assert store.outbox.complete(row.id, "w", _follow(store))


def test_the_same_effect_is_never_owed_twice(store: Store) -> None:
    _owe(store, 1)
    (row,) = store.outbox.claim("w", NOON, 60, 9)
    assert store.outbox.complete(row.id, "w")
    chain = store.cases.events("c1")
    again = Batch("c1", 2, events("c1", 3, 1, chain[-1].hash), outbox=(effect("c1", "e0000"),))
    store.cases.append(again)
    assert len(store.cases.events("c1")) == 3
    assert store.outbox.claim("w", NOON + timedelta(days=1), 60, 9) == []


def test_a_row_waits_for_its_moment_and_after_a_failure_for_its_next(store: Store) -> None:
    later = NOON + timedelta(minutes=5)
    store.cases.append(Batch("c1", 0, events("c1", 1), outbox=(effect("c1", "e", later),)))
    assert store.outbox.claim("w", NOON, 60, 9) == []
    (row,) = store.outbox.claim("w", later, 60, 9)
    assert store.outbox.retry(row.id, "w", later + timedelta(minutes=5), "the mail server was silent")
    assert store.outbox.claim("w", later + timedelta(minutes=4), 60, 9) == []
    (again,) = store.outbox.claim("w", later + timedelta(minutes=5), 60, 9)
    assert (again.attempts, again.last_error) == (2, "the mail server was silent")


def test_the_earliest_rows_come_first_and_no_more_than_asked(store: Store) -> None:
    rows = tuple(effect("c1", f"e{n}", NOON - timedelta(minutes=n)) for n in range(5))
    store.cases.append(Batch("c1", 0, events("c1", 1), outbox=rows))
    assert [row.id for row in store.outbox.claim("w", NOON, 60, 3)] == ["c1:e4", "c1:e3", "c1:e2"]


def test_a_dead_row_is_seen_counted_and_revived(store: Store) -> None:
    _owe(store, 2)
    row, _other = store.outbox.claim("w", NOON, 60, 9)
    assert store.outbox.bury(row.id, "w", "no such address")
    assert store.outbox.claim("w", NOON, 60, 9) == []
    (dead,) = store.outbox.dead()
    assert (dead.id, dead.state, dead.last_error) == (row.id, "dead", "no such address")
    assert dict(store.outbox.counts()) == {"pending": 0, "claimed": 1, "dead": 1}
    assert store.outbox.revive(row.id)
    assert not store.outbox.revive(row.id)
    (again,) = store.outbox.claim("w", NOON, 60, 9)
    assert (again.id, again.attempts) == (row.id, 1)
    assert store.outbox.dead() == []


def test_only_what_was_done_long_ago_is_forgotten(store: Store) -> None:
    _owe(store, 4)
    first, second, _third = store.outbox.claim("w", NOON, 60, 3)
    assert store.outbox.complete(first.id, "w") and store.outbox.bury(second.id, "w", "no such address")
    assert store.outbox.purge_done(NOON) == 0
    assert store.outbox.purge_done(NOON + timedelta(days=1)) == 1
    assert store.outbox.purge_done(NOON + timedelta(days=1)) == 0
    assert not store.outbox.complete(first.id, "w")
    assert dict(store.outbox.counts()) == {"pending": 1, "claimed": 1, "dead": 1}


def test_as_much_is_forgotten_at_once_as_was_asked(store: Store) -> None:
    _owe(store, 3)
    for row in store.outbox.claim("w", NOON, 60, 3):
        assert store.outbox.complete(row.id, "w")
    assert [store.outbox.purge_done(NOON + timedelta(days=1), limit=2) for _n in range(3)] == [2, 1, 0]


def test_what_is_owed_is_owed_after_a_restart(store: Store, reopen: Callable[[], Store]) -> None:
    _owe(store, 3)
    store.close()
    assert len(reopen().outbox.claim("w", NOON, 60, 9)) == 3


def test_one_row_is_claimed_by_its_id_and_by_one_worker_only(store: Store) -> None:
    _owe(store, 2)
    row = store.outbox.claim_row("c1:e0001", "w", NOON, 60)
    assert row is not None and (row.id, row.attempts, row.payload) == ("c1:e0001", 1, {"event": "e0001"})
    assert store.outbox.claim_row("c1:e0001", "v", NOON + timedelta(seconds=59), 60) is None
    assert [one.id for one in store.outbox.claim("v", NOON, 60, 9)] == ["c1:e0000"]
    again = store.outbox.claim_row("c1:e0001", "v", NOON + timedelta(seconds=60), 60)
    assert again is not None and again.attempts == 2
    assert not store.outbox.complete("c1:e0001", "w") and store.outbox.complete("c1:e0001", "v")


def test_a_row_that_is_done_dead_unknown_or_not_yet_due_is_not_claimed(store: Store) -> None:
    _owe(store, 2)
    later = NOON + timedelta(days=1)
    store.cases.append(Batch("c2", 0, events("c2", 1), outbox=(effect("c2", "later", later),)))
    assert store.outbox.claim_row("c1:e0000", "w", NOON, 60) and store.outbox.complete("c1:e0000", "w")
    assert store.outbox.claim_row("c1:e0001", "w", NOON, 60) and store.outbox.bury("c1:e0001", "w", "never")
    for row_id in ("c1:e0000", "c1:e0001", "c1:e9", "", "c2:later"):
        assert store.outbox.claim_row(row_id, "v", NOON + timedelta(hours=1), 60) is None
    assert store.outbox.claim_row("c2:later", "v", later, 60)


def test_eight_workers_told_of_the_same_row_take_it_once(store: Store) -> None:
    _owe(store, 20)

    def work(worker: int) -> list[str]:
        names = [f"c1:e{n:04}" for n in range(20)]
        return [name for name in names if store.outbox.claim_row(name, f"w{worker}", NOON, 60)]

    with ThreadPoolExecutor(8) as pool:
        claimed = [name for part in pool.map(work, range(8)) for name in part]
    assert sorted(claimed) == [f"c1:e{n:04}" for n in range(20)]


def test_rows_that_nobody_took_up_are_found_earliest_first_and_stay_free(store: Store) -> None:
    rows = tuple(effect("c1", f"e{n}", NOON - timedelta(minutes=n)) for n in range(5))
    store.cases.append(Batch("c1", 0, events("c1", 1), outbox=rows))
    before = NOON - timedelta(minutes=2)
    assert [row.id for row in store.outbox.ready(before, 2)] == ["c1:e4", "c1:e3"]
    assert [row.id for row in store.outbox.ready(before, 9)] == ["c1:e4", "c1:e3", "c1:e2"]
    assert store.outbox.claim_row("c1:e4", "w", NOON, 60) and store.outbox.claim_row("c1:e3", "w", NOON, 60)
    assert store.outbox.complete("c1:e3", "w")
    assert [row.id for row in store.outbox.ready(before, 9)] == ["c1:e2"]
    lapsed = NOON + timedelta(seconds=60)
    assert "c1:e4" in [row.id for row in store.outbox.ready(lapsed, 9)]
