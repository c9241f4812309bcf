"""Rows of the outbox as items, and which list a row stands in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from functions.adapters.aws.dynamodb import keys
from functions.adapters.aws.dynamodb.items import dump, stamp
from functions.adapters.aws.dynamodb.writes import Write, assigned, update
from functions.ports import OutboxRow

KIND = "outbox"

HELD = "#state = :claimed AND #worker = :worker"
"""A worker changes a row only while it is theirs."""


def fields_of(row: OutboxRow) -> dict[str, str | int | bytes | None]:
    """A row as it is first owed. ``ready`` is when somebody may take it."""
    ready = stamp(row.not_before)
    return {
        "case": row.case_id,
        "kind": row.kind,
        "payload": dump(row.payload),
        "not_before": ready,
        "attempts": row.attempts,
        "state": row.state,
        "last_error": row.last_error,
        "ready": ready,
        **standing(row.id, row.state, ready),
    }


def standing(row_id: str, state: str, ready: str) -> dict[str, str]:
    """The list of a row in that state, and its place there."""
    if state == "dead":
        return {"list": "dead", "place": row_id}
    return {
        "list": keys.sharded("done" if state == "done" else "owed", row_id),
        "place": keys.place(ready, row_id),
    }


def row_of(item: Mapping[str, Any]) -> OutboxRow:
    """The row of an item."""
    return OutboxRow(
        id=keys.name_of(item["pk"]),
        case_id=item["case"],
        kind=item["kind"],
        payload=json.loads(item["payload"]),
        not_before=datetime.fromisoformat(item["not_before"]),
        attempts=item["attempts"],
        state=item["state"],
        last_error=item["last_error"],
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """A row that its worker has done, written alone or with what followed."""

    row_id: str
    worker: str

    @property
    def key(self) -> keys.Key:
        return keys.alone(KIND, self.row_id)

    @property
    def fields(self) -> dict[str, str]:
        return {"state": "done", "worker": self.worker, "list": keys.sharded("done", self.row_id)}

    def write(self) -> Write:
        """Refused when the row is done already or another worker's."""
        return update("row", self.key, assigned(self.fields), {**self.fields, "claimed": "claimed"}, HELD)
