"""Installations whose files lie on a real S3 server, and the same in a folder, for tests that want both."""

from __future__ import annotations

import secrets
from typing import Any

from functions.adapters.aws.s3.buckets import create
from tests.object_store import ORIGIN, ObjectStore, place_of

STORAGES = ("folder", "s3")


def settings_on(store: ObjectStore, origin: str = ORIGIN) -> dict[str, Any]:
    """Settings of an installation with fresh buckets of its own; browsers post to them from ``origin``."""
    name = f"t{secrets.token_hex(6)}-{{area}}"
    assert create(place_of(store), name, origin) == []
    return {
        "files": "s3",
        "s3_endpoint": store.endpoint,
        "s3_bucket": name,
        "aws_access_key": store.access_key,
        "aws_secret_key": store.secret_key,
        "public_url": origin,
    }
