"""What DynamoDB must do besides the contract: lost answers, throttling, its limits, the shape of its table."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.adapters.aws.clients import client
from functions.adapters.aws.dynamodb import keys
from functions.adapters.aws.dynamodb.shape import TABLE, TTL_ATTRIBUTE
from functions.adapters.aws.dynamodb.store import DynamodbStore
from functions.adapters.aws.stream import owed_by
from functions.domain.errors import Conflict, Invalid, StoreUnavailable
from functions.ports import Batch, Desk, Store, StoredEvent
from tests.contract.lossy_front import Front, front
from tests.contract.stores import NOON, draft, effect, events, new_case, projection


@pytest.fixture
def before(dynamodb_table: DynamodbStore, dynamodb_endpoint: str) -> Iterator[Front]:
    with front(dynamodb_endpoint) as server:
        yield server


@pytest.fixture
def store(before: Front, dynamodb_table: DynamodbStore) -> DynamodbStore:
    """The test's table, behind a front that can fail."""
    place = replace(dynamodb_table.table.place, endpoint=before.address)
    return DynamodbStore(place, dynamodb_table.table.name, patience=20)


def test_sending_takes_a_number_and_one_transaction(store: DynamodbStore, before: Front) -> None:
    store.cases.append_numbered("a", lambda number: new_case(f"c{number}", effects=("scan", "notify")))
    assert before.asked == ["UpdateItem", "TransactWriteItems"]


def test_an_act_on_a_case_reads_one_item_and_is_one_transaction(store: DynamodbStore, before: Front) -> None:
    store.cases.append(new_case("c1"))
    chain = store.cases.events("c1")
    before.asked.clear()
    store.cases.append(Batch("c1", 2, events("c1", 3, 1, chain[-1].hash), projection("c1", 3)))
    assert before.asked == ["GetItem", "TransactWriteItems"]


@pytest.mark.parametrize("fate", ["lose", "break", "throttle", "conflict"])
def test_a_sending_whose_answer_was_lost_or_that_was_turned_away_happens_once(
    fate: Any, store: DynamodbStore, before: Front
) -> None:
    before.fates = [fate, fate]
    batch = new_case("c1")
    assert store.cases.append(batch).hash == batch.events[-1].hash
    assert store.cases.events("c1") == list(batch.events)
    assert store.outbox.counts()["pending"] == 1


def test_a_completion_whose_answer_was_lost_counts_as_done_once(store: DynamodbStore, before: Front) -> None:
    store.cases.append(new_case("c1", effects=("one", "two")))
    head = store.cases.events("c1")[-1].hash
    follow = Batch("c1", 2, events("c1", 3, 1, head))
    store.outbox.claim("w", NOON, 60, 9)
    before.fates = ["lose"]
    assert store.outbox.complete("c1:two", "w")
    before.fates = ["lose"]
    assert store.outbox.complete("c1:one", "w", follow)
    assert len(store.cases.events("c1")) == 3
    assert not store.outbox.complete("c1:one", "w", follow)


def test_a_completion_that_only_owes_more_counts_too(store: DynamodbStore, before: Front) -> None:
    store.cases.append(new_case("c1", effects=("one",)))
    store.outbox.claim("w", NOON, 60, 9)
    before.fates = ["lose"]
    assert store.outbox.complete("c1:one", "w", Batch("c1", 2, outbox=(effect("c1", "one.0"),)))
    assert store.outbox.counts() == {"pending": 1, "claimed": 0, "dead": 0}


def test_a_claim_whose_answer_was_lost_is_held_all_the_same(store: DynamodbStore, before: Front) -> None:
    store.cases.append(new_case("c1"))
    before.fates = ["lose"]
    row = store.outbox.claim_row("c1:scan", "w", NOON, 60)
    assert row is not None and row.attempts == 1
    assert store.outbox.claim_row("c1:scan", "v", NOON, 60) is None
    before.fates = ["lose"]
    assert store.outbox.retry("c1:scan", "w", NOON, "silent")


def test_a_draft_whose_answer_was_lost_is_saved_and_no_conflict(store: DynamodbStore, before: Front) -> None:
    before.fates = ["lose"]
    first = store.drafts.put(draft("d"))
    assert first.revision == 1 and store.drafts.get("d") == first
    before.fates = ["lose"]
    with pytest.raises(Conflict):
        store.drafts.put(replace(draft("d"), sealed=b"another"))


def test_a_number_whose_answer_was_lost_is_a_gap_and_never_comes_again(
    store: DynamodbStore, before: Front
) -> None:
    before.fates = ["pass", "lose"]
    assert [store.cases.take_number("a") for _n in range(3)] == [1, 3, 4]


def test_a_store_that_turns_everybody_away_is_said_after_a_while(store: DynamodbStore, before: Front) -> None:
    store.table.patience = 2
    before.for_ever = "throttle"
    with pytest.raises(StoreUnavailable):
        store.cases.append(new_case("c1"))
    assert len(before.asked) > 1
    with pytest.raises(StoreUnavailable):
        store.limits.hit("k", 3, 60, NOON)  # a limit fails shut
    before.for_ever = "pass"
    assert store.cases.events("c1") == []


