"""Records of the table's stream, as Lambda hands them over: which of them say that an effect is owed.

Read here without the AWS library, since the relay does nothing else and starts often.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from functions.adapters.aws.dynamodb import keys
from functions.observing import trace
from functions.ports import Announcement


def owed_by(record: Mapping[str, Any]) -> Announcement | None:
    """The row that a record brings or gives back to be done; ``None`` for every other change.

    A row that cannot be read is left to the sweep, since one bad record would hold up its whole shard.
    """
    image = record.get("dynamodb", {}).get("NewImage", {})
    try:
        row_id = _row_id(image["pk"]["S"])
        if row_id is None or image["status"]["S"] != "pending":
            return None
        payload = json.loads(image["payload"]["S"])
        due = datetime.fromisoformat(image["not_before"]["S"])
        return Announcement(row_id, due, trace.origin_of(payload).id)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _row_id(pk: str) -> str | None:
    row_id = keys.name_of(pk)
    return row_id if keys.alone("outbox", row_id)["pk"] == pk else None
