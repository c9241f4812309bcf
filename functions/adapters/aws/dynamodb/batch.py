"""Writing a batch: one transaction for a case's events, lists, effects, claims, key and draft."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from functions.adapters.aws.dynamodb import keys
from functions.adapters.aws.dynamodb.calls import Refusal, Table
from functions.adapters.aws.dynamodb.desks import listed
from functions.adapters.aws.dynamodb.items import Fields, dump
from functions.adapters.aws.dynamodb.rows import Ending, fields_of
from functions.adapters.aws.dynamodb.trouble import unavailable
from functions.adapters.aws.dynamodb.writes import (
    Write,
    assigned,
    check,
    delete,
    put_new,
    put_unless_there,
    update,
)
from functions.domain.errors import Conflict, Duplicate
from functions.domain.i18n import _
from functions.ports import Appended, Batch

_TRIES = 8
"""How often a projection may be rebuilt under the writer's hands."""

Before = Mapping[str, Any] | None


def apply(table: Table, batch: Batch, ending: Ending | None = None) -> Appended | None:
    """Write the batch, and with it the ending of a row. ``None`` when that row is not the worker's.

    Raises ``Duplicate`` before ``Conflict``.
    """
    for _attempt in range(_TRIES):
        writes = [*([ending.write()] if ending else ()), *_writes(batch, _before(table, batch))]
        try:
            table.transact(writes)
        except Refusal as refusal:
            failed = {writes[place].part for place in refusal.failed}
            if refusal.unsure and _landed(table, batch, ending):
                break
            if "row" in failed:
                return None
            _refuse(table, batch, failed)
        else:
            break
    else:
        raise unavailable()
    return _appended(table, batch)


def _refuse(table: Table, batch: Batch, failed: set[str]) -> None:
    """Raise what the caller must hear. Nothing is raised when only the list was rebuilt meanwhile.

    Claims are read even when only the chain refused, so that the order of the two never depends on which
    of several failed conditions the store mentions.
    """
    found = table.get_all([keys.alone("claim", claim.key) for claim in batch.claims])
    held = {keys.name_of(one["pk"]): one["value"] for one in found}
    for claim in batch.claims:
        if claim.key in held:
            raise Duplicate(_("Việc này đã được thực hiện trước đó."), held[claim.key])
    if failed != {"list"}:
        raise Conflict(_("Hồ sơ vừa được thay đổi ở nơi khác. Hãy tải lại trang rồi làm tiếp."))


def _before(table: Table, batch: Batch) -> Before:
    """The projection that stands, whose further desks must be cleared; a new case has none."""
    if batch.projection is None or batch.expected_seq == 0:
        return None
    return table.get(keys.projection(batch.case_id))


def _writes(batch: Batch, before: Before) -> Iterator[Write]:
    for claim in {claim.key: claim for claim in batch.claims}.values():
        yield put_new("claim", keys.alone("claim", claim.key), {"value": claim.value})
    yield _follow(batch)
    for event in batch.events:
        body = {"type": event.type, "at": event.at, "actor": event.actor, "data": dump(event.data)}
        links = {"sealed": event.sealed, "prev": event.prev, "hash": event.hash}
        yield put_new("chain", keys.event(event.case_id, event.seq), {**body, **links})
    if batch.wrapped_key is not None:
        yield put_new("chain", keys.wrapped(batch.case_id), {"wrapped": batch.wrapped_key})
    if batch.projection is not None:
        yield from listed(batch.projection, before)
    for row in {row.id: row for row in reversed(batch.outbox)}.values():
        yield put_unless_there("outbox", keys.alone("outbox", row.id), fields_of(row))
    if batch.draft_id is not None:
        yield delete("draft", keys.alone("draft", batch.draft_id))


def _follow(batch: Batch) -> Write:
    """The end of the chain, which the batch must continue and move."""
    head = keys.head(batch.case_id)
    if batch.expected_seq == 0:
        listed_in = {"list": keys.sharded("cases", batch.case_id), "place": batch.case_id}
        last = batch.events[-1]
        return put_new("chain", head, {"seq": last.seq, "hash": last.hash, **listed_in})
    if not batch.events:
        return check("chain", head, "#seq = :expected", {"expected": batch.expected_seq})
    first, final = batch.events[0], batch.events[-1]
    moved: Fields = {"seq": final.seq, "hash": final.hash}
    given: Fields = {**moved, "expected": batch.expected_seq, "prev": first.prev}
    return update("chain", head, assigned(moved), given, "#seq = :expected AND #hash = :prev")


def _landed(table: Table, batch: Batch, ending: Ending | None) -> bool:
    """Whether the batch stands in the store already: a part that is its own does, and all came together."""
    if ending:
        row = table.get(ending.key) or {}
        return all(row.get(name) == value for name, value in ending.fields.items())
    if not batch.events:
        return False
    stored = table.get(keys.event(batch.case_id, batch.events[-1].seq))
    return stored is not None and stored["hash"] == batch.events[-1].hash


def _appended(table: Table, batch: Batch) -> Appended:
    if batch.events:
        return Appended(batch.case_id, batch.events[-1].seq, batch.events[-1].hash)
    last = table.get(keys.event(batch.case_id, batch.expected_seq))
    return Appended(batch.case_id, batch.expected_seq, last["hash"] if last else "")