def test_a_store_that_nobody_answers_for_is_said(store: DynamodbStore) -> None:
    nobody = replace(store.table.place, endpoint="http://127.0.0.1:9")
    away = DynamodbStore(nobody, store.table.name, patience=0.2)
    with pytest.raises(StoreUnavailable):
        away.check()
    with pytest.raises(StoreUnavailable):
        away.check_shape()


def test_what_a_failing_store_gave_before_is_not_lost_by_who_claims(
    store: DynamodbStore, before: Front
) -> None:
    store.cases.append(new_case("c1", effects=("one", "two")))
    store.table.patience = 0.2
    before.fates = ["pass"] * (keys.SHARDS + 1)
    before.for_ever = "throttle"
    (held,) = store.outbox.claim("w", NOON, 60, 9)
    assert held.attempts == 1


LARGE = b"x" * 399_000


@pytest.mark.parametrize(
    "batch",
    [
        new_case("c1", effects=tuple(f"e{n}" for n in range(100))),
        replace(new_case("c1"), events=(replace(events("c1", 1)[0], sealed=LARGE + LARGE),)),
        Batch("c1", 0, tuple(replace(one, sealed=LARGE) for one in events("c1", 1, 11))),
    ],
    ids=["more than 100 items", "an item over 400 KB", "more than 4 MB"],
)
def test_a_batch_over_the_limits_is_refused_before_anything_is_sent(
    batch: Batch, store: DynamodbStore, before: Front
) -> None:
    with pytest.raises(Invalid, match="quá dài hoặc có quá nhiều tệp"):
        store.cases.append(batch)
    assert before.asked == []


def test_a_batch_just_within_the_limits_is_stored(store: DynamodbStore) -> None:
    batch = new_case("c1", effects=tuple(f"e{n}" for n in range(93)))
    store.cases.append(batch)
    assert store.outbox.counts()["pending"] == 93
    large = tuple(replace(one, sealed=LARGE) for one in events("c2", 1, 7))
    store.cases.append(Batch("c2", 0, large))
    assert [len(one.sealed or b"") for one in store.cases.events("c2")] == [len(LARGE)] * 7


def test_a_draft_too_large_is_refused_and_the_one_before_stays(store: DynamodbStore) -> None:
    kept = store.drafts.put(replace(draft("d"), sealed=b"x" * 300_000))
    with pytest.raises(Invalid, match="quá dài"):
        store.drafts.put(replace(kept, sealed=b"y" * 330_000))
    assert store.drafts.get("d") == kept


def test_a_long_declaration_is_archived_whole(store: DynamodbStore) -> None:
    compiled = {"sections": [f"phần {n}: " + "văn bản " * 20 for n in range(8000)]}
    store.versions.put("v", compiled)
    assert store.versions.get("v") == compiled


def test_no_event_is_ever_written_over(store: DynamodbStore) -> None:
    store.cases.append(new_case("c1"))
    known = store.cases.events("c1")
    store.table.put(keys.head("c1"), {"seq": 1, "hash": known[0].hash})  # a head that fell behind
    with pytest.raises(Conflict):
        store.cases.append(Batch("c1", 1, (_other(known[1]),)))
    assert store.cases.events("c1") == known


def test_a_list_that_lags_behind_shows_nothing_that_lies_elsewhere(store: DynamodbStore) -> None:
    store.cases.append(new_case("c1"))
    made = projection("c1", 2)
    place = keys.place("2026-01-01T00:00:00.000000+00:00", "c1")
    for office in ("ubnd-a", "ubnd-z"):
        old = {"list": keys.desk(office, "officer"), "place": place, "status": 2}
        store.table.put(keys.further_desk("c1", office, "officer"), old)
    assert store.cases.inbox("ubnd-z", ["officer"]).items == ()
    assert store.cases.inbox("ubnd-a", ["officer"]).items == (made,)


def test_an_inbox_read_in_parts_is_whole(store: DynamodbStore, before: Front) -> None:
    for number in range(4):
        store.cases.append(new_case(f"c{number}"))
    before.fates = ["pass", "part", "part"]
    page = store.cases.inbox("ubnd-a", ["officer"])
    assert [one.case_id for one in page.items] == ["c0", "c1", "c2", "c3"]
    assert before.asked[-3:] == ["BatchGetItem"] * 3


def test_a_list_rebuilt_under_the_writers_hands_is_no_conflict(
    store: DynamodbStore, before: Front, dynamodb_table: DynamodbStore
) -> None:
    store.cases.append(new_case("c1"))
    head = store.cases.events("c1")[-1].hash
    moved = projection("c1", 2, desks=(Desk("ubnd-b", "officer"), Desk("ubnd-c", "chair")))
    before.meanwhile["TransactWriteItems"] = lambda: dynamodb_table.cases.replace_projection(moved)
    after = projection("c1", 3, desks=(Desk("ubnd-d", "chair"),))
    store.cases.append(Batch("c1", 2, events("c1", 3, 1, head), after))
    assert store.cases.projection("c1") == after
    assert before.asked.count("TransactWriteItems") == 3, "sending, the refused try and the one after"
    assert store.cases.inbox("ubnd-c", ["chair"]).items == ()


