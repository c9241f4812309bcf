"""Every suite of this folder runs over every adapter of its port."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from functions.adapters.aws.clients import client
from functions.adapters.aws.dynamodb.store import DynamodbStore
from functions.adapters.aws.s3.blobs import S3Blobs
from functions.adapters.aws.s3.buckets import create
from functions.adapters.files import FolderBlobs
from functions.ports import BlobStore, KeyVault, Store
from tests.contract.stores import BLOBS, STORES, VAULTS, at_kms, on_dynamodb, open_store, open_vault
from tests.moto_server import moto_server
from tests.object_store import ORIGIN, ObjectStore, place_of

StartOther = Callable[[str, str], "subprocess.Popen[str]"]


@pytest.fixture(params=STORES)
def store_adapter(request: pytest.FixtureRequest) -> str:
    if request.param == "dynamodb":
        request.getfixturevalue("dynamodb_table")
    return str(request.param)


@pytest.fixture(scope="session")
def dynamodb_endpoint() -> Iterator[str]:
    """What ``DYNAMODB_ENDPOINT`` names, or a stand-in; in the environment, for the processes of tests too."""
    named = os.environ.get("DYNAMODB_ENDPOINT", "")
    if named:
        yield named
        return
    with moto_server() as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DYNAMODB_ENDPOINT", address)
        yield address


@pytest.fixture
def dynamodb_table(dynamodb_endpoint: str, tmp_path: Path) -> Iterator[DynamodbStore]:
    """A table of the test's own, which goes with it."""
    store = on_dynamodb(tmp_path)
    yield store
    store.table.client.delete_table(TableName=store.table.name)


@pytest.fixture
def store(store_adapter: str, tmp_path: Path) -> Iterator[Store]:
    opened = open_store(store_adapter, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def reopen(store_adapter: str, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Opens the same place once more, as a second process or a restart would."""
    opened: list[Store] = []

    def once_more() -> Store:
        opened.append(open_store(store_adapter, tmp_path))
        return opened[-1]

    yield once_more
    for each in opened:
        each.close()


@pytest.fixture
def start_other(store_adapter: str, tmp_path: Path) -> Iterator[StartOther]:
    """Starts a process of ``other_process.py`` on the same place."""
    started: list[subprocess.Popen[str]] = []

    def start(act: str, name: str) -> subprocess.Popen[str]:
        command = [
            sys.executable,
            "-m",
            "tests.contract.other_process",
            act,
            store_adapter,
            str(tmp_path),
            name,
        ]
        root = Path(__file__).parents[2]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture
def buckets(s3: ObjectStore) -> S3Blobs:
    """Fresh buckets on a real server, made as the settings' own command makes them."""
    blobs = S3Blobs(place_of(s3), f"t{secrets.token_hex(6)}-{{area}}")
    assert create(blobs.place, blobs.buckets, ORIGIN) == []
    return blobs


@pytest.fixture(params=BLOBS)
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "folder":
        return FolderBlobs(tmp_path / "files")
    made: BlobStore = request.getfixturevalue("buckets")
    return made


@pytest.fixture(scope="session")
def kms_endpoint() -> Iterator[str]:
    """A stand-in for KMS; in the environment, for whoever opens a vault by its name."""
    with moto_server() as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("KMS_ENDPOINT", address)
        yield address


@pytest.fixture
def kms_key(kms_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A symmetric key of the test's own."""
    made = client("kms", at_kms()).create_key(Description="cases")
    monkeypatch.setenv("KMS_KEY_ID", made["KeyMetadata"]["KeyId"])
    return str(made["KeyMetadata"]["KeyId"])


@pytest.fixture(params=VAULTS)
def vault_adapter(request: pytest.FixtureRequest) -> str:
    if request.param == "kms":
        request.getfixturevalue("kms_key")
    return str(request.param)


@pytest.fixture
def vault(vault_adapter: str, tmp_path: Path) -> KeyVault:
    return open_vault(vault_adapter, tmp_path)
