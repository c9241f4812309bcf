"""Writes as the parts of a transaction, or as requests of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from functions.adapters.aws.dynamodb.items import Fields, encode, expressions, weight
from functions.adapters.aws.dynamodb.keys import Key

Verb = Literal["Put", "Update", "Delete", "ConditionCheck"]


@dataclass(frozen=True, slots=True)
class Write:
    """``part`` says to its maker what it is for; ``bytes`` is its weight."""

    part: str
    verb: Verb
    request: dict[str, Any]
    bytes: int


def put(part: str, key: Key, fields: Fields, condition: str = "", given: Fields | None = None) -> Write:
    """Store a whole item."""
    whole = {**key, **fields}
    request = {"Item": encode(whole), **expressions(given or {}, ConditionExpression=condition)}
    return Write(part, "Put", request, weight(whole))


def put_new(part: str, key: Key, fields: Fields) -> Write:
    """Store an item that must not be there yet."""
    return put(part, key, fields, "attribute_not_exists(#pk)")


def put_unless_there(part: str, key: Key, fields: Fields) -> Write:
    """Store an item, or leave the one that is there as it is: neither refuses the transaction."""
    kept = ", ".join(f"#{name} = if_not_exists(#{name}, :{name})" for name in fields)
    return update(part, key, f"SET {kept}", fields)


def update(part: str, key: Key, change: str, given: Fields, condition: str = "") -> Write:
    """Change attributes of an item."""
    request = expressions(given, UpdateExpression=change, ConditionExpression=condition)
    return Write(part, "Update", {"Key": encode(key), **request}, weight({**key, **given}))


def delete(part: str, key: Key, condition: str = "", given: Fields | None = None) -> Write:
    """Remove an item, if it is there."""
    request = {"Key": encode(key), **expressions(given or {}, ConditionExpression=condition)}
    return Write(part, "Delete", request, weight(key))


def check(part: str, key: Key, condition: str, given: Fields) -> Write:
    """Write nothing, and let the transaction depend on an item."""
    request = {"Key": encode(key), **expressions(given, ConditionExpression=condition)}
    return Write(part, "ConditionCheck", request, weight(key))


def assigned(fields: Fields) -> str:
    """An update expression that sets each field to its value."""
    return "SET " + ", ".join(f"#{name} = :{name}" for name in fields)
