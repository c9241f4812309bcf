"""A queue wakes workers: each row that becomes owed is told of once or more, and done once.

The queue is moto's over HTTP. It hides a message that was taken, counts how often it came and moves it among
the dead; it does not lose, double or reorder by itself, so that is done here by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.dynamodb import keys
from functions.adapters.aws.dynamodb.items import encode
from functions.adapters.aws.dynamodb.rows import fields_of
from functions.adapters.aws.dynamodb.store import DynamodbStore
from functions.adapters.aws.sqs import LEAST_VISIBILITY, LONGEST_DELAY, SqsQueue, body_of
from functions.adapters.aws.stream import owed_by
from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.errors import Invalid, StoreUnavailable
from functions.ports import Announcement, OutboxRow, OutboxState
from functions.services.effects.announce import GRACE, Announcer, Relay, announced
from functions.services.effects.perform import LEASE_SECONDS
from functions.settings import load
from tests.contract.stores import NOON, new_case
from tests.effects.made import events, mails, send
from tests.moto_server import moto_server


@pytest.fixture(scope="session")
def aws() -> Iterator[Place]:
    with moto_server() as address:
        yield Place("ap-southeast-1", address, "key", "secret")


@pytest.fixture
def queue(aws: Place, request: pytest.FixtureRequest) -> SqsQueue:
    """A fresh queue with the shape that the workers need."""
    name = str(abs(hash(request.node.nodeid)))
    sqs = client("sqs", aws)
    dead = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    attributes = {
        "VisibilityTimeout": str(LEAST_VISIBILITY),
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "2"}),
    }
    return SqsQueue(aws, sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"])


def taken(queue: SqsQueue, most: int = 10) -> list[dict[str, Any]]:
    """What comes out of the queue now."""
    answer = client("sqs", queue.place).receive_message(QueueUrl=queue.url, MaxNumberOfMessages=most)
    return list(answer.get("Messages", []))


def bodies(queue: SqsQueue) -> list[str]:
    return [json.loads(one["Body"])["row"] for one in taken(queue)]


def test_a_message_holds_the_row_and_the_trace_and_nothing_else(queue: SqsQueue) -> None:
    assert queue.announce([Announcement("c1:2:0:notify", NOON, "a" * 32)], NOON) == frozenset()
    (message,) = taken(queue)
    assert json.loads(message["Body"]) == {"row": "c1:2:0:notify", "trace": "a" * 32}


def test_more_rows_than_one_call_holds_are_all_told_of(queue: SqsQueue) -> None:
    rows = [Announcement(f"c1:2:{n}:notify", NOON) for n in range(23)]
    assert queue.announce(rows, NOON) == frozenset()
    told = [name for _call in range(4) for name in bodies(queue)]
    assert sorted(told) == sorted(row.row_id for row in rows)


def test_what_is_due_soon_is_held_back_and_what_is_due_too_late_is_left_to_the_sweep(queue: SqsQueue) -> None:
    soon = Announcement("soon", NOON + LONGEST_DELAY)
    late = Announcement("late", NOON + LONGEST_DELAY + timedelta(seconds=1))
    assert queue.announce([soon, late], NOON) == frozenset()
    assert taken(queue) == []
    counted = client("sqs", queue.place).get_queue_attributes(QueueUrl=queue.url, AttributeNames=["All"])
    assert counted["Attributes"]["ApproximateNumberOfMessagesDelayed"] == "1"


def test_a_queue_that_is_away_takes_nothing_and_raises_nothing(aws: Place) -> None:
    rows = [Announcement(f"r{n}", NOON) for n in range(12)]
    nowhere = SqsQueue(aws, f"{aws.endpoint}/123456789012/khong-co")
    assert nowhere.announce(rows, NOON) == {row.row_id for row in rows}
    closed = Place("ap-southeast-1", "http://127.0.0.1:9", "key", "secret", 0.2, 0.2, 1)
    assert SqsQueue(closed, "http://127.0.0.1:9/1/q").announce(rows[:1], NOON) == {"r0"}


def test_a_queue_of_another_shape_is_named_with_the_mend(aws: Place, queue: SqsQueue) -> None:
    queue.check()
    sqs = client("sqs", aws)
    url = sqs.create_queue(QueueName="bare.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
    with pytest.raises(Invalid) as refused:
        SqsQueue(aws, url).check()
    assert [one.where for one in refused.value.faults] == ["VisibilityTimeout", "RedrivePolicy", "FifoQueue"]
    with pytest.raises(Invalid) as away:
        SqsQueue(aws, f"{aws.endpoint}/123456789012/khong-co").check()
    assert away.value.faults[0].where == "MOTCUA_SQS_QUEUE_URL"


def test_a_message_stays_hidden_longer_than_any_delay_or_lease_and_dies_at_last(queue: SqsQueue) -> None:
    assert max(LONGEST_DELAY.total_seconds(), LEASE_SECONDS) < LEAST_VISIBILITY
    queue.announce([Announcement("poisoned", NOON)], NOON)
    sqs = client("sqs", queue.place)
    for _time in range(2):
        (message,) = taken(queue)
        assert taken(queue) == []
        sqs.change_message_visibility(
            QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0
        )
    assert taken(queue) == []
    policy = sqs.get_queue_attributes(QueueUrl=queue.url, AttributeNames=["RedrivePolicy"])
    arn = json.loads(policy["Attributes"]["RedrivePolicy"])["deadLetterTargetArn"]
    url = sqs.get_queue_url(QueueName=arn.rpartition(":")[2])["QueueUrl"]
    assert [json.loads(one["Body"])["row"] for one in taken(SqsQueue(queue.place, url))] == ["poisoned"]


def test_a_queue_without_an_address_and_one_that_is_no_address_are_refused(world: World) -> None:
    settings = {"MOTCUA_QUEUE": "sqs", "MOTCUA_STATE": "/nonexistent"}
    from functions.bootstrap import chosen

    with pytest.raises(Invalid) as refused:
        chosen.queue(load(settings))
    assert refused.value.faults[0].where == "MOTCUA_SQS_QUEUE_URL"
    with pytest.raises(Invalid):
        load(settings | {"MOTCUA_SQS_QUEUE_URL": "arn:aws:sqs:x:1:q"})
    assert chosen.queue(load({})) is None and world.announcer is None


def stream_of(aws: Place, table: str) -> list[dict[str, Any]]:
    """All records of a table's stream, in their order."""
    streams = client("dynamodbstreams", aws)
    arn = client("dynamodb", aws).describe_table(TableName=table)["Table"]["LatestStreamArn"]
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    named = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
    iterator = streams.get_shard_iterator(**named)["ShardIterator"]
    return list(streams.get_records(ShardIterator=iterator)["Records"])


