"""Where the store of a run lies: files of its own, or a table of its own."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.faults.kills import Options


@contextmanager
def options_of(store: str, endpoint: str) -> Iterator[Options]:
    """Settings of the store; each call gives those of another empty place."""
    if store == "sqlite":
        yield dict
        return
    from functions.adapters.aws.clients import Place
    from functions.adapters.aws.dynamodb.store import DynamodbStore
    from tests.moto_server import moto_server

    numbers = itertools.count()

    def options_at(address: str) -> Options:
        def options() -> dict[str, Any]:
            name = f"faults-{next(numbers)}"
            made = DynamodbStore(Place("ap-southeast-1", address, "test", "test"), name)
            made.create_table()
            made.close()
            return {
                "store": "dynamodb",
                "dynamodb_endpoint": address,
                "dynamodb_table": name,
                "aws_access_key": "test",
                "aws_secret_key": "test",
            }

        return options

    if endpoint:
        yield options_at(endpoint)
        return
    with moto_server() as address:
        yield options_at(address)
