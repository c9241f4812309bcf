"""Calls to the one table: tried again while trying may help, and every refusal told with its reasons."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.dynamodb.items import Fields, Item, decode, encode, expressions
from functions.adapters.aws.dynamodb.keys import Key
from functions.adapters.aws.dynamodb.trouble import too_large, unavailable
from functions.adapters.aws.dynamodb.writes import Write, put

MOST_WRITES = 100
MOST_BYTES = 4 * 1024 * 1024
"""What the store takes in one transaction, in items and in bytes."""

_HELD = "ConditionalCheckFailed"
_PASSING = frozenset(
    {
        "InternalServerError",
        "ItemCollectionInProgressException",
        "LimitExceededException",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingError",
        "ThrottlingException",
        "TransactionConflict",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 1.0
_READ_AT_ONCE = 100


class Refusal(Exception):
    """A condition did not hold, so nothing was written.

    ``failed`` are the places of the writes, from 0, whose condition it was. ``unsure`` says that an earlier
    try went without an answer: the condition may have failed because that try had succeeded.
    """

    def __init__(self, failed: Sequence[int], unsure: bool) -> None:
        super().__init__(f"refused at {failed}")
        self.failed, self.unsure = tuple(failed), unsure


@dataclass(slots=True)
class Table:
    """The table ``name`` at a place. ``patience`` in seconds is how long a call is tried again."""

    place: Place
    name: str
    patience: float = 10.0
    chance: Callable[[], float] = field(default=random.random, repr=False)
    closed: bool = False

    @property
    def client(self) -> Any:
        """Tries once: trying again is done here, where it is known whether an answer was lost."""
        return client("dynamodb", replace(self.place, attempts=1))

    def get(self, key: Key, strong: bool = True) -> dict[str, Any] | None:
        """One item; read strongly, it shows everything that was acknowledged."""
        answer = self._call("get_item", Key=encode(key), ConsistentRead=strong)
        return decode(answer["Item"]) if "Item" in answer else None

    def get_all(self, keys: Sequence[Key]) -> list[dict[str, Any]]:
        """Items by key, read strongly, in any order; unknown ones are left out."""
        encoded = [encode(key) for key in keys]
        found: list[dict[str, Any]] = []
        for start in range(0, len(encoded), _READ_AT_ONCE):
            found += self._get_some(encoded[start : start + _READ_AT_ONCE])
        return found

    def put(self, key: Key, fields: Fields, condition: str = "", given: Fields | None = None) -> None:
        """Store a whole item. Raises :class:`Refusal`."""
        self._call("put_item", **put("", key, fields, condition, given).request)

    def update(self, key: Key, change: str, given: Fields, condition: str = "") -> dict[str, Any]:
        """Change an item and return it as it is after. Raises :class:`Refusal`."""
        request = expressions(given, UpdateExpression=change, ConditionExpression=condition)
        answer = self._call("update_item", Key=encode(key), ReturnValues="ALL_NEW", **request)
        return decode(answer["Attributes"])

    def delete(self, key: Key, condition: str = "", given: Fields | None = None) -> bool:
        """Remove an item; False when there was none. Raises :class:`Refusal`."""
        request = expressions(given or {}, ConditionExpression=condition)
        answer = self._call("delete_item", Key=encode(key), ReturnValues="ALL_OLD", **request)
        return bool(answer.get("Attributes"))

    def transact(self, writes: Sequence[Write]) -> None:
        """All writes or none. Raises :class:`Refusal`, or ``Invalid`` for more than the store takes at once.

        The token makes a repetition whose first answer was lost succeed without writing again.
        """
        if len(writes) > MOST_WRITES or sum(write.bytes for write in writes) > MOST_BYTES:
            raise too_large()
        items = [{write.verb: {"TableName": self.name, **write.request}} for write in writes]
        self._call("transact_write_items", TransactItems=items, ClientRequestToken=uuid4().hex)

    def query(
        self, index: str, condition: str, given: Fields, page: int, **parts: str
    ) -> Iterator[dict[str, Any]]:
        """Items of a range in their order, read by pages of at most ``page`` as they are asked for.

        Without an ``index`` it is the table itself, read strongly.
        """
        request = expressions(given, KeyConditionExpression=condition, **parts)
        request |= {"IndexName": index} if index else {"ConsistentRead": True}
        while True:
            answer = self._call("query", Limit=max(1, min(page, 1000)), **request)
            yield from map(decode, answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _get_some(self, keys: list[Item]) -> Iterator[dict[str, Any]]:
        """The store may read a part only; the rest is asked for again after a pause."""
        asked: dict[str, Any] = {self.name: {"Keys": keys, "ConsistentRead": True}}
        until = time.monotonic() + self.patience
        for attempt in itertools.count():
            answer = self._call("batch_get_item", RequestItems=asked)
            yield from map(decode, answer["Responses"].get(self.name, ()))
            asked = answer.get("UnprocessedKeys") or {}
            if not asked:
                return
            self._pause(attempt, until)

    def _call(self, verb: str, **request: Any) -> Any:
        if verb not in {"transact_write_items", "batch_get_item"}:
            request["TableName"] = self.name
        until, unsure = time.monotonic() + self.patience, False
        for attempt in itertools.count():
            if self.closed:
                raise unavailable()
            try:
                return getattr(self.client, verb)(**request)
            except ClientError as error:
                failed = _failed(error)
                if failed:
                    raise Refusal(failed, unsure) from error
                unsure = _may_be_done(error) or unsure
                cause: Exception = error
            except BotoCoreError as error:
                unsure, cause = True, error
            self._pause(attempt, until, cause)
        raise AssertionError("patience ends every loop")

    def _pause(self, attempt: int, until: float, cause: Exception | None = None) -> None:
        """Wait a random while that doubles at most, or raise ``StoreUnavailable`` when patience is over."""
        longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(attempt, 10))
        pause = longest * self.chance()
        if time.monotonic() + pause > until:
            raise unavailable() from cause
        time.sleep(pause)


def _failed(error: ClientError) -> list[int]:
    """The places of the conditions that did not hold; none while a neighbour's transaction hides some."""
    if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
        return [0]
    reasons = _reasons(error)
    if _PASSING.intersection(reasons):
        return []
    return [place for place, code in enumerate(reasons) if code == _HELD]


def _may_be_done(error: ClientError) -> bool:
    """Whether the call may have been done all the same. Raises what trying again cannot change."""
    code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    passing = code in _PASSING or _PASSING.intersection(_reasons(error))
    if not passing and code in {"TransactionCanceledException", "ValidationException"}:
        raise error  # a fault of ours, whose traceback says more than any sentence
    if not passing and status < 500:
        raise unavailable() from error
    return bool(status >= 500)


def _reasons(error: ClientError) -> list[str]:
    return [reason.get("Code", "None") for reason in error.response.get("CancellationReasons", ())]
