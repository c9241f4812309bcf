"""Archived versions of declarations in DynamoDB, compressed: a long one would not fit into an item else."""

from __future__ import annotations

import json
import zlib
from contextlib import suppress

from functions.adapters.aws.dynamodb import keys
from functions.adapters.aws.dynamodb.calls import Refusal, Table
from functions.adapters.aws.dynamodb.items import dump
from functions.domain.model import JSON


class DynamodbVersions:
    """See :class:`functions.ports.VersionArchive`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def put(self, version: str, compiled: JSON) -> None:
        """Looks first: a refused write of a large item costs as much as one that is done."""
        key = keys.alone("version", version)
        if self._table.get(key, strong=False) is None:
            packed = zlib.compress(dump(compiled).encode(), 9)
            with suppress(Refusal):  # somebody else kept it meanwhile
                self._table.put(key, {"compiled": packed}, "attribute_not_exists(#pk)")

    def get(self, version: str) -> JSON | None:
        found = self._table.get(keys.alone("version", version))
        return None if found is None else dict(json.loads(zlib.decompress(found["compiled"])))
