"""Blobs as objects, an area a bucket.

Each is stored with its SHA-256, which the storage checks on the way in and the client on the way out, so that
what is read is what was put.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from functions.adapters.aws.clients import Place, client
from functions.adapters.blob_names import away, missing, safe
from functions.domain.errors import NotFound
from functions.ports import Area

CHECKSUM = "SHA256"
LOCK = "COMPLIANCE"
"""Nobody, the account's owner included, destroys a locked version before its day. What a person may ask to be
erased is sealed under the case's key, and the key is not locked."""
_GONE = frozenset({"NoSuchKey", "NotFound", "404"})


@dataclass(frozen=True, slots=True)
class S3Blobs:
    """See :class:`functions.ports.BlobStore`. ``buckets`` is their common name, with ``{area}`` in it."""

    place: Place
    buckets: str

    def bucket(self, area: Area) -> str:
        """The bucket of an area."""
        return self.buckets.replace("{area}", area)

    def put(self, name: str, data: bytes, area: Area, keep_until: datetime | None = None) -> None:
        kept: dict[str, Any] = {}
        if keep_until:
            kept = {"ObjectLockMode": LOCK, "ObjectLockRetainUntilDate": keep_until}
        with translated():
            self._client.put_object(
                **self._at(name, area),
                Body=data,
                ContentType="application/octet-stream",
                ChecksumAlgorithm=CHECKSUM,
                **kept,
            )

    def get(self, name: str, area: Area) -> bytes:
        with translated():
            answer = self._client.get_object(**self._at(name, area), ChecksumMode="ENABLED")
            data: bytes = answer["Body"].read()
            return data

    def move(self, name: str, from_area: Area, to_area: Area) -> None:
        """Copied, compared, and only then deleted: cut off in between, it lies in both and is moved again."""
        source, target = self._at(name, from_area), self._at(name, to_area)
        with translated():
            try:
                before = self._head(source)
            except NotFound:
                self._head(target)
                return
            self._client.copy_object(**target, CopySource=source, ChecksumAlgorithm=CHECKSUM)
            if _content(self._head(target)) != _content(before):
                raise away()
            self._client.delete_object(**source)

    def delete(self, name: str, area: Area) -> None:
        """Where versions are kept, this hides it until the bucket's rules remove it."""
        with translated():
            self._client.delete_object(**self._at(name, area))

    def exists(self, name: str, area: Area) -> bool:
        try:
            self._head(self._at(name, area))
        except NotFound:
            return False
        return True

    def names(self, area: Area, before: datetime) -> Iterator[str]:
        """By the time of writing, which moving renews."""
        with translated():
            for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket(area)):
                for one in page.get("Contents", ()):
                    if one["LastModified"] < before:
                        yield one["Key"]

    @property
    def _client(self) -> Any:
        return client("s3", self.place)

    def _at(self, name: str, area: Area) -> dict[str, str]:
        return {"Bucket": self.bucket(area), "Key": safe(name, area)}

    def _head(self, at: dict[str, str]) -> dict[str, Any]:
        with translated():
            found: dict[str, Any] = self._client.head_object(**at, ChecksumMode="ENABLED")
            return found


def _content(head: dict[str, Any]) -> tuple[Any, ...]:
    """What two copies of the same bytes have in common. Objects that others put may have no checksum."""
    return head["ContentLength"], head.get("ChecksumSHA256", "")


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the storage as ours."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code", "") in _GONE:
            raise missing() from error
        raise away() from error
    except BotoCoreError as error:
        raise away() from error
