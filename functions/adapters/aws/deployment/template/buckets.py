"""The buckets of files, in the shape that their adapter asks for."""

from __future__ import annotations

from functions.adapters.aws.deployment.template.words import Node, arn, joined, kept, ref, resource, sub
from functions.adapters.aws.s3.shape import BUCKETS, CORS_HEADERS, CORS_METHODS, CORS_SECONDS, Bucket
from functions.ports import Area

AREAS: tuple[Area, ...] = tuple(BUCKETS)
NAMES = "${AWS::StackName}-{area}-${AWS::AccountId}-${AWS::Region}"
"""The common name of the buckets, for the template and for the setting of the functions."""
UPLOADS = "https://" + NAMES.replace("{area}", "quarantine") + ".s3.${AWS::Region}.${AWS::URLSuffix}"
"""Where browsers send files to, for the policy of our pages."""


def bucket_id(area: Area) -> str:
    """The bucket of an area in the template."""
    return f"{area.capitalize()}Bucket"


def buckets() -> Node:
    made: Node = {}
    for area, shape in BUCKETS.items():
        id = bucket_id(area)
        made[id] = kept("S3::Bucket", {"BucketName": sub(NAMES.replace("{area}", area)), **_shape(shape)})
        made[f"{id}Policy"] = _only_by_tls(id)
    return made


def _shape(shape: Bucket) -> Node:
    encrypts = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": shape.encryption}}
    blocked = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
    properties: Node = {
        "PublicAccessBlockConfiguration": dict.fromkeys(blocked, shape.public_access_block),
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [encrypts]},
        "LifecycleConfiguration": {"Rules": _rules(shape)},
    }
    if shape.versioning or shape.lock:
        properties["VersioningConfiguration"] = {"Status": "Enabled"}
    if shape.lock:
        properties["ObjectLockEnabled"] = True
    if shape.browsers_post:
        post = {
            "AllowedOrigins": [sub("https://${Domain}")],
            "AllowedMethods": list(CORS_METHODS),
            "AllowedHeaders": list(CORS_HEADERS),
            "MaxAge": CORS_SECONDS,
        }
        properties["CorsConfiguration"] = {"CorsRules": [post]}
    return properties


def _rules(shape: Bucket) -> list[Node]:
    abort = {"DaysAfterInitiation": shape.abort_days}
    rules: list[Node] = [{"Id": "cut-off", "Status": "Enabled", "AbortIncompleteMultipartUpload": abort}]
    for prefix, days in shape.expire.items():
        rules.append(
            {"Id": f"left-{len(rules)}", "Status": "Enabled", "Prefix": prefix, "ExpirationInDays": days}
        )
    if shape.noncurrent_days is not None:
        old = {"NoncurrentDays": shape.noncurrent_days}
        rules.append({"Id": "replaced", "Status": "Enabled", "NoncurrentVersionExpiration": old})
    return rules


def _only_by_tls(id: str) -> Node:
    plain = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn(id), joined(arn(id), "/*")],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    document = {"Version": "2012-10-17", "Statement": [plain]}
    return resource("S3::BucketPolicy", {"Bucket": ref(id), "PolicyDocument": document})
