"""What holds cases: the table, the buckets of files, keys and secret. All of it outlives the stack."""

from __future__ import annotations

from functions.adapters.aws.deployment.template.words import Node, arn, joined, kept, ref, resource, sub

AREAS = ("quarantine", "clean", "documents")
TABLE = {
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "S"},
    ],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
}


def bucket_id(area: str) -> str:
    """The bucket of an area in the template."""
    return f"{area.capitalize()}Bucket"


def data() -> Node:
    return {"Table": _table(), **_keys(), "TokenSecret": _token_secret(), **_buckets()}


def _table() -> Node:
    encrypted = {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": arn("DataKey")}
    more = {
        "BillingMode": "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": True,
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "SSESpecification": encrypted,
        "StreamSpecification": {"StreamViewType": "NEW_IMAGE"},
        "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True},
    }
    return kept("DynamoDB::Table", TABLE | more)


def _keys() -> Node:
    """One key wraps keys of cases, another signs for the agency. Neither ever leaves the service."""
    data_key = {
        "Description": "Wraps the keys of cases",
        "EnableKeyRotation": True,
        "PendingWindowInDays": 30,
    }
    signing_key = {
        "Description": "Signs documents for the agency",
        "KeySpec": "RSA_3072",
        "KeyUsage": "SIGN_VERIFY",
        "PendingWindowInDays": 30,
    }
    return {
        "DataKey": kept("KMS::Key", data_key | {"KeyPolicy": _key_policy()}),
        "DataAlias": resource(
            "KMS::Alias", {"AliasName": sub("alias/${AWS::StackName}-data"), "TargetKeyId": ref("DataKey")}
        ),
        "SigningKey": kept("KMS::Key", signing_key | {"KeyPolicy": _key_policy()}),
        "SigningAlias": resource(
            "KMS::Alias",
            {"AliasName": sub("alias/${AWS::StackName}-signing"), "TargetKeyId": ref("SigningKey")},
        ),
    }


def _key_policy() -> Node:
    """The account decides by its roles. In a key's own policy ``*`` is that key and no other."""
    account = {"AWS": sub("arn:${AWS::Partition}:iam::${AWS::AccountId}:root")}
    statement = {"Sid": "Roles", "Effect": "Allow", "Principal": account, "Action": "kms:*", "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _token_secret() -> Node:
    made = {"PasswordLength": 64, "ExcludePunctuation": True}
    named = {
        "Name": sub("${AWS::StackName}/tokens"),
        "Description": "Signs tokens of drafts, forms and sessions",
    }
    return kept("SecretsManager::Secret", {**named, "GenerateSecretString": made})


def _buckets() -> Node:
    made: Node = {}
    for area in AREAS:
        made |= _bucket(area)
    return made


def _bucket(area: str) -> Node:
    properties: Node = {
        "BucketName": sub("${AWS::StackName}-" + area + "-${AWS::AccountId}-${AWS::Region}"),
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        },
        "OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]},
        "BucketEncryption": {
            "ServerSideEncryptionConfiguration": [
                {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
            ]
        },
        "VersioningConfiguration": {"Status": "Enabled"},
    }
    id = bucket_id(area)
    plain = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn(id), joined(arn(id), "/*")],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = {"Bucket": ref(id), "PolicyDocument": {"Version": "2012-10-17", "Statement": [plain]}}
    return {id: kept("S3::Bucket", properties), f"{id}Policy": resource("S3::BucketPolicy", policy)}
