"""Releases in a bucket: upload beside what is shown, switch by one write, go back by another.

``portal/releases/<id>/…`` holds the files, ``portal/manifests/<id>.json`` comes last and makes the release
whole, ``portal/current.json`` says which one is shown and what was before. Any cluster that speaks S3 serves.
"""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.deployment.release import PortalFile, Release
from functions.adapters.aws.deployment.trouble import ABSENT, code_of, named
from functions.domain.errors import Conflict, Invalid, NotFound

ROOT = "portal/"
POINTER = ROOT + "current.json"
KEPT = 10
"""Releases that stay, so that one can go back to any of them."""
_AT_ONCE = 8
_CHANGED = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "412"})


@dataclass(frozen=True, slots=True)
class Shown:
    """What was switched to at a moment (ISO 8601): portal, keys of code and template, versions by service.

    Code and template are empty where the portal alone is kept so.
    """

    release: str
    code: str
    template: str
    at: str
    services: dict[str, str]


@dataclass(frozen=True, slots=True)
class Pointer:
    """All that was shown, oldest first, and which of it is shown now. ``tag`` guards against two writers."""

    history: tuple[Shown, ...] = ()
    position: int = -1
    tag: str = ""

    @property
    def now(self) -> Shown | None:
        return self.history[self.position] if self.history else None

    def forward(self, to: Shown) -> Pointer:
        """What was gone back from is forgotten with the next step forward."""
        history = (*self.history[: self.position + 1], to)[-KEPT:]
        return Pointer(history, len(history) - 1, self.tag)

    def back(self, to: str = "") -> Pointer:
        """One step back, or to a release by the beginning of its id. Raises ``NotFound``."""
        for position in range(self.position - 1, -1, -1):
            if self.history[position].release.startswith(to):
                return Pointer(self.history, position, self.tag)
        raise NotFound(f"There is no earlier release {to}".rstrip() + " to go back to; nothing was changed.")


