"""What S3-compatible storage promises besides the contract of blobs, tried on a real server."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.s3.blobs import S3Blobs
from functions.adapters.aws.s3.buckets import check_shape, create
from functions.adapters.aws.s3.shape import BUCKETS
from functions.domain.errors import StoreUnavailable
from tests.object_store import ORIGIN, ObjectStore, place_of


def raw(buckets: S3Blobs) -> Any:
    """The storage as somebody with its keys has it."""
    return client("s3", buckets.place)


def test_a_locked_result_outlives_deletion_and_overwriting_and_only_that(buckets: S3Blobs) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=30)
    buckets.put("r", b"signed", "documents", until)
    buckets.put("n", b"a receipt", "documents")
    at = {"Bucket": buckets.bucket("documents")}
    locked, free = (raw(buckets).head_object(**at, Key=key)["VersionId"] for key in ("r", "n"))
    buckets.put("r", b"forged", "documents")
    buckets.delete("r", "documents")
    with pytest.raises(ClientError, match="AccessDenied"):
        raw(buckets).delete_object(**at, Key="r", VersionId=locked)
    with pytest.raises(ClientError, match="AccessDenied"):
        raw(buckets).delete_object(**at, Key="r", VersionId=locked, BypassGovernanceRetention=True)
    assert raw(buckets).get_object(**at, Key="r", VersionId=locked)["Body"].read() == b"signed"
    assert raw(buckets).get_object_retention(**at, Key="r", VersionId=locked)["Retention"] == {
        "Mode": "COMPLIANCE",
        "RetainUntilDate": until,
    }
    raw(buckets).delete_object(**at, Key="n", VersionId=free)
    with pytest.raises(ClientError, match=r"NoSuchVersion|NoSuchKey|404"):
        raw(buckets).get_object(**at, Key="n", VersionId=free)


def test_every_object_carries_its_checksum_also_after_it_moved(buckets: S3Blobs) -> None:
    buckets.put("a", b"x" * 5000, "quarantine")
    buckets.move("a", "quarantine", "clean")
    head = raw(buckets).head_object(Bucket=buckets.bucket("clean"), Key="a", ChecksumMode="ENABLED")
    assert head["ChecksumSHA256"] == _base64(b"x" * 5000)


def test_a_move_that_was_cut_off_after_copying_is_finished_by_the_next(buckets: S3Blobs) -> None:
    buckets.put("a", b"x", "quarantine")
    buckets.put("a", b"x", "clean")
    buckets.move("a", "quarantine", "clean")
    assert buckets.get("a", "clean") == b"x" and not buckets.exists("a", "quarantine")


def test_more_objects_than_one_page_are_all_named(buckets: S3Blobs) -> None:
    s3 = raw(buckets)
    for number in range(12):
        buckets.put(f"f{number:02}", b"", "quarantine")
    pages = list(
        s3.get_paginator("list_objects_v2").paginate(
            Bucket=buckets.bucket("quarantine"), PaginationConfig={"PageSize": 5}
        )
    )
    later = datetime.now(UTC) + timedelta(minutes=1)
    assert len(pages) == 3 and len(list(buckets.names("quarantine", later))) == 12


def test_storage_that_is_away_or_refuses_is_said_and_is_not_called_a_missing_file(buckets: S3Blobs) -> None:
    nobody = Place("ap-southeast-1", "http://127.0.0.1:9", "a", "b", connect_seconds=1, attempts=1)
    elsewhere = S3Blobs(buckets.place, f"none-{secrets.token_hex(4)}-{{area}}")
    stranger = Place("ap-southeast-1", buckets.place.endpoint, "somebody", "else", attempts=1)
    for away in (S3Blobs(nobody, "t-{area}"), elsewhere, S3Blobs(stranger, buckets.buckets)):
        with pytest.raises(StoreUnavailable):
            away.put("a", b"x", "documents", datetime.now(UTC) + timedelta(days=1))
        with pytest.raises(StoreUnavailable):
            away.get("a", "clean")


def test_buckets_are_made_as_they_must_be_and_making_them_again_changes_nothing(buckets: S3Blobs) -> None:
    buckets.put("a", b"x", "documents")
    assert create(buckets.place, buckets.buckets, ORIGIN) == []
    assert buckets.get("a", "documents") == b"x"
    assert check_shape(buckets.place, buckets.buckets, ORIGIN) == []


def test_missing_buckets_are_named_one_by_one(s3: ObjectStore) -> None:
    found = check_shape(place_of(s3), "nobody-{area}", ORIGIN)
    assert [one.bucket for one in found] == [f"nobody-{area}" for area in BUCKETS]
    assert all("motcua buckets --create" in one.mend for one in found)


WRONG: dict[str, tuple[str, Callable[[Any, str], object], str]] = {
    "versions off": (
        "clean",
        lambda s3, name: s3.put_bucket_versioning(
            Bucket=name, VersioningConfiguration={"Status": "Suspended"}
        ),
        "Versions are not kept",
    ),
    "versions of open uploads": (
        "quarantine",
        lambda s3, name: s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"}),
        "open uploads must be gone",
    ),
    "no rules": ("documents", lambda s3, name: s3.delete_bucket_lifecycle(Bucket=name), "lifecycle"),
    "nobody may post": ("quarantine", lambda s3, name: s3.delete_bucket_cors(Bucket=name), "may not post"),
    "not encrypted": ("clean", lambda s3, name: s3.delete_bucket_encryption(Bucket=name), "encrypt at rest"),
    "everything locked": (
        "documents",
        lambda s3, name: s3.put_object_lock_configuration(
            Bucket=name,
            ObjectLockConfiguration={
                "ObjectLockEnabled": "Enabled",
                "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}},
            },
        ),
        "default retention",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_bucket_of_another_shape_is_named_with_its_mend(buckets: S3Blobs, case: str) -> None:
    area, spoil, said = WRONG[case]
    name = buckets.buckets.replace("{area}", area)
    spoil(raw(buckets), name)
    (found,) = check_shape(buckets.place, buckets.buckets, ORIGIN)
    assert found.bucket == name and said in found.what and found.mend
    mended = create(buckets.place, buckets.buckets, ORIGIN)
    # Two shapes no program may change by itself: versions cannot be unkept, and a lock is somebody's decision.
    assert mended == ([found] if case in ("versions of open uploads", "everything locked") else [])


def test_a_documents_bucket_without_lock_is_named(s3: ObjectStore) -> None:
    place, name = place_of(s3), f"t{secrets.token_hex(6)}-{{area}}"
    bucket = name.replace("{area}", "documents")
    client("s3", place).create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": place.region}
    )
    (found,) = create(place, name, ORIGIN)
    assert found.bucket == bucket and "Object Lock is off" in found.what


def _base64(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()
