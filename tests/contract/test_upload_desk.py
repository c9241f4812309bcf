"""The contract of upload desks: what was awaited arrives under its name, and anything else leaves nothing.

Files travel as from a browser: posted over HTTP to the storage, or handed over by the route of the folder.
"""

from __future__ import annotations

import hashlib
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from functions.adapters.aws.s3.blobs import S3Blobs
from functions.adapters.aws.s3.desk import S3Desk
from functions.adapters.desk import FolderDesk
from functions.domain.errors import Invalid, NotFound
from functions.ports import ARRIVING, Awaited, BlobStore, Offer, UploadDesk

DATA = b"%PDF-1.4 " + b"m" * 3000


@dataclass
class Sending:
    """A desk, where its files come to lie, and a browser's part."""

    desk: UploadDesk
    blobs: BlobStore

    def await_(self, data: bytes = DATA) -> Awaited:
        digest = hashlib.sha256(data).hexdigest()
        return Awaited(ARRIVING + secrets.token_hex(16), len(data), "application/pdf", digest)

    def send(self, awaited: Awaited, data: bytes, **changed: str) -> int:
        """The status that a browser would get."""
        offer = self.desk.offer(awaited, "grant", 60)
        if offer.method == "PUT":
            try:
                self.desk.receive(awaited, data)
            except Invalid:
                return 422
            return 204
        return posted(offer, data, changed)


def posted(offer: Offer, data: bytes, changed: Mapping[str, str] | None = None) -> int:
    """Post a file as a page's script does; the status of the answer."""
    fields = {**offer.fields, **(changed or {})}
    part = '--edge\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    head = "".join(part.format(name, "") + value + "\r\n" for name, value in fields.items() if value)
    body = (head + part.format("file", '; filename="x"')).encode() + data + b"\r\n--edge--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=edge"}
    request = urllib.request.Request(offer.url, body, headers)  # noqa: S310 - the server of this test
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def desk_of(buckets: S3Blobs) -> S3Desk:
    bucket = buckets.bucket("quarantine")
    return S3Desk(buckets.place, bucket, f"{buckets.place.endpoint}/{bucket}")


@pytest.fixture
def sending(blobs: BlobStore) -> Sending:
    if isinstance(blobs, S3Blobs):
        return Sending(desk_of(blobs), blobs)
    return Sending(FolderDesk(blobs), blobs)


def test_what_was_awaited_lies_in_quarantine_and_nowhere_else(sending: Sending) -> None:
    awaited = sending.await_()
    assert sending.send(awaited, DATA) == 204
    assert sending.blobs.get(awaited.name, "quarantine") == DATA
    assert not sending.blobs.exists(awaited.name, "clean")


def test_sending_the_same_again_leaves_the_same(sending: Sending) -> None:
    awaited = sending.await_()
    for _again in range(2):
        assert sending.send(awaited, DATA) == 204
    assert sending.blobs.get(awaited.name, "quarantine") == DATA


@pytest.mark.parametrize(
    "data", [DATA + b"!", DATA[:-1], b"", b"x" * len(DATA)], ids=["larger", "cut off", "empty", "another"]
)
def test_anything_but_what_was_promised_is_refused_and_leaves_nothing(sending: Sending, data: bytes) -> None:
    awaited = sending.await_()
    assert sending.send(awaited, data) in (400, 403, 422)
    assert not sending.blobs.exists(awaited.name, "quarantine")


@pytest.mark.parametrize(
    "field", ["key", "Content-Type", "x-amz-checksum-sha256", "x-amz-checksum-algorithm", "policy"]
)
@pytest.mark.parametrize("value", ["den/another", ""], ids=["changed", "left out"])
def test_a_grant_of_the_storage_bends_in_no_field(buckets: S3Blobs, field: str, value: str) -> None:
    sending = Sending(desk_of(buckets), buckets)
    awaited = sending.await_()
    assert sending.send(awaited, DATA, **{field: value}) in (400, 403)
    assert not buckets.exists(awaited.name, "quarantine") and not buckets.exists("den/another", "quarantine")


def test_a_grant_of_the_storage_ends_with_its_time(buckets: S3Blobs) -> None:
    desk = desk_of(buckets)
    awaited = Sending(desk, buckets).await_()
    offer = desk.offer(awaited, "grant", 1)
    time.sleep(2.1)
    assert posted(offer, DATA) == 403
    assert not buckets.exists(awaited.name, "quarantine")


def test_where_browsers_send_elsewhere_our_own_route_takes_nothing(buckets: S3Blobs) -> None:
    desk = desk_of(buckets)
    awaited = Sending(desk, buckets).await_()
    with pytest.raises(NotFound):
        desk.receive(awaited, DATA)
    assert not buckets.exists(awaited.name, "quarantine")
