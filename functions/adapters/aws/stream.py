"""Records of the table's stream, as Lambda hands them over: which of them say that an effect is owed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.adapters.aws.dynamodb import keys
from functions.adapters.aws.dynamodb.items import decode
from functions.adapters.aws.dynamodb.rows import KIND, row_of
from functions.observing import trace
from functions.ports import Announcement


def owed_by(record: Mapping[str, Any]) -> Announcement | None:
    """The row that a record brings or gives back to be done; ``None`` for every other change.

    A row that cannot be read is left to the sweep, since one bad record would hold up its whole shard.
    """
    image = record.get("dynamodb", {}).get("NewImage", {})
    try:
        pk = image["pk"]["S"]
        if keys.alone(KIND, keys.name_of(pk))["pk"] != pk:
            return None
        row = row_of(decode(image))
        about = trace.origin_of(row.payload).id
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return Announcement(row.id, row.not_before, about) if row.state == "pending" else None
