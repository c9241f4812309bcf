"""The adapters under contract, by name, so that a test and the processes it starts open the same one."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

from functions.adapters.aws.clients import Place
from functions.adapters.aws.dynamodb.store import DynamodbStore
from functions.adapters.aws.kms import KmsKeys
from functions.adapters.local_keys import LocalKeys
from functions.adapters.sqlite import SqliteStore
from functions.ports import (
    Batch,
    Claim,
    Desk,
    Draft,
    KeyVault,
    OutboxRow,
    Projection,
    Store,
    StoredEvent,
)

STORES = ("sqlite", "dynamodb")
BLOBS = ("folder", "s3")
VAULTS = ("local", "kms")

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def open_store(adapter: str, place: Path) -> Store:
    """A new adapter has its line here and its name above; everything else is the contract."""
    return {"sqlite": lambda: SqliteStore(place / "motcua.db"), "dynamodb": lambda: on_dynamodb(place)}[
        adapter
    ]()


def on_dynamodb(place: Path) -> Store:
    """The table of a folder, made where it is missing, at the endpoint that the environment names."""
    name = f"motcua-{hashlib.sha256(str(place).encode()).hexdigest()[:16]}"
    store = DynamodbStore(
        Place(
            region="ap-southeast-1",
            endpoint=os.environ["DYNAMODB_ENDPOINT"],
            access_key=os.environ.get("AWS_ACCESS_KEY_ID", "test"),
            secret_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "test"),
        ),
        name,
        patience=20,  # a stand-in on a busy machine is slow
    )
    store.create_table()
    return store


def open_vault(adapter: str, place: Path) -> KeyVault:
    return {
        "local": lambda: LocalKeys(place / "master.key", place / "motcua.db"),
        "kms": lambda: KmsKeys(at_kms(), os.environ["KMS_KEY_ID"]),
    }[adapter]()


def at_kms() -> Place:
    """KMS at the endpoint that the environment names."""
    return Place("ap-southeast-1", os.environ["KMS_ENDPOINT"], "test", "test")


def events(case_id: str, first: int, count: int = 1, prev: str = "") -> tuple[StoredEvent, ...]:
    """Events of a chain, beginning after ``prev``."""
    made: list[StoredEvent] = []
    for seq in range(first, first + count):
        digest = hashlib.sha256(f"{prev}{case_id}{seq}".encode()).hexdigest()
        data = {"bước": "tiếp nhận", "lần": seq, "tỉ lệ": 0.1}
        made.append(
            StoredEvent(case_id, seq, "noted", NOON.isoformat(), "o-1", data, b"\x00\xff", prev, digest)
        )
        prev = digest
    return tuple(made)


def effect(case_id: str, name: str, not_before: datetime = NOON) -> OutboxRow:
    return OutboxRow(f"{case_id}:{name}", case_id, "notify", {"event": name}, not_before)


def projection(
    case_id: str,
    seq: int = 1,
    due: datetime | None = NOON,
    status: int = 2,
    desks: tuple[Desk, ...] = (Desk("ubnd-a", "officer"),),
) -> Projection:
    data = {"bước": "tiếp nhận"}
    return Projection(
        case_id, seq, f"H48-{case_id}", "khai-sinh", "v1", "received", status, desks, due, data, b"\x01"
    )


def draft(draft_id: str, expires_at: datetime = NOON, version: str = "v1") -> Draft:
    return Draft(
        draft_id, "khai-sinh", version, b"\x00sealed", expires_at, (f"{draft_id}/a", f"{draft_id}/b")
    )


def new_case(case_id: str, *, draft: str | None = None, effects: tuple[str, ...] = ("scan",)) -> Batch:
    """What sending a form writes: two events, the lists, effects, unique keys and the case's own key."""
    claims = (Claim(f"code:H48-{case_id}", case_id), Claim(f"draft:{draft or case_id}", case_id))
    return Batch(
        case_id,
        0,
        events(case_id, 1, 2),
        projection(case_id, 2),
        tuple(effect(case_id, name) for name in effects),
        claims,
        wrapped_key=b"wrapped " + case_id.encode(),
        draft_id=draft,
    )
