"""What holds cases: the table, the buckets of files, keys and secret. All of it outlives the stack."""

from __future__ import annotations

import copy

from functions.adapters.aws.deployment.template.buckets import buckets
from functions.adapters.aws.deployment.template.words import Node, kept, ref, resource, sub
from functions.adapters.aws.dynamodb.shape import TABLE, TTL_ATTRIBUTE

SIGNS = "motcua-signs"
"""Tag of the keys that the installation of that name may sign with."""


def data() -> Node:
    return {"Table": _table(), **_keys(), "Secrets": _secrets(), **buckets()}


def _table() -> Node:
    """The adapter's own shape. In a template a stream is on where its view is named."""
    shape = copy.deepcopy(TABLE)
    shape["StreamSpecification"].pop("StreamEnabled", None)
    more = {
        "DeletionProtectionEnabled": True,
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "SSESpecification": {"SSEEnabled": True},
        "TimeToLiveSpecification": {"AttributeName": TTL_ATTRIBUTE, "Enabled": True},
    }
    return kept("DynamoDB::Table", shape | more)


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
        "Tags": [{"Key": SIGNS, "Value": ref("AWS::StackName")}],
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


def _secrets() -> Node:
    """One JSON object; the operator adds ``sms-secret`` and others, and no deployment takes them away."""
    made = {
        "PasswordLength": 64,
        "ExcludePunctuation": True,
        "SecretStringTemplate": "{}",
        "GenerateStringKey": "token",
    }
    named = {"Name": sub("${AWS::StackName}/secrets"), "Description": "Secrets of the functions, by name"}
    return kept("SecretsManager::Secret", {**named, "GenerateSecretString": made})
