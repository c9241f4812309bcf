"""The bucket of releases: outside of the stack, since code and portal must lie there before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.deployment.trouble import ABSENT, code_of, named
from functions.domain.errors import Conflict, Fault, Invalid

_OWNED = frozenset({"BucketAlreadyOwnedByYou"})
_TAKEN = frozenset({"BucketAlreadyExists", "OperationAborted", "403", "AccessDenied"})
_PUBLIC = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


@dataclass(frozen=True, slots=True)
class ReleaseBucket:
    """``strict`` asks for what AWS offers and clusters may not: versions, encryption, no public access."""

    place: Place
    name: str
    strict: bool = True

    @property
    def _client(self) -> Any:
        return client("s3", self.place)

    def exists(self) -> bool:
        """Raises ``Conflict`` when the name is somebody else's."""
        with named(f"Looking for the bucket {self.name}"):
            try:
                self._client.head_bucket(Bucket=self.name)
            except ClientError as error:
                if code_of(error) in ABSENT:
                    return False
                if code_of(error) in _TAKEN:
                    raise Conflict(
                        f"The bucket {self.name} is not yours to use. Choose another MOTCUA_DEPLOY_STACK."
                    ) from error
                raise
        return True

    def ensure(self) -> None:
        """Make it where it is missing. Raises ``Invalid`` for one of another shape, which stays as it is."""
        if self.exists():
            if faults := self.faults():
                raise Invalid(f"The bucket {self.name} is not as it must be; nothing was changed.", faults)
            return
        region = self.place.region
        where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        with named(f"Making the bucket {self.name}"):
            try:
                self._client.create_bucket(Bucket=self.name, **where)
            except ClientError as error:
                if code_of(error) not in _OWNED:
                    raise
            if self.strict:
                self._shape()

    def _shape(self) -> None:
        self._client.put_public_access_block(
            Bucket=self.name, PublicAccessBlockConfiguration=dict.fromkeys(_PUBLIC, True)
        )
        self._client.put_bucket_versioning(Bucket=self.name, VersioningConfiguration={"Status": "Enabled"})

    def faults(self) -> list[Fault]:
        """How it differs from what it must be, each with its mend."""
        if not self.strict:
            return []
        found = []
        with named(f"Looking at the bucket {self.name}"):
            if self._client.get_bucket_versioning(Bucket=self.name).get("Status") != "Enabled":
                found.append(Fault(self.name, "versioning", "Versions are off. Switch versioning on."))
            try:
                block = self._client.get_public_access_block(Bucket=self.name)[
                    "PublicAccessBlockConfiguration"
                ]
            except ClientError as error:
                if code_of(error) != "NoSuchPublicAccessBlockConfiguration":
                    raise
                block = {}
        if not all(block.get(one) for one in _PUBLIC):
            found.append(Fault(self.name, "public", "It could be made public. Block all public access."))
        return found

    def put(self, key: str, data: bytes) -> None:
        """Store an object under a name that holds its hash; one that is there already stays."""
        with named(f"Uploading {key} to {self.name}"):
            try:
                self._client.head_object(Bucket=self.name, Key=key)
            except ClientError as error:
                if code_of(error) not in ABSENT:
                    raise
                self._client.put_object(Bucket=self.name, Key=key, Body=data, ChecksumAlgorithm="SHA256")

    def url(self, key: str) -> str:
        """The address by which CloudFormation reads a template from here."""
        return f"https://{self.name}.s3.{self.place.region}.amazonaws.com/{key}"
