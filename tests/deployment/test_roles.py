"""Each function may do what it needs, and what it does not need is refused to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from functions.entrypoints.lambda_names import LAMBDA_FUNCTIONS, LambdaFunction
from tests.deployment.made import of_kind, whole

SERVICES = {
    "table": ("dynamodb",),
    "stream": ("dynamodb",),
    "files": ("s3",),
    "queue": ("sqs",),
    "keys": ("kms",),
    "secrets": ("secretsmanager",),
    "mail": ("ses",),
    "sms": ("sns",),
}
"""What a function says that it touches, in AWS's names."""
READ = {"dynamodb:BatchGetItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query"}
WRITE = {"dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"}
WRAP = {"kms:Decrypt", "kms:GenerateDataKey"}
LOG = {"logs:CreateLogStream", "logs:PutLogEvents"}
OBJECTS = {"s3:DeleteObject", "s3:GetObject", "s3:PutObject"}
TOKENS = {"secretsmanager:GetSecretValue"}
SEND = {"sqs:GetQueueAttributes", "sqs:SendMessage"}
RECEIVE = {"sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"}
ALLOWED = {
    "api": LOG | READ | WRITE | OBJECTS | {"s3:ListBucket"} | WRAP | TOKENS,
    "relay": LOG
    | SEND
    | {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"},
    "work": LOG
    | READ
    | WRITE
    | OBJECTS
    | {"s3:ListBucket", "s3:PutObjectRetention"}
    | WRAP
    | {"kms:GetPublicKey", "kms:Sign"}
    | TOKENS
    | RECEIVE
    | {"ses:SendEmail", "ses:SendRawEmail", "sns:Publish"},
    "feedback": LOG | READ | WRITE | RECEIVE | {"kms:Decrypt"} | TOKENS,
    "sweep": LOG | READ | SEND | TOKENS,
    "probe": LOG | READ | WRITE | {"s3:GetObject", "s3:PutObject"} | WRAP | TOKENS,
    "tidy": LOG
    | READ
    | WRITE
    | {"s3:DeleteObject", "s3:GetObject", "s3:ListBucket"}
    | {"kms:Decrypt"}
    | TOKENS,
}
"""Every action that a function may take, written down a second time: to widen a role takes two places."""


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return whole()


def statements(made: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    policy = made["Resources"][f"{name.capitalize()}Policy"]["Properties"]
    yield from policy["PolicyDocument"]["Statement"]


def actions(made: dict[str, Any], name: str, effect: str = "Allow") -> set[str]:
    return {act for one in statements(made, name) if one["Effect"] == effect for act in one["Action"]}


def places(made: dict[str, Any], name: str, action: str) -> str:
    """Where a function may do something, as text."""
    allowed = [one["Resource"] for one in statements(made, name) if action in one["Action"]]
    return json.dumps(allowed)


@pytest.mark.parametrize("one", LAMBDA_FUNCTIONS, ids=lambda one: str(one.name))
def test_a_function_may_do_exactly_what_is_listed(made: dict[str, Any], one: LambdaFunction) -> None:
    assert actions(made, one.name) == ALLOWED[one.name]


@pytest.mark.parametrize("one", LAMBDA_FUNCTIONS, ids=lambda one: str(one.name))
def test_a_function_reaches_no_service_that_it_does_not_name(
    made: dict[str, Any], one: LambdaFunction
) -> None:
    named = {service for touched in one.touches for service in SERVICES[touched]}
    assert {act.partition(":")[0] for act in actions(made, one.name)} - {"logs"} <= named


@pytest.mark.parametrize("one", LAMBDA_FUNCTIONS, ids=lambda one: str(one.name))
def test_no_action_and_no_resource_is_open(made: dict[str, Any], one: LambdaFunction) -> None:
    for each in statements(made, one.name):
        assert not [act for act in each["Action"] if "*" in act]
        if each["Resource"] == "*":  # a phone number is no resource
            assert each["Action"] == ["sns:Publish"]
            assert "sns:Publish" in actions(made, one.name, "Deny")


def test_nobody_may_scan_nor_change_table_keys_or_buckets(made: dict[str, Any]) -> None:
    for one in LAMBDA_FUNCTIONS:
        forbidden = (
            "Scan",
            "Table",
            "Policy",
            "ScheduleKeyDeletion",
            "DisableKey",
            "PutBucket",
            "iam:",
            "Bypass",
        )
        reached = actions(made, one.name) - {"dynamodb:DescribeTable"}
        assert not [act for act in reached if any(word in act for word in forbidden)]


def test_only_the_worker_signs_sends_and_writes_results(made: dict[str, Any]) -> None:
    for one in LAMBDA_FUNCTIONS:
        may = actions(made, one.name)
        assert bool(may & {"kms:Sign", "ses:SendEmail", "sns:Publish"}) == (one.name == "work")
        writes = "DocumentsBucket" in places(made, one.name, "s3:PutObject")
        assert writes == (one.name == "work")


def test_the_key_that_signs_never_wraps_and_the_other_never_signs(made: dict[str, Any]) -> None:
    assert "DataKey" not in places(made, "work", "kms:Sign")
    assert json.loads(places(made, "work", "kms:Decrypt")) == [{"Fn::GetAtt": ["DataKey", "Arn"]}]
    (signs,) = [one for one in statements(made, "work") if "kms:Sign" in one["Action"]]
    assert signs["Condition"] == {"StringEquals": {"aws:ResourceTag/motcua-signs": {"Ref": "AWS::StackName"}}}
    marked = json.dumps(made["Resources"]["SigningKey"]["Properties"]["Tags"])
    assert "motcua-signs" in marked and "Tags" not in made["Resources"]["DataKey"]["Properties"]


def test_the_relay_sees_the_stream_and_never_the_table(made: dict[str, Any]) -> None:
    assert "StreamArn" in places(made, "relay", "dynamodb:GetRecords")
    assert not actions(made, "relay") & (READ | WRITE)


def test_mail_goes_out_in_one_name_only(made: dict[str, Any]) -> None:
    (mail,) = [one for one in statements(made, "work") if "ses:SendEmail" in one["Action"]]
    assert mail["Condition"] == {"StringEquals": {"ses:FromAddress": {"Ref": "MailSender"}}}


def test_a_role_is_one_functions_own(made: dict[str, Any]) -> None:
    roles = [json.dumps(one["Properties"]["Role"]) for one in of_kind(made, "Lambda::Function").values()]
    assert len(set(roles)) == len(LAMBDA_FUNCTIONS)


def test_the_cdn_reads_releases_and_the_status_report_and_nothing_else_of_their_bucket(
    made: dict[str, Any],
) -> None:
    policy = made["Resources"]["ReleaseBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    read = [one for one in policy if one["Effect"] == "Allow" and one["Action"] == "s3:GetObject"]
    (parts,) = (
        [part["Fn::Sub"].partition("${ReleaseBucket}")[2] for part in one["Resource"]] for one in read
    )
    assert parts == ["/portal/releases/*", "/portal/status/*"]
    assert all("Distribution" in json.dumps(one["Condition"]) for one in policy if one["Effect"] == "Allow")


def test_the_probe_writes_the_status_report_and_no_release(made: dict[str, Any]) -> None:
    written = places(made, "probe", "s3:PutObject")
    assert written.count("arn:") == 1 and "${ReleaseBucket}/portal/status/*" in written
