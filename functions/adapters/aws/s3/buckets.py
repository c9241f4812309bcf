"""Making the buckets as they must be, and naming what is otherwise in those that are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.s3.blobs import translated
from functions.adapters.aws.s3.shape import BUCKETS, CORS_HEADERS, CORS_METHODS, CORS_SECONDS, Bucket

_UNSET = frozenset(
    {
        "NoSuchCORSConfiguration",
        "NoSuchLifecycleConfiguration",
        "NoSuchPublicAccessBlockConfiguration",
        "ObjectLockConfigurationNotFoundError",
        "ServerSideEncryptionConfigurationNotFoundError",
    }
)
_NOT_OFFERED = frozenset({"NotImplemented", "MethodNotAllowed"})
"""What a storage answers that lacks a feature; nothing of ours rests on the block of public access alone."""
_WHOLE = {"BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"}


@dataclass(frozen=True, slots=True)
class Misshapen:
    """What a bucket lacks, and what to do about it; in English, for operators."""

    bucket: str
    what: str
    mend: str


def create(place: Place, buckets: str, origin: str) -> list[Misshapen]:
    """Make the buckets that are missing and set on all of them what can be set; what is wrong after it.

    ``origin`` is the portal's address, from which browsers post. Objects and locks that are there stay.
    Raises ``StoreUnavailable``.
    """
    with translated():
        for area, wanted in BUCKETS.items():
            _make(place, buckets.replace("{area}", area), wanted)
            _set(place, buckets.replace("{area}", area), wanted, origin)
    return check_shape(place, buckets, origin)


def check_shape(place: Place, buckets: str, origin: str) -> list[Misshapen]:
    """What is otherwise than wanted, bucket by bucket; it changes nothing. Raises ``StoreUnavailable``."""
    with translated():
        return [
            found
            for area, wanted in BUCKETS.items()
            for found in _wrong(place, buckets.replace("{area}", area), wanted, origin)
        ]


def lifecycle(wanted: Bucket) -> list[dict[str, Any]]:
    """The rules of a bucket, as the API takes them."""
    everything = {"Filter": {"Prefix": ""}, "Status": "Enabled"}
    rules: list[dict[str, Any]] = [
        {
            "ID": "unfinished",
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": wanted.abort_days},
            **everything,
        }
    ]
    for prefix, days in wanted.expire.items():
        filtered = {"Filter": {"Prefix": prefix}, "Status": "Enabled"}
        rules.append({"ID": f"left-{prefix.strip('/')}", "Expiration": {"Days": days}, **filtered})
    if wanted.noncurrent_days:
        replaced = {"NoncurrentDays": wanted.noncurrent_days}
        rules.append({"ID": "replaced", "NoncurrentVersionExpiration": replaced, **everything})
        rules.append({"ID": "markers", "Expiration": {"ExpiredObjectDeleteMarker": True}, **everything})
    return rules


def cors(origin: str) -> list[dict[str, Any]]:
    """Who may post from a page, as the API takes it."""
    rule = {"AllowedOrigins": [origin], "AllowedMethods": [*CORS_METHODS], "AllowedHeaders": [*CORS_HEADERS]}
    return [{**rule, "MaxAgeSeconds": CORS_SECONDS}]


def _make(place: Place, name: str, wanted: Bucket) -> None:
    s3 = client("s3", place)
    try:
        s3.head_bucket(Bucket=name)
        return
    except ClientError as error:
        if _code(error) not in ("404", "NoSuchBucket"):
            raise
    where = {} if place.region == "us-east-1" else {"LocationConstraint": place.region}
    more = {"CreateBucketConfiguration": where} if where else {}
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):  # somebody was first
        s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=wanted.lock, **more)


def _set(place: Place, name: str, wanted: Bucket, origin: str) -> None:
    s3 = client("s3", place)
    if wanted.versioning:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    rules = {"Rules": lifecycle(wanted)}
    s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration=rules)
    if wanted.browsers_post:
        s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": cors(origin)})
    default = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": wanted.encryption}}
    _if_offered(s3.put_bucket_encryption, Bucket=name, ServerSideEncryptionConfiguration={"Rules": [default]})
    if wanted.public_access_block:
        block = dict.fromkeys(_WHOLE, True)
        _if_offered(s3.put_public_access_block, Bucket=name, PublicAccessBlockConfiguration=block)


def _wrong(place: Place, name: str, wanted: Bucket, origin: str) -> Iterator[Misshapen]:
    s3 = client("s3", place)
    if _asked(s3.head_bucket, name) is None:
        yield Misshapen(name, "The bucket is missing.", "Make it: motcua buckets --create")
        return
    again = "Set it: motcua buckets --create"
    versions = (_asked(s3.get_bucket_versioning, name) or {}).get("Status", "")
    if wanted.versioning and versions != "Enabled":
        yield Misshapen(name, "Versions are not kept.", again)
    if not wanted.versioning and versions:
        mend = "Versions cannot be turned off: make a bucket of another name, and set MOTCUA_S3_BUCKET."
        yield Misshapen(name, "Versions are kept where open uploads must be gone once sealed.", mend)
    lock = (_asked(s3.get_object_lock_configuration, name) or {}).get("ObjectLockConfiguration", {})
    if wanted.lock and lock.get("ObjectLockEnabled") != "Enabled":
        mend = "Turn Object Lock on for it, or make a bucket of another name and copy the objects over."
        yield Misshapen(name, "Object Lock is off, so signed results cannot be kept.", mend)
    if lock.get("Rule"):
        mend = "Remove the default retention: each result is locked for its service's own term."
        yield Misshapen(name, "A default retention locks everything.", mend)
    if _rules(_asked(s3.get_bucket_lifecycle_configuration, name)) != _rules({"Rules": lifecycle(wanted)}):
        yield Misshapen(name, "The lifecycle rules are others.", again)
    if wanted.browsers_post and not _may_post(_asked(s3.get_bucket_cors, name), origin):
        yield Misshapen(name, f"Browsers may not post from {origin}.", again)
    if _asked(s3.get_bucket_encryption, name) is None:
        yield Misshapen(name, "The storage does not encrypt at rest.", again)
    block = _asked(s3.get_public_access_block, name)
    if wanted.public_access_block and not _blocked(block):
        yield Misshapen(name, "Public access is not blocked.", again)


_OFF: dict[str, Any] = {"not offered": True}


def _asked(ask: Callable[..., dict[str, Any]], bucket: str) -> dict[str, Any] | None:
    """The answer; ``None`` where nothing is set, and :data:`_OFF` where the storage has no such thing."""
    try:
        return ask(Bucket=bucket)
    except ClientError as error:
        if _code(error) in _UNSET | {"404", "NoSuchBucket"}:
            return None
        if _code(error) in _NOT_OFFERED:
            return _OFF
        raise


def _if_offered(act: Callable[..., Any], **given: Any) -> None:
    try:
        act(**given)
    except ClientError as error:
        if _code(error) not in _NOT_OFFERED:
            raise


def _blocked(answer: Mapping[str, Any] | None) -> bool:
    if answer is _OFF:
        return True
    block = (answer or {}).get("PublicAccessBlockConfiguration", {})
    return all(block.get(name) for name in _WHOLE)


def _rules(answer: Mapping[str, Any] | None) -> set[str]:
    """Rules in one writing, whatever their order and names."""
    kept = ("AbortIncompleteMultipartUpload", "Expiration", "NoncurrentVersionExpiration")
    rules = (answer or {}).get("Rules", ())
    return {
        repr([_prefix(one), one.get("Status"), [sorted(one[key].items()) for key in kept if key in one]])
        for one in rules
    }


def _prefix(rule: Mapping[str, Any]) -> str:
    return str(rule.get("Filter", {}).get("Prefix", rule.get("Prefix", "")))


def _may_post(answer: Mapping[str, Any] | None, origin: str) -> bool:
    rules = (answer or {}).get("CORSRules", ())
    return any(origin in one["AllowedOrigins"] and "POST" in one["AllowedMethods"] for one in rules)


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
