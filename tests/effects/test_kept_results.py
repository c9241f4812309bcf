"""A signed result cannot be destroyed before its service's term is over; the person behind it can be erased.

In a folder and on a real S3 server.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.adapters.aws.clients import client
from functions.adapters.aws.s3.blobs import S3Blobs
from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.errors import NotFound
from functions.domain.retention import kept_until
from tests.effects.conftest import OpenWith
from tests.effects.made import go, issued, send, work
from tests.object_store import ObjectStore
from tests.storages import STORAGES, settings_on


@pytest.fixture(params=STORAGES)
def storing(request: pytest.FixtureRequest, open_with: OpenWith, clock: SetClock) -> World:
    clock.advance(timedelta(days=170))  # real storage knows the real day, and locks into the future only
    if request.param == "folder":
        return open_with()
    server: ObjectStore = request.getfixturevalue("s3")
    return open_with(**settings_on(server))


def versions(world: World) -> dict[str, list[bytes]]:
    """Everything that the storage still holds of each document, also out of sight."""
    if not isinstance(world.blobs, S3Blobs):
        files = [path for path in (world.settings.state / "files/kept").rglob("*") if path.is_file()]
        return {path.name.partition("~")[0]: [path.read_bytes()] for path in files}
    api, bucket = client("s3", world.blobs.place), world.blobs.bucket("documents")
    found: dict[str, list[bytes]] = {}
    for one in api.list_object_versions(Bucket=bucket).get("Versions", ()):
        at = {"Bucket": bucket, "Key": one["Key"], "VersionId": one["VersionId"]}
        if "ObjectLockRetainUntilDate" in api.head_object(**at):
            found.setdefault(one["Key"], []).append(api.get_object(**at)["Body"].read())
    return found


def locked_until(world: World, name: str) -> Any:
    if isinstance(world.blobs, S3Blobs):
        at = {"Bucket": world.blobs.bucket("documents"), "Key": name}
        return client("s3", world.blobs.place).head_object(**at)["ObjectLockRetainUntilDate"].date()
    (path,) = (world.settings.state / "files/kept").rglob(f"{name}~*")
    return path.relative_to(world.settings.state / "files/kept").parts[0]


def test_a_result_outlives_its_case_and_what_it_says_does_not(storing: World, clock: SetClock) -> None:
    sent = send(storing)
    for turn in ("receive", "transfer", "propose", "approve", "publish"):
        go(storing, sent, turn)
        work(storing)
    results = [one for one in issued(storing, sent) if one["kind"] == "result"]
    (final,) = [one for one in results if one["final"]]
    held = versions(storing)
    assert list(held) == [final["id"]]  # no receipt, and no result that the agency has yet to sign
    term = storing.cases.load(sent.case_id).service.retention
    assert term is not None
    day = kept_until(clock.now().date(), term)
    assert (
        str(day - timedelta(days=1))
        <= str(locked_until(storing, final["id"]))
        <= str(day + timedelta(days=2))
    )
    sealed = storing.blobs.get(final["id"], "documents")
    assert (
        b"%PDF" not in sealed
        and storing.tracking.document(sent.code, sent.token, final["id"])[1][:4] == b"%PDF"
    )
    storing.erasure.erase(sent.case_id, "Yêu cầu số 12")
    assert not storing.blobs.exists(final["id"], "documents")
    assert versions(storing) == {final["id"]: [sealed]}
    assert storing.store.cases.wrapped_key(sent.case_id) is None
    with pytest.raises(NotFound):
        storing.tracking.document(sent.code, sent.token, final["id"])


def test_a_folder_is_read_only_where_it_keeps(open_with: OpenWith) -> None:
    world = open_with()
    sent = send(world)
    for turn in ("receive", "transfer", "propose", "approve", "publish"):
        go(world, sent, turn)
        work(world)
    kept = [one for one in Path(world.settings.state / "files/kept").rglob("*") if one.is_file()]
    assert [one.stat().st_mode & 0o777 for one in kept] == [0o400]
