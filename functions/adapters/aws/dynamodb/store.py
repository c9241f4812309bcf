"""All ports of the store on one table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters.aws.clients import Place
from functions.adapters.aws.dynamodb.calls import Table
from functions.adapters.aws.dynamodb.cases import DynamodbCases
from functions.adapters.aws.dynamodb.drafts import DynamodbDrafts
from functions.adapters.aws.dynamodb.limits import DynamodbLimits
from functions.adapters.aws.dynamodb.officers import DynamodbOfficers
from functions.adapters.aws.dynamodb.outbox import DynamodbOutbox
from functions.adapters.aws.dynamodb.shape import create_table, faults
from functions.adapters.aws.dynamodb.trouble import unavailable
from functions.adapters.aws.dynamodb.versions import DynamodbVersions
from functions.domain.errors import Fault


class DynamodbStore:
    """See :class:`functions.ports.Store`. Opening asks nobody: a cold start pays for what it uses only.

    ``patience`` in seconds is how long throttling, conflicts and silence are waited out.
    """

    def __init__(self, place: Place, name: str, patience: float = 10.0) -> None:
        self.table = Table(place, name, patience)
        self.cases = DynamodbCases(self.table)
        self.outbox = DynamodbOutbox(self.table)
        self.drafts = DynamodbDrafts(self.table)
        self.versions = DynamodbVersions(self.table)
        self.limits = DynamodbLimits(self.table)
        self.officers = DynamodbOfficers(self.table)

    def check(self) -> None:
        """Write one small item."""
        self.table.put({"pk": "check", "sk": "check"}, {})

    def check_shape(self) -> tuple[Fault, ...]:
        """How the table differs from what this program needs, each with its mend."""
        with self._asking() as asked:
            return faults(asked, self.table.name)

    def create_table(self) -> None:
        """Make the table where it is missing, on a cluster of one's own; on AWS the template makes it."""
        with self._asking() as asked:
            create_table(asked, self.table.name)

    @contextmanager
    def _asking(self) -> Iterator[Any]:
        if self.table.closed:
            raise unavailable()
        try:
            yield self.table.client
        except (BotoCoreError, ClientError) as error:
            raise unavailable() from error

    def close(self) -> None:
        """Calls under way end with their callers."""
        self.table.closed = True
