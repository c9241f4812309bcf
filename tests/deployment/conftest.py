"""AWS by moto's server for stacks, and a real S3 server for releases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.adapters.aws.clients import Place
from tests.deployment.made import REGION
from tests.effects.conftest import clamd as clamd
from tests.moto_server import moto_server
from tests.object_store import ObjectStore, object_store


@pytest.fixture(scope="session")
def storage() -> Iterator[ObjectStore]:
    with object_store() as running:
        yield running


@pytest.fixture(scope="session")
def cluster(storage: ObjectStore) -> Place:
    return Place(REGION, storage.endpoint, storage.access_key, storage.secret_key)


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    """The address of a fresh account."""
    with moto_server() as address:
        yield address