def record(state: OutboxState = "pending", pk: str = "outbox#c1:2:0:notify", **image: Any) -> dict[str, Any]:
    payload = {"subject": "submitted", "trace": "b" * 32}
    row = OutboxRow(keys.name_of(pk), "c1", "notify", payload, NOON, state=state)
    fields = encode({**fields_of(row), "pk": pk, "sk": "outbox", **image})
    return {"dynamodb": {"NewImage": fields}}


def test_only_a_row_that_became_owed_is_read_from_the_stream() -> None:
    assert owed_by(record()) == Announcement("c1:2:0:notify", NOON, "b" * 32)
    others: list[dict[str, Any]] = [
        record("claimed"),
        record("done"),
        record("dead"),
        record(pk="case#c1"),
        record(pk="draft#outbox"),
        record(not_before="yesterday"),
        record(payload="no JSON"),
        record(payload="[]"),
        {"dynamodb": {"Keys": {}}},
        {},
    ]
    assert [owed_by(one) for one in others] == [None] * len(others)


def test_the_table_itself_tells_what_became_owed_and_what_was_given_back(aws: Place) -> None:
    """Records as the table writes them: moto keeps a stream of its own, and hands it to nobody."""
    store = DynamodbStore(aws, "motcua-stream")
    store.create_table()
    store.cases.append(new_case("c1", effects=("scan", "notify")))
    assert store.outbox.claim_row("c1:scan", "w", NOON, 60)
    assert store.outbox.retry("c1:scan", "w", NOON + timedelta(minutes=3), "away")
    assert store.outbox.claim_row("c1:notify", "w", NOON, 60) and store.outbox.complete("c1:notify", "w")
    assert store.outbox.claim_row("c1:scan", "w", NOON + timedelta(minutes=3), 60)
    assert store.outbox.bury("c1:scan", "w", "never") and store.outbox.revive("c1:scan")
    store.close()
    later = NOON + timedelta(minutes=3)
    told = [row for record in stream_of(aws, "motcua-stream") if (row := owed_by(record))]
    assert sorted(told[:2], key=lambda row: row.row_id) == [
        Announcement("c1:notify", NOON),
        Announcement("c1:scan", NOON),
    ]
    assert told[2:] == [Announcement("c1:scan", later), Announcement("c1:scan", later)]


def test_the_relay_names_the_records_that_the_queue_did_not_take(aws: Place, queue: SqsQueue) -> None:
    records = {"1": record(), "2": record("claimed"), "3": record(pk="outbox#c9:1:0:scan")}
    clock = SetClock(NOON)
    assert Relay(queue, clock, owed_by).pass_on(records) == []
    assert sorted(bodies(queue)) == ["c1:2:0:notify", "c9:1:0:scan"]
    away = SqsQueue(aws, f"{aws.endpoint}/123456789012/khong-co")
    assert Relay(away, clock, owed_by).pass_on(records) == ["1", "3"]


def test_the_sweep_finds_what_was_not_told_of_and_leaves_what_is_at_work(
    world: World, clock: SetClock, queue: SqsQueue
) -> None:
    send(world)
    sweeper = Announcer(queue, world.store.outbox, clock)
    assert sweeper.sweep().found == 0 and taken(queue) == []
    clock.advance(GRACE)
    assert sweeper.sweep().found == 1
    (row_id,) = bodies(queue)
    assert world.store.outbox.claim_row(row_id, "w", clock.now(), 300)
    assert sweeper.sweep().found == 0
    clock.advance(timedelta(seconds=300) + GRACE)
    assert sweeper.sweep().found == 1 and bodies(queue) == [row_id]


def test_a_message_that_comes_twice_late_or_for_nothing_does_nothing_wrong(
    world: World, clock: SetClock
) -> None:
    sent = send(world)
    (row,) = world.store.outbox.ready(clock.now(), 9)
    first, second = world.worker("a"), world.worker("b")
    assert first.work_row(row.id) and not second.work_row(row.id) and not first.work_row(row.id)
    assert not first.work_row("khong-co:1:0:notify")
    owed = [announced(one).row_id for one in world.store.outbox.ready(clock.now(), 9)]
    for row_id in [*reversed(owed), *owed]:
        second.work_row(row_id)
    assert len(mails(world)) == 1 and len(events(world, sent.case_id, "notified")) == 2
    assert not any(world.store.outbox.counts().values())
    assert body_of(announced(row)).count(sent.code) == 0


def test_a_store_that_is_away_lets_the_message_come_again(world: World) -> None:
    send(world)
    world.store.close()
    with pytest.raises(StoreUnavailable):
        world.worker("w").work_row("c1:1:0:notify")
