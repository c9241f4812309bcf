"""Cases in DynamoDB: numbers, chains of events, keys, and the lists folded from them."""

from __future__ import annotations

import heapq
import itertools
import json
from collections.abc import Callable, Collection, Iterator
from typing import Any

from functions.adapters.aws.dynamodb import keys
from functions.adapters.aws.dynamodb.batch import apply
from functions.adapters.aws.dynamodb.calls import Refusal, Table
from functions.adapters.aws.dynamodb.desks import due, listed, projection
from functions.adapters.aws.dynamodb.trouble import unavailable
from functions.ports import Appended, Batch, Desk, InboxPage, Projection, StoredEvent

_TRIES = 8


class DynamodbCases:
    """See :class:`functions.ports.CaseStore`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def take_number(self, counter: str) -> int:
        """An answer that was lost costs a number, never gives one twice."""
        taken = self._table.update(keys.alone("number", counter), "ADD #value :one", {"one": 1})
        return int(taken["value"])

    def append(self, batch: Batch) -> Appended:
        appended = apply(self._table, batch)
        assert appended is not None, "only a batch that ends a row can find it another's"  # noqa: S101
        return appended

    def append_numbered(self, counter: str, make: Callable[[int], Batch]) -> int:
        """Two writes: a transaction cannot tell which number it took. A refused batch leaves a gap."""
        number = self.take_number(counter)
        self.append(make(number))
        return number

    def events(self, case_id: str) -> list[StoredEvent]:
        given = {"pk": keys.case(case_id), "event": "event#"}
        found = self._table.query("", "#pk = :pk AND begins_with(#sk, :event)", given, 1000)
        return [_event(case_id, item) for item in found]

    def case_id_of(self, claim_key: str) -> str | None:
        found = self._table.get(keys.alone("claim", claim_key))
        return None if found is None else str(found["value"])

    def wrapped_key(self, case_id: str) -> bytes | None:
        found = self._table.get(keys.wrapped(case_id))
        return None if found is None else bytes(found["wrapped"])

    def destroy_key(self, case_id: str) -> bool:
        """Backups of the table hold the wrapped key until they lapse; see the handbook's page on stores."""
        return self._table.delete(keys.wrapped(case_id))

    def projection(self, case_id: str) -> Projection | None:
        found = self._table.get(keys.projection(case_id))
        return None if found is None else projection(found)

    def replace_projection(self, projection: Projection) -> bool:
        for _attempt in range(_TRIES):
            writes = list(listed(projection, self._table.get(keys.projection(projection.case_id))))
            if not writes:
                return False
            try:
                self._table.transact(writes)
            except Refusal:
                continue
            return True
        raise unavailable()

    def inbox(
        self,
        office_id: str,
        roles: Collection[str],
        statuses: Collection[int] = (),
        after: str | None = None,
        limit: int = 50,
    ) -> InboxPage:
        """The lists of the desks merged. A list may be a moment behind the cases, which are read strongly:
        what lies elsewhere by now is left out, what has just come may show the next time.
        """
        desks = {Desk(office_id, role) for role in roles}
        places = heapq.merge(*(self._lying(desk, set(statuses), after or "", limit + 1) for desk in desks))
        found: list[Projection] = []
        while len(found) <= limit:
            some = list(itertools.islice(places, limit + 1 - len(found)))
            if not some:
                break
            known = {one.case_id for one in found}
            found += [
                one
                for one in self._still_there(some, desks)
                if one.case_id not in known and (not statuses or one.status in statuses)
            ]
        page = tuple(found[:limit])
        more = keys.place(due(page[-1]), page[-1].case_id) if len(found) > limit and page else None
        return InboxPage(page, more)

    def all_case_ids(self, after: str = "", limit: int = 1000) -> list[str]:
        page = 2 * limit // keys.SHARDS + 1
        found = heapq.merge(*(self._known(shard, after, page) for shard in keys.shards("cases")))
        return list(itertools.islice(found, limit))

    def _known(self, shard: str, after: str, page: int) -> Iterator[str]:
        condition, given = "#list = :list", {"list": shard}
        if after:
            condition, given = f"{condition} AND #place > :after", {**given, "after": after}
        for item in self._table.query("lists", condition, given, page):
            yield item["place"]

    def _lying(self, desk: Desk, statuses: set[int], after: str, page: int) -> Iterator[tuple[str, str]]:
        """Places on a desk, with the case that lies there."""
        given: dict[str, str | int] = {"list": keys.desk(desk.office_id, desk.role), "after": after or " "}
        wanted = {f"status{status}": status for status in statuses}
        parts = (
            {"FilterExpression": f"#status IN ({', '.join(f':{name}' for name in wanted)})"} if wanted else {}
        )
        condition = "#list = :list AND #place > :after"
        for item in self._table.query("lists", condition, {**given, **wanted}, page, **parts):
            yield item["place"], keys.name_of(item["pk"])

    def _still_there(self, places: list[tuple[str, str]], desks: set[Desk]) -> list[Projection]:
        """The cases of places, in their order, as far as they lie there still."""
        asked = dict.fromkeys(case_id for _place, case_id in places)
        read = map(projection, self._table.get_all([keys.projection(case_id) for case_id in asked]))
        by_id = {one.case_id: one for one in read if desks.intersection(one.desks)}
        return [
            by_id.pop(case_id)
            for place, case_id in places
            if case_id in by_id and place == keys.place(due(by_id[case_id]), case_id)
        ]


def _event(case_id: str, item: dict[str, Any]) -> StoredEvent:
    return StoredEvent(
        case_id=case_id,
        seq=int(item["sk"].partition("#")[2]),
        type=item["type"],
        at=item["at"],
        actor=item["actor"],
        data=json.loads(item["data"]),
        sealed=item.get("sealed"),
        prev=item["prev"],
        hash=item["hash"],
    )
