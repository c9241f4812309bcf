"""Between Python values and the store's own: texts, whole numbers, bytes; what is nested is JSON text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from functions.adapters.aws.dynamodb.trouble import too_large

Value = str | int | bytes
Fields = Mapping[str, Value | None]
Item = dict[str, Any]

MOST_BYTES = 400 * 1024
"""What the store takes as one item, names of attributes included."""

_NAME = re.compile(r"#(\w+)")
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def encode(fields: Fields) -> Item:
    """An item as the store takes it; what is ``None`` is left out. Raises ``Invalid`` for one too large."""
    if weight(fields) > MOST_BYTES:
        raise too_large()
    return {name: _encoded(value) for name, value in fields.items() if value is not None}


def decode(item: Item) -> dict[str, Any]:
    """The values of an item by name."""
    return {name: _decoded(value) for name, value in item.items()}


def weight(fields: Fields) -> int:
    """Bytes of an item as the store counts them, a little too many at most."""
    return sum(len(name) + _size(value) for name, value in fields.items() if value is not None)


def expressions(values: Fields, **parts: str) -> dict[str, Any]:
    """Parts of a request with their placeholders filled: ``#name`` is the attribute, ``:name`` its value.

    Every attribute is written so, because hundreds of plain names are reserved words of the store.
    """
    request: dict[str, Any] = {part: text for part, text in parts.items() if text}
    names = {f"#{name}": name for text in parts.values() for name in _NAME.findall(text)}
    if names:
        request["ExpressionAttributeNames"] = names
    if values:
        request["ExpressionAttributeValues"] = {f":{name}": one for name, one in encode(values).items()}
    return request


def stamp(moment: datetime) -> str:
    """A moment as text whose order is the order of time. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def dump(value: object) -> str:
    """JSON without spaces, letters as they are."""
    return _ENCODER.encode(value)


def _encoded(value: Value) -> dict[str, str | bytes]:
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, bytes):
        return {"B": value}
    return {"N": str(value)}


def _decoded(value: dict[str, Any]) -> Value:
    [(kind, inner)] = value.items()
    return int(inner) if kind == "N" else inner if kind == "S" else bytes(inner)


def _size(value: Value) -> int:
    if isinstance(value, bytes):
        return len(value)
    return len(value.encode()) if isinstance(value, str) else 21
