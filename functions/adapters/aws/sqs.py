"""The queue on SQS, or on whatever speaks its protocol. A message holds the id of a row and its trace alone.

The queue is a standard one: messages may come twice and out of order, and the outbox makes that harmless.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters.aws.clients import Place, client
from functions.domain.errors import Fault, Invalid
from functions.observing.lines import say
from functions.ports import Announcement

LONGEST_DELAY = timedelta(minutes=15)
"""The longest that SQS holds a message back."""
LEAST_VISIBILITY = 960
"""Seconds that a message taken must stay hidden: longer than any delay, any lease and the worker's time."""
_AT_ONCE = 10

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SqsQueue:
    """See :class:`functions.ports.Queue`."""

    place: Place
    url: str

    def announce(self, rows: Sequence[Announcement], now: datetime) -> frozenset[str]:
        soon = [row for row in rows if row.not_before - now <= LONGEST_DELAY]
        refused: set[str] = set()
        for first in range(0, len(soon), _AT_ONCE):
            some = soon[first : first + _AT_ONCE]
            refused.update(some[number].row_id for number in self._refused(some, now))
        return frozenset(refused)

    def check(self) -> None:
        """Raises ``Invalid`` naming everything about the queue that would lose or double work."""
        try:
            found = self._client.get_queue_attributes(QueueUrl=self.url, AttributeNames=["All"])
        except (BotoCoreError, ClientError) as error:
            fault = Fault("MOTCUA_SQS_QUEUE_URL", "away", f"The queue does not answer: {_code(error)}.")
            raise Invalid("The queue cannot be used.", [fault]) from None
        if faults := list(_faults(found.get("Attributes", {}))):
            raise Invalid("The queue has another shape than the workers need.", faults)

    @property
    def _client(self) -> Any:
        return client("sqs", self.place)

    def _refused(self, rows: Sequence[Announcement], now: datetime) -> list[int]:
        """Places of the rows that were not taken: all of them when the queue does not answer."""
        entries = [
            {"Id": str(number), "MessageBody": body_of(row), "DelaySeconds": _delay(row, now)}
            for number, row in enumerate(rows)
        ]
        try:
            answer = self._client.send_message_batch(QueueUrl=self.url, Entries=entries)
        except (BotoCoreError, ClientError) as error:
            say(_log, "queue refused", logging.ERROR, code=_code(error), rows=len(rows))
            return list(range(len(rows)))
        failed = answer.get("Failed", [])
        if failed:
            say(_log, "queue refused", logging.ERROR, code=failed[0]["Code"], rows=len(failed))
        return [int(one["Id"]) for one in failed]


def body_of(row: Announcement) -> str:
    """The text of a message."""
    return json.dumps({"row": row.row_id, "trace": row.trace})


def _delay(row: Announcement, now: datetime) -> int:
    """Rounded up: a message that came a moment too early would find nothing to do, and be gone."""
    most = int(LONGEST_DELAY.total_seconds())
    return min(max(0, math.ceil((row.not_before - now).total_seconds())), most)


def _code(error: Exception) -> str:
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__


def _faults(attributes: Mapping[str, str]) -> Iterator[Fault]:
    if int(attributes.get("VisibilityTimeout", 0)) < LEAST_VISIBILITY:
        mend = f"Set VisibilityTimeout to {LEAST_VISIBILITY} seconds or more."
        yield Fault("VisibilityTimeout", "short", f"A message comes again while it is worked on. {mend}")
    if "RedrivePolicy" not in attributes:
        yield Fault(
            "RedrivePolicy", "missing", "A poisoned message comes for ever. Give it a queue of dead letters."
        )
    if attributes.get("FifoQueue") == "true":
        yield Fault("FifoQueue", "fifo", "One message that waits holds up all others. Use a standard queue.")