@dataclass(frozen=True, slots=True)
class Releases:
    """The releases in one bucket."""

    place: Place
    bucket: str

    @property
    def _client(self) -> Any:
        return client("s3", self.place)

    def pointer(self) -> Pointer:
        """What is shown; empty before the first release."""
        found = self._read(POINTER)
        if found is None:
            return Pointer()
        data = json.loads(found[0])
        return Pointer(tuple(Shown(**one) for one in data["history"]), data["position"], found[1])

    def files(self, release: str) -> dict[str, PortalFile] | None:
        """The files of a whole release; ``None`` for one that is not here or only half."""
        found = self._read(f"{ROOT}manifests/{release}.json")
        return None if found is None else {one["path"]: PortalFile(**one) for one in json.loads(found[0])}

    def upload(self, release: Release, since: str = "") -> int:
        """Bring a release whole, and show it to nobody yet; how many files had to travel.

        What the release ``since`` has already is copied over there. Cut off, it is begun again; files that
        came before are only written over with the same bytes.
        """
        if self.files(release.id) is not None:
            return 0
        there = {one.path: one for one in (self.files(since) or {}).values()} if since else {}

        def bring(one: PortalFile) -> int:
            if there.get(one.path) == one:
                self._copy(one, since, release.id)
                return 0
            self._put(f"{ROOT}releases/{release.id}/{one.path}", release.sources[one.path].read_bytes(), one)
            return 1

        with named(f"Uploading the portal to {self.bucket}"), ThreadPoolExecutor(_AT_ONCE) as threads:
            travelled = sum(threads.map(bring, release.files.values()))
        manifest = json.dumps([asdict(one) for one in release.files.values()], ensure_ascii=False)
        self._write(f"{ROOT}manifests/{release.id}.json", manifest)
        return travelled

    def switch(self, to: Pointer) -> Pointer:
        """Show what a pointer says, at once for all. Raises ``Conflict`` when somebody else switched."""
        now = to.now
        if now is None or self.files(now.release) is None:
            raise NotFound("The release is not whole in the bucket. Deploy it again; what is shown stays.")
        data = {"history": [asdict(one) for one in to.history], "position": to.position}
        guard = {"IfMatch": to.tag} if to.tag else {"IfNoneMatch": "*"}
        with named(f"Switching the release in {self.bucket}"):
            try:
                self._write(POINTER, json.dumps(data, ensure_ascii=False), **guard)
            except ClientError as error:
                if code_of(error) in _CHANGED:
                    raise Conflict("Somebody else switched meanwhile. Look at the plan again.") from error
                raise
        return self.pointer()

    def page(self, path: str) -> tuple[bytes, PortalFile]:
        """A file of the release that is shown, as visitors get it. Raises ``NotFound``."""
        now = self.pointer().now
        files = (self.files(now.release) if now else None) or {}
        wanted = path.lstrip("/") + ("index.html" if path.endswith("/") else "")
        found = self._read(f"{ROOT}releases/{now.release}/{wanted}") if now and wanted in files else None
        if found is None:
            raise NotFound(f"The release that is shown has no {path}.")
        return found[0], files[wanted]

    def pull(self, folder: Path) -> tuple[str, int]:
        """Bring the release that is shown to a disk, and change ``folder/current`` over to it in one step."""
        now = self.pointer().now
        files = self.files(now.release) if now else None
        if now is None or files is None:
            raise NotFound("No release is shown yet. Deploy one first.")
        home = folder / "releases" / now.release
        for one in files.values():
            target = home / one.path
            if not target.resolve().is_relative_to(home.resolve()):
                raise Invalid(f"The release names a file outside of its folder: {one.path}")
            data = self._read(f"{ROOT}releases/{now.release}/{one.path}")
            if data is None or hashlib.sha256(data[0]).hexdigest() != one.sha256:
                raise Invalid(f"{one.path} in the bucket is not what was uploaded. Deploy again.")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data[0])
        fresh = folder / f"current.{os.getpid()}"
        fresh.symlink_to(Path("releases") / now.release)
        fresh.replace(folder / "current")
        return now.release, len(files)

    def prune(self) -> int:
        """Remove releases that nobody can go back to any more; how many went."""
        pointer = self.pointer()
        keep = {one.release for one in pointer.history}
        with named(f"Listing releases in {self.bucket}"):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=ROOT + "manifests/"
            )
            ids = [
                row["Key"].rpartition("/")[2].removesuffix(".json")
                for page in pages
                for row in page.get("Contents", ())
            ]
            gone = [id for id in ids if id not in keep]
            for id in gone:
                self._remove(id)
        return len(gone)

    def _remove(self, id: str) -> None:
        """The manifest first: a release half removed is no release."""
        self._client.delete_object(Bucket=self.bucket, Key=f"{ROOT}manifests/{id}.json")
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket, Prefix=f"{ROOT}releases/{id}/"
        )
        for page in pages:
            for row in page.get("Contents", ()):
                self._client.delete_object(Bucket=self.bucket, Key=row["Key"])

    def _read(self, key: str) -> tuple[bytes, str] | None:
        with named(f"Reading {key} in {self.bucket}"):
            try:
                answer = self._client.get_object(Bucket=self.bucket, Key=key)
            except ClientError as error:
                if code_of(error) in ABSENT:
                    return None
                raise
            return answer["Body"].read(), str(answer["ETag"])

    def _write(self, key: str, text: str, **guard: str) -> None:
        self._client.put_object(
            Bucket=self.bucket, Key=key, Body=text.encode(), ContentType="application/json", **guard
        )

    def _put(self, key: str, data: bytes, one: PortalFile) -> None:
        self._client.put_object(
            Bucket=self.bucket,
            Key=key,
            Body=data,
            ContentType=one.kind,
            CacheControl=one.cache,
            ChecksumAlgorithm="SHA256",
        )

    def _copy(self, one: PortalFile, since: str, to: str) -> None:
        self._client.copy_object(
            Bucket=self.bucket,
            Key=f"{ROOT}releases/{to}/{one.path}",
            CopySource={"Bucket": self.bucket, "Key": f"{ROOT}releases/{since}/{one.path}"},
            MetadataDirective="COPY",
        )
