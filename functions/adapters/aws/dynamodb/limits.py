"""Counters by window in DynamoDB. Each window is an item of its own, which the store forgets by itself."""

from __future__ import annotations

import math
from datetime import datetime

from functions.adapters.aws.dynamodb import keys
from functions.adapters.aws.dynamodb.calls import Refusal, Table
from functions.adapters.aws.dynamodb.shape import TTL_ATTRIBUTE
from functions.domain.errors import TooMany
from functions.domain.i18n import _

_KEPT_SECONDS = 3600
"""How long after its end a window is kept: clocks of machines differ a little."""


class DynamodbLimits:
    """See :class:`functions.ports.Limits`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def hit(self, key: str, limit: int, window_seconds: int, now: datetime) -> int:
        """An answer that was lost counts twice: a limit errs on the side of being shut."""
        at = now.timestamp()
        ends_at = (math.floor(at / window_seconds) + 1) * window_seconds
        window = keys.alone("limit", f"{key}#{ends_at}")
        given = {"one": 1, "most": limit, "until": ends_at + _KEPT_SECONDS}
        change = f"SET #{TTL_ATTRIBUTE} = :until ADD #used :one"
        free = "attribute_not_exists(#used) OR #used < :most"
        if limit > 0:
            try:
                return limit - int(self._table.update(window, change, given, free)["used"])
            except Refusal:
                pass
        seconds = max(1, math.ceil(ends_at - at))
        text = _("Bạn đã thử quá nhiều lần. Hãy thử lại sau {seconds} giây.")
        raise TooMany(text.format(seconds=seconds), seconds)
