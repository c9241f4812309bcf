"""The contract of the case store: whole or not at all, once, in order, and kept."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.errors import Conflict, Duplicate, MotcuaError, StoreUnavailable
from functions.ports import Batch, Claim, Desk, Store
from tests.contract.conftest import StartOther
from tests.contract.stores import NOON, draft, effect, events, new_case, projection


def _next(store: Store, case_id: str, **more: object) -> Batch:
    """The batch that adds one event to a case."""
    chain = store.cases.events(case_id)
    added = events(case_id, len(chain) + 1, 1, chain[-1].hash)
    return replace(Batch(case_id, len(chain), added), **more)  # type: ignore[arg-type]


def test_a_sent_case_is_there_with_all_that_belongs_to_it(store: Store) -> None:
    batch = new_case("c1")
    appended = store.cases.append(batch)
    assert (appended.case_id, appended.seq, appended.hash) == ("c1", 2, batch.events[-1].hash)
    assert store.cases.events("c1") == list(batch.events)
    assert store.cases.projection("c1") == batch.projection
    assert store.cases.case_id_of("code:H48-c1") == "c1"
    assert store.cases.wrapped_key("c1") == b"wrapped c1"
    assert store.outbox.claim("w", NOON, 60, 9)[0].payload == {"event": "scan"}


def test_an_unknown_case_has_nothing(store: Store) -> None:
    assert store.cases.events("none") == []
    assert store.cases.projection("none") is None
    assert store.cases.case_id_of("code:none") is None
    assert store.cases.wrapped_key("none") is None
    assert not store.cases.destroy_key("none")


def test_of_two_racing_acts_exactly_one_is_told_of_a_conflict(store: Store) -> None:
    store.cases.append(new_case("c1"))
    head = store.cases.events("c1")[-1].hash
    racing = [
        Batch("c1", 2, events("c1", 3, 1, head), outbox=(effect("c1", name),)) for name in ("one", "two")
    ]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda batch: _try(store, batch), racing))
    assert [type(answer) for answer in answers if answer] == [Conflict]
    assert len(store.cases.events("c1")) == 3
    assert len(store.outbox.claim("w", NOON, 60, 9)) == 2, "the loser's effect must not be owed"


def test_an_event_that_does_not_continue_the_chain_is_a_conflict(store: Store) -> None:
    store.cases.append(new_case("c1"))
    with pytest.raises(Conflict):
        store.cases.append(Batch("c1", 2, events("c1", 3, 1, "another hash")))


def test_sending_twice_names_the_first_case_and_stores_nothing_of_the_second(store: Store) -> None:
    store.cases.append(new_case("c1", draft="d"))
    with pytest.raises(Duplicate) as caught:
        store.cases.append(new_case("c2", draft="d"))
    assert caught.value.original == "c1"
    assert store.cases.events("c2") == []
    assert store.cases.case_id_of("code:H48-c2") is None
    assert store.cases.wrapped_key("c2") is None
    assert store.outbox.counts()["pending"] == 1


def test_a_storm_of_double_clicks_makes_one_case(store: Store) -> None:
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: _try(store, new_case(f"c{n}", draft="d")), range(64)))
    refused = [answer for answer in answers if isinstance(answer, Duplicate)]
    assert answers.count(None) == 1 and len(refused) == 63
    assert {answer.original for answer in refused} == set(store.cases.all_case_ids())


def test_a_refused_act_does_not_take_its_neighbours_along(store: Store) -> None:
    store.cases.append(new_case("known"))
    batches = [new_case("known" if n % 3 == 0 else f"c{n}") for n in range(90)]
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda batch: _try(store, batch), batches))
    assert [answer is None for answer in answers] == [n % 3 != 0 for n in range(90)]
    assert len(store.cases.all_case_ids()) == 61


def test_the_draft_that_became_a_case_goes_with_it_and_stays_when_it_did_not(store: Store) -> None:
    store.drafts.put(draft("d"))
    store.cases.append(new_case("other"))
    with pytest.raises(Duplicate):
        store.cases.append(replace(new_case("c1", draft="d"), claims=(Claim("code:H48-other", "c1"),)))
    assert store.drafts.get("d") is not None
    store.cases.append(new_case("c1", draft="d"))
    assert store.drafts.get("d") is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Batch("c", 0),
        lambda: Batch("c", 0, events("c", 2)),
        lambda: Batch("c", 0, events("other", 1)),
        lambda: Batch("c", 0, events("c", 1), projection("other")),
        lambda: Batch("c", 1, events("c", 2), wrapped_key=b"k"),
    ],
)
def test_a_batch_that_does_not_hold_together_cannot_be_made(wrong: Callable[[], Batch]) -> None:
    with pytest.raises(ValueError, match=r"batch|case"):
        wrong()


def test_numbers_run_from_one_for_each_counter(store: Store, reopen: Callable[[], Store]) -> None:
    assert [store.cases.take_number("a") for _ in range(3)] == [1, 2, 3]
    assert store.cases.take_number("b") == 1
    store.close()
    assert reopen().cases.take_number("a") == 4


def test_a_batch_is_made_with_its_number_and_written_with_it(
    store: Store, reopen: Callable[[], Store]
) -> None:
    made = [store.cases.append_numbered("a", lambda number: new_case(f"c{number}")) for _ in range(2)]
    assert made == [1, 2] and store.cases.take_number("a") == 3
    store.close()
    assert reopen().cases.all_case_ids() == ["c1", "c2"]


def test_a_numbered_batch_that_is_refused_leaves_nothing_and_no_number_comes_twice(store: Store) -> None:
    store.cases.append(new_case("c", draft="d"))
    with pytest.raises(Duplicate):
        store.cases.append_numbered("a", lambda number: new_case(f"c{number}", draft="d"))

    def broken(number: int) -> Batch:
        raise KeyError(number)

    with pytest.raises(KeyError):
        store.cases.append_numbered("a", broken)
    numbers = [store.cases.append_numbered("a", lambda number: new_case(f"n{number}")) for _ in range(2)]
    assert len(set(numbers)) == 2
    assert sorted(store.cases.all_case_ids()) == sorted(["c", *(f"n{number}" for number in numbers)])


def test_two_processes_never_take_the_same_number(start_other: StartOther) -> None:
    running = [start_other("number", name) for name in ("p", "q")]
    taken = [int(line) for process in running for line in process.communicate()[0].split()]
    assert sorted(taken) == list(range(1, 161))


def test_a_destroyed_key_is_gone_and_the_events_remain(store: Store, reopen: Callable[[], Store]) -> None:
    store.cases.append(new_case("c1"))
    before = store.cases.events("c1")
    assert store.cases.destroy_key("c1")
    assert not store.cases.destroy_key("c1")
    store.close()
    again = reopen()
    assert again.cases.wrapped_key("c1") is None
    assert again.cases.events("c1") == before


def test_an_older_projection_never_replaces_a_newer_one(store: Store) -> None:
    store.cases.append(new_case("c1"))
    rebuilt = replace(projection("c1", 2), state="checked", desks=(Desk("ubnd-b", "chair"),))
    assert store.cases.replace_projection(rebuilt)
    assert not store.cases.replace_projection(projection("c1", 1))
    assert store.cases.projection("c1") == rebuilt
    assert store.cases.inbox("ubnd-a", ["officer"]).items == ()
    assert store.cases.inbox("ubnd-b", ["chair"]).items == (rebuilt,)


def test_a_case_leaves_the_desks_of_those_who_have_answered(store: Store) -> None:
    own, asked, also = Desk("ubnd-a", "officer"), Desk("so-tp", "officer"), Desk("ca-tinh", "officer")
    store.cases.append(new_case("c1"))
    for desks in ((own, asked, also), (asked, own), (own,)):
        made = projection("c1", len(store.cases.events("c1")) + 1, desks=desks)
        store.cases.append(_next(store, "c1", projection=made))
        listed = {desk.office_id for desk in (own, asked, also) if _ids(store, desk.office_id, ["officer"])}
        assert listed == {desk.office_id for desk in desks}
    store.cases.append(_next(store, "c1", projection=projection("c1", 6, desks=())))
    assert _ids(store, "ubnd-a", ["officer"]) == []


def test_an_officer_sees_the_cases_of_their_office_and_roles_only(store: Store) -> None:
    desks = {
        "mine": (Desk("ubnd-a", "officer"),),
        "chair": (Desk("ubnd-a", "chair"),),
        "elsewhere": (Desk("ubnd-b", "officer"),),
        "consulted": (Desk("ubnd-b", "chair"), Desk("ubnd-a", "officer"), Desk("ubnd-a", "clerk")),
    }
    for case_id, places in desks.items():
        store.cases.append(Batch(case_id, 0, events(case_id, 1), projection(case_id, desks=places)))
    assert _ids(store, "ubnd-a", ["officer"]) == ["consulted", "mine"]
    assert _ids(store, "ubnd-a", ["officer", "clerk", "chair"]) == ["chair", "consulted", "mine"]
    assert _ids(store, "ubnd-b", ["officer"]) == ["elsewhere"]
    assert _ids(store, "ubnd-a", []) == []


def test_an_inbox_runs_by_due_moment_in_pages_without_gap_or_repeat(store: Store) -> None:
    moments = {f"c{n}": NOON + timedelta(days=n * 7 % 5) for n in range(23)}
    for case_id, due in moments.items():
        made = projection(case_id, due=due, status=2 + len(case_id) % 2)
        store.cases.append(Batch(case_id, 0, events(case_id, 1), made))
    store.cases.append(Batch("late", 0, events("late", 1), projection("late", due=None)))
    seen: list[str] = []
    after: str | None = None
    while True:
        page = store.cases.inbox("ubnd-a", ["officer"], after=after, limit=5)
        seen += [item.case_id for item in page.items]
        if (after := page.after) is None:
            break
    assert seen == [*sorted(moments, key=lambda case_id: (moments[case_id], case_id)), "late"]


def test_an_inbox_can_be_narrowed_to_statuses(store: Store) -> None:
    for status in (2, 4, 9):
        made = projection(f"s{status}", status=status)
        store.cases.append(Batch(made.case_id, 0, events(made.case_id, 1), made))
    assert _ids(store, "ubnd-a", ["officer"], [4, 9]) == ["s4", "s9"]
    moved = projection("s4", 2, status=9, desks=())
    store.cases.append(_next(store, "s4", projection=moved))
    assert _ids(store, "ubnd-a", ["officer"], [4, 9]) == ["s9"]


def test_all_cases_can_be_walked_through(store: Store) -> None:
    wanted = sorted(f"c{n:02}" for n in range(11))
    for case_id in reversed(wanted):
        store.cases.append(new_case(case_id))
    walked: list[str] = []
    while part := store.cases.all_case_ids(walked[-1] if walked else "", 4):
        walked += part
    assert walked == wanted


def test_what_was_written_is_there_after_closing_and_a_closed_store_says_so(
    store: Store, reopen: Callable[[], Store]
) -> None:
    with ThreadPoolExecutor(8) as pool:
        pending = [pool.submit(store.cases.append, new_case(f"c{n}")) for n in range(40)]
        store.close()
        kept = {done.result().case_id for done in pending if done.exception() is None}
    for done in pending:
        assert isinstance(done.exception(), StoreUnavailable | None)
    with pytest.raises(StoreUnavailable):
        store.check()
    with pytest.raises(StoreUnavailable):
        store.cases.events("c1")
    assert set(reopen().cases.all_case_ids()) == kept


@pytest.mark.parametrize("seed", range(6))
def test_a_killed_process_loses_nothing_acknowledged_and_leaves_nothing_half(
    seed: int, start_other: StartOther, reopen: Callable[[], Store]
) -> None:
    process = start_other("append", f"r{seed}")
    assert process.stdout is not None
    first = process.stdout.readline().strip()
    time.sleep(random.Random(seed).uniform(0, 0.3))
    process.kill()
    acknowledged = {first, *process.communicate()[0].split()}
    store = reopen()
    stored = _all_ids(store)
    assert acknowledged <= set(stored)
    owed = Counter(row.case_id for row in store.outbox.claim("w", NOON, 60, 1_000_000))
    for case_id in stored:
        assert len(store.cases.events(case_id)) == 2
        assert store.cases.case_id_of(f"draft:{case_id}") == case_id
        assert store.cases.case_id_of(f"code:H48-{case_id}") == case_id
        assert store.cases.wrapped_key(case_id) is not None
        assert store.cases.projection(case_id) is not None
        assert owed[case_id] == 2
    assert set(owed) == set(stored)


def _all_ids(store: Store) -> list[str]:
    found: list[str] = []
    while part := store.cases.all_case_ids(found[-1] if found else ""):
        found += part
    return found


def _ids(
    store: Store, office: str, roles: list[str], statuses: tuple[int, ...] | list[int] = ()
) -> list[str]:
    return [item.case_id for item in store.cases.inbox(office, roles, statuses).items]


def _try(store: Store, batch: Batch) -> MotcuaError | None:
    try:
        store.cases.append(batch)
    except MotcuaError as error:
        return error
    return None