def test_drafts_and_counters_are_forgotten_by_the_store_long_after_their_end(store: DynamodbStore) -> None:
    end = NOON.replace(year=2099)  # an endpoint may forget at once what lies in its past
    store.drafts.put(draft("d", end))
    kept = store.table.get(keys.alone("draft", "d"))
    assert kept is not None and kept[TTL_ATTRIBUTE] == int((end + timedelta(days=30)).timestamp())
    store.limits.hit("k", 3, 60, end)
    ends_at = int(end.timestamp()) + 60
    window = store.table.get(keys.alone("limit", f"k#{ends_at}"))
    assert window is not None and window[TTL_ATTRIBUTE] >= ends_at


def test_nothing_that_the_store_does_scans(store: DynamodbStore, before: Front) -> None:
    _everything(store)
    assert "Scan" not in before.asked and "Query" in before.asked


def test_the_tables_stream_says_which_rows_are_owed(store: DynamodbStore, dynamodb_endpoint: str) -> None:
    store.cases.append(new_case("c1", effects=("one",)))
    store.outbox.claim("w", NOON, 60, 1)
    store.outbox.retry("c1:one", "w", NOON + timedelta(minutes=5), "silent")
    told = [owed for record in _stream(store, dynamodb_endpoint) if (owed := owed_by(record))]
    assert [(one.row_id, one.not_before) for one in told] == [
        ("c1:one", NOON),
        ("c1:one", NOON + timedelta(minutes=5)),
    ]


def test_a_table_of_our_shape_has_no_faults(store: DynamodbStore) -> None:
    assert store.check_shape() == ()


def test_a_table_of_another_shape_is_named_with_its_mend(store: DynamodbStore) -> None:
    aws = client("dynamodb", replace(store.table.place, attempts=1))
    other = DynamodbStore(store.table.place, f"{store.table.name}-other")
    (missing,) = other.check_shape()
    assert missing.code == "missing" and "create it" in missing.message
    shape = copy.deepcopy(TABLE)
    lists, groups = shape["GlobalSecondaryIndexes"]
    lists["Projection"] = {"ProjectionType": "KEYS_ONLY"}
    groups["KeySchema"] = groups["KeySchema"][:1]
    shape["AttributeDefinitions"] = [
        one for one in shape["AttributeDefinitions"] if one["AttributeName"] not in {"rank", "sk"}
    ]
    shape["KeySchema"] = shape["KeySchema"][:1]
    del shape["StreamSpecification"]
    aws.create_table(TableName=other.table.name, **shape)
    try:
        found = {(fault.code, fault.where.rpartition(".")[2]): fault.message for fault in other.check_shape()}
    finally:
        aws.delete_table(TableName=other.table.name)
    wanted = {"keys": "KeySchema", "ttl": "TimeToLive", "stream": "Stream"}
    assert set(found) == {*wanted.items(), ("index", "lists"), ("index", "groups")}
    assert "restore a backup" in found["keys", "KeySchema"] and "“state”" in found["index", "lists"]


def test_making_a_table_that_is_there_changes_nothing(store: DynamodbStore) -> None:
    store.cases.append(new_case("c1"))
    store.create_table()
    assert store.cases.all_case_ids() == ["c1"]


def test_an_effect_named_twice_in_one_act_is_owed_once(store: DynamodbStore) -> None:
    rows = (effect("c1", "same"), effect("c1", "same"))
    store.cases.append(Batch("c1", 0, events("c1", 1), outbox=rows))
    assert [row.id for row in store.outbox.claim("w", NOON, 60, 9)] == ["c1:same"]


def _other(event: StoredEvent) -> StoredEvent:
    return replace(event, actor="somebody else")


def _everything(store: Store) -> None:
    store.cases.append(new_case("c1", effects=("one", "two")))
    store.cases.all_case_ids()
    store.cases.inbox("ubnd-a", ["officer"], [2])
    store.drafts.put(draft("d"))
    store.drafts.count_by_version("khai-sinh")
    store.drafts.purge_expired(NOON, lambda name: None)
    one, two = store.outbox.claim("w", NOON, 60, 9)
    store.outbox.complete(one.id, "w")
    store.outbox.bury(two.id, "w", "no such address")
    store.outbox.dead()
    store.outbox.counts()
    store.outbox.ready(NOON, 9)
    store.outbox.purge_done(NOON + timedelta(days=1))
    store.officers.list()
    store.officers.list("ubnd-a")


def _stream(store: DynamodbStore, endpoint: str) -> list[dict[str, Any]]:
    """All records of the table's stream, in their order, as Lambda would be handed them."""
    place = replace(store.table.place, endpoint=endpoint)
    streams = client("dynamodbstreams", place)
    arn = store.table.client.describe_table(TableName=store.table.name)["Table"]["LatestStreamArn"]
    found: list[dict[str, Any]] = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        found += streams.get_records(ShardIterator=iterator)["Records"]
    return found
