"""The table's shape: one constant for whoever makes a table, describes it in a template or looks at one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from functions.adapters.aws.dynamodb.trouble import unavailable
from functions.domain.errors import Fault

TABLE: dict[str, Any] = {
    "AttributeDefinitions": [
        {"AttributeName": name, "AttributeType": "S"}
        for name in ("pk", "sk", "list", "place", "group", "rank")
    ],
    "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "lists",
            "KeySchema": [
                {"AttributeName": "list", "KeyType": "HASH"},
                {"AttributeName": "place", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["state", "status"]},
        },
        {
            "IndexName": "groups",
            "KeySchema": [
                {"AttributeName": "group", "KeyType": "HASH"},
                {"AttributeName": "rank", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        },
    ],
    "BillingMode": "PAY_PER_REQUEST",
    "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
}
"""In the form of CreateTable, without a name. Copy it before adding to it."""

TTL_ATTRIBUTE = "forget_at"
"""Seconds since 1970 after which the store may forget an item by itself."""


def create_table(client: Any, name: str, patience: float = 60.0) -> None:
    """Make the table and switch its TTL on; a table that exists already keeps its shape.

    Raises ``StoreUnavailable`` when it is not ready after ``patience`` seconds.
    """
    made = _make(client, name)
    until = time.monotonic() + patience
    while _described(client, name).get("TableStatus") not in {"ACTIVE", "UPDATING"}:
        if time.monotonic() > until:
            raise unavailable()
        time.sleep(0.2)
    if made:
        client.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": TTL_ATTRIBUTE}
        )


def faults(client: Any, name: str) -> tuple[Fault, ...]:
    """How a table differs from :data:`TABLE`, each with its mend; empty for one that fits."""
    table = _described(client, name)
    if not table:
        return (Fault(name, "missing", "There is no such table. Deploy the template, or create it."),)
    forget = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    return (*_key_faults(name, table), *_index_faults(name, table), *_other_faults(name, table, forget))


def _make(client: Any, name: str) -> bool:
    try:
        client.create_table(TableName=name, **TABLE)
    except client.exceptions.ResourceInUseException:
        return False
    return True


def _described(client: Any, name: str) -> dict[str, Any]:
    try:
        return dict(client.describe_table(TableName=name)["Table"])
    except client.exceptions.ResourceNotFoundException:
        return {}


def _key_faults(name: str, table: dict[str, Any]) -> Iterator[Fault]:
    if _keys(table) != _keys(TABLE) or not _texts(table, TABLE["KeySchema"]):
        yield Fault(
            f"{name}.KeySchema",
            "keys",
            f"Its keys are {_said(table)}, ours are {_said(TABLE)}, both texts. Keys cannot be changed: "
            "name another table in MOTCUA_DYNAMODB_TABLE, or create a new one and restore a backup into it.",
        )


def _index_faults(name: str, table: dict[str, Any]) -> Iterator[Fault]:
    present = {one["IndexName"]: one for one in table.get("GlobalSecondaryIndexes", ())}
    for wanted in TABLE["GlobalSecondaryIndexes"]:
        index, where = wanted["IndexName"], f"{name}.{wanted['IndexName']}"
        found = present.get(index)
        if found is None:
            yield Fault(where, "index", f"The index is missing. Add it with the keys {_said(wanted)}.")
        elif _keys(found) != _keys(wanted) or not _texts(table, wanted["KeySchema"]):
            mend = f"Delete the index and add it again with the keys {_said(wanted)}, both texts."
            yield Fault(where, "index", f"Its keys are {_said(found)}. {mend}")
        elif not _shows(found["Projection"], wanted["Projection"]):
            mend = "Delete the index and add it again with the attributes “state” and “status” included."
            yield Fault(where, "index", f"It does not show what lists are filtered by. {mend}")


def _other_faults(name: str, table: dict[str, Any], forget: dict[str, Any]) -> Iterator[Fault]:
    on = forget.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}
    if not on or forget.get("AttributeName") != TTL_ATTRIBUTE:
        mend = f"Switch it on for the attribute “{TTL_ATTRIBUTE}”."
        yield Fault(f"{name}.TimeToLive", "ttl", f"Old counters and drafts would stay for ever. {mend}")
    stream = table.get("StreamSpecification", {})
    if not stream.get("StreamEnabled") or stream.get("StreamViewType") not in {
        "NEW_IMAGE",
        "NEW_AND_OLD_IMAGES",
    }:
        mend = "Switch the stream on with the view NEW_IMAGE."
        yield Fault(f"{name}.Stream", "stream", f"Effects would wait for the sweeper. {mend}")


def _keys(schema: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one["AttributeName"], one["KeyType"]) for one in schema["KeySchema"]}


def _texts(table: dict[str, Any], keys: list[dict[str, str]]) -> bool:
    kinds = {one["AttributeName"]: one["AttributeType"] for one in table["AttributeDefinitions"]}
    return all(kinds.get(key["AttributeName"]) == "S" for key in keys)


def _shows(found: dict[str, Any], wanted: dict[str, Any]) -> bool:
    if found["ProjectionType"] == "ALL":
        return True
    return set(wanted.get("NonKeyAttributes", ())) <= set(found.get("NonKeyAttributes", ()))


def _said(schema: dict[str, Any]) -> str:
    ordered = sorted(schema["KeySchema"], key=lambda key: str(key["KeyType"]))
    return " and ".join(f"“{one['AttributeName']}”" for one in ordered)
