"""Effects owed, in DynamoDB. One conditional update claims, so that no two workers hold a row."""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from functions.adapters.aws.dynamodb import keys
from functions.adapters.aws.dynamodb.batch import apply
from functions.adapters.aws.dynamodb.calls import Refusal, Table
from functions.adapters.aws.dynamodb.items import stamp
from functions.adapters.aws.dynamodb.rows import HELD, KIND, Ending, row_of, standing
from functions.adapters.aws.dynamodb.writes import assigned
from functions.domain.errors import StoreUnavailable
from functions.ports import Batch, OutboxRow, OutboxState

_FREE = "#state IN (:pending, :state) AND #ready <= :now"
_SPARE = 8
"""Candidates read beyond those asked for, since another worker may be quicker."""


class DynamodbOutbox:
    """See :class:`functions.ports.Outbox`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def claim(self, worker: str, now: datetime, lease_seconds: int, limit: int) -> list[OutboxRow]:
        """The earliest first, as long as nobody else is at them; then any of the next, so that workers who
        began together do not race for each row anew.
        """
        taken: list[OutboxRow] = []
        free, waiting = self._ready(stamp(now), limit), list[str]()
        try:
            while len(taken) < limit:
                waiting = waiting or list(itertools.islice(free, limit + _SPARE))
                if not waiting:
                    break
                row = self.claim_row(waiting.pop(0), worker, now, lease_seconds)
                if row is None:
                    random.shuffle(waiting)
                else:
                    taken.append(row)
        except StoreUnavailable:
            if not taken:  # what was claimed before is held, and must not wait for its lease to lapse
                raise
        return sorted(taken, key=lambda row: (row.not_before, row.id))

    def claim_row(self, row_id: str, worker: str, now: datetime, lease_seconds: int) -> OutboxRow | None:
        lapse = stamp(now + timedelta(seconds=lease_seconds))
        fields = {"state": "claimed", "worker": worker, "ready": lapse}
        fields |= standing(row_id, "claimed", lapse)
        change = f"{assigned(fields)} ADD #attempts :one"
        given: dict[str, str | int] = {"one": 1, "pending": "pending", "now": stamp(now)}
        item = self._change(row_id, fields, _FREE, given, change)
        return row_of(item) if item else None

    def ready(self, before: datetime, limit: int) -> list[OutboxRow]:
        ids = list(itertools.islice(self._ready(stamp(before), limit), limit))
        items = self._table.get_all([keys.alone(KIND, row_id) for row_id in ids])
        free = {"pending", "claimed"}
        found = {row.id: row for row in map(row_of, items) if row.state in free}
        return [found[row_id] for row_id in ids if row_id in found]

    def complete(self, row_id: str, worker: str, follow_up: Batch | None = None) -> bool:
        ending = Ending(row_id, worker)
        if follow_up is None:
            return self._change(row_id, ending.fields, HELD, {"claimed": "claimed"}) is not None
        return apply(self._table, follow_up, ending) is not None

    def retry(self, row_id: str, worker: str, not_before: datetime, error: str) -> bool:
        ready = stamp(not_before)
        fields = {"state": "pending", "not_before": ready, "ready": ready, "last_error": error}
        fields |= standing(row_id, "pending", ready)
        change = f"{assigned(fields)} REMOVE #worker"
        given = {"claimed": "claimed", "worker": worker}
        return self._change(row_id, fields, HELD, given, change) is not None

    def bury(self, row_id: str, worker: str, error: str) -> bool:
        fields = {"state": "dead", "last_error": error, "worker": worker, **standing(row_id, "dead", "")}
        return self._change(row_id, fields, HELD, {"claimed": "claimed"}) is not None

    def dead(self, limit: int = 100) -> list[OutboxRow]:
        listed = self._table.query("lists", "#list = :list", {"list": "dead"}, limit)
        asked = [{"pk": item["pk"], "sk": item["sk"]} for item in itertools.islice(listed, limit)]
        rows = map(row_of, self._table.get_all(asked))
        return sorted((row for row in rows if row.state == "dead"), key=lambda row: row.id)

    def revive(self, row_id: str) -> bool:
        known = self._table.get(keys.alone(KIND, row_id))
        if known is None:
            return False
        ready = known["not_before"]
        fields = {"state": "pending", "attempts": 0, "ready": ready, **standing(row_id, "pending", ready)}
        change = f"{assigned(fields)} REMOVE #worker"
        return self._change(row_id, fields, "#state = :dead", {"dead": "dead"}, change) is not None

    def purge_done(self, before: datetime, limit: int = 500) -> int:
        """What is done never changes again, so that it may go without a look at it."""
        places = heapq.merge(*(self._until(shard, stamp(before), limit) for shard in keys.shards("done")))
        found = itertools.islice(places, limit)
        return sum(self._table.delete(keys.alone(KIND, row_id)) for _place, row_id in found)

    def counts(self) -> Mapping[OutboxState, int]:
        """By the lists, which may be a moment behind the rows."""
        counted: Counter[str] = Counter()
        for name in (*keys.shards("owed"), "dead"):
            found = self._table.query("lists", "#list = :list", {"list": name}, 1000)
            counted.update(item["state"] for item in found)
        return {"pending": counted["pending"], "claimed": counted["claimed"], "dead": counted["dead"]}

    def _ready(self, now: str, limit: int) -> Iterator[str]:
        """Ids of rows that are pending or whose lease has lapsed, the earliest first."""
        for _place, row_id in heapq.merge(
            *(self._until(shard, now, limit + _SPARE) for shard in keys.shards("owed"))
        ):
            yield row_id

    def _until(self, shard: str, moment: str, page: int) -> Iterator[tuple[str, str]]:
        given = {"list": shard, "after": keys.after(moment)}
        for item in self._table.query("lists", "#list = :list AND #place < :after", given, page):
            yield item["place"], keys.name_of(item["pk"])

    def _change(
        self,
        row_id: str,
        fields: Mapping[str, str | int],
        condition: str,
        given: Mapping[str, str | int],
        change: str = "",
    ) -> dict[str, Any] | None:
        """The row after; ``None`` where the condition fails. A change whose answer was lost counts."""
        key = keys.alone(KIND, row_id)
        try:
            return self._table.update(key, change or assigned(fields), {**fields, **given}, condition)
        except Refusal as refusal:
            now = self._table.get(key) if refusal.unsure else None
            return now if now and all(now.get(name) == value for name, value in fields.items()) else None
