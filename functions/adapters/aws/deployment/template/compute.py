"""Functions with their logs, and what sets them off."""

from __future__ import annotations

from functions.adapters.aws.deployment.description import Description, Function
from functions.adapters.aws.deployment.template.buckets import NAMES
from functions.adapters.aws.deployment.template.edge import VIEWER_HEADER
from functions.adapters.aws.deployment.template.roles import policy_id, role_id
from functions.adapters.aws.deployment.template.words import Node, arn, att, ref, resource, sub

CHOSEN = {
    "MOTCUA_STORE": "dynamodb",
    "MOTCUA_FILES": "s3",
    "MOTCUA_QUEUE": "sqs",
    "MOTCUA_MEASURES": "cloudwatch",
    "MOTCUA_MAIL": "ses",
    "MOTCUA_KEYS": "kms",
    "MOTCUA_SECRETS": "secretsmanager",
    "MOTCUA_VIEWER_HEADER": VIEWER_HEADER,
}
"""Settings that make a function use AWS."""
STREAM_TRIES = 10
"""How often a batch of the stream is tried before the sweep has to find what it held."""


def functions(description: Description) -> Node:
    made: Node = {}
    for one in description.functions:
        made |= _function(one, description) | _set_off(one)
    return made


def log_id(one: Function) -> str:
    return f"{one.stem}Log"


def _function(one: Function, description: Description) -> Node:
    properties = {
        "FunctionName": sub("${AWS::StackName}-" + one.name),
        "Description": one.says,
        "Runtime": "python3.11",
        "Architectures": ["x86_64"],
        "Handler": one.handler,
        "Code": {"S3Bucket": ref("ReleaseBucket"), "S3Key": ref("CodeKey")},
        "Role": arn(role_id(one)),
        "Timeout": one.seconds,
        "MemorySize": one.megabytes,
        "LoggingConfig": {"LogGroup": ref(log_id(one))},
        "Environment": {"Variables": _environment(description)},
    }
    log = {"LogGroupName": sub("/motcua/${AWS::StackName}/" + one.name), "RetentionInDays": ref("LogDays")}
    return {
        one.id: resource("Lambda::Function", properties, DependsOn=[policy_id(one)]),
        log_id(one): resource("Logs::LogGroup", log, DeletionPolicy="Retain", UpdateReplacePolicy="Retain"),
    }


def _environment(description: Description) -> Node:
    """What chooses AWS in the settings, the operator's own, and the names that only the stack knows.

    Credentials come from the role, never from here.
    """
    return (
        CHOSEN
        | dict(description.environment)
        | {
            "MOTCUA_PUBLIC_URL": sub("https://${Domain}"),
            "MOTCUA_MAIL_FROM": ref("MailSender"),
            "MOTCUA_AWS_REGION": ref("AWS::Region"),
            "MOTCUA_DYNAMODB_TABLE": ref("Table"),
            "MOTCUA_S3_BUCKET": sub(NAMES),
            "MOTCUA_SQS_QUEUE_URL": ref("WorkQueue"),
            "MOTCUA_SES_CONFIGURATION_SET": ref("MailSet"),
            "MOTCUA_KMS_KEY_ID": arn("DataKey"),
            "MOTCUA_SECRETS_ID": ref("Secrets"),
            "MOTCUA_STATUS_BUCKET": ref("ReleaseBucket"),
        }
    )


def _set_off(one: Function) -> Node:
    return {
        "http": lambda one: {},  # the gateway calls it; see api.py
        "queue": _by_queue,
        "feedback": _by_queue,
        "stream": _by_stream,
        "schedule": _by_clock,
    }[one.trigger](one)


def _by_queue(one: Function) -> Node:
    mapping = {
        "FunctionName": ref(one.id),
        "EventSourceArn": arn(f"{one.stem}Queue"),
        "BatchSize": one.batch,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
    }
    return {f"{one.stem}Source": resource("Lambda::EventSourceMapping", mapping)}


def _by_stream(one: Function) -> Node:
    mapping = {
        "FunctionName": ref(one.id),
        "EventSourceArn": att("Table", "StreamArn"),
        "StartingPosition": "TRIM_HORIZON",
        "BatchSize": one.batch,
        "BisectBatchOnFunctionError": True,
        "MaximumRetryAttempts": STREAM_TRIES,
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
        "DestinationConfig": {"OnFailure": {"Destination": arn("TroubleQueue")}},
    }
    return {f"{one.stem}Source": resource("Lambda::EventSourceMapping", mapping)}


def _by_clock(one: Function) -> Node:
    target = {
        "Id": one.name,
        "Arn": arn(one.id),
        "RetryPolicy": {"MaximumRetryAttempts": 2, "MaximumEventAgeInSeconds": 300},
    }
    rule = {"Description": one.says, "ScheduleExpression": one.every, "Targets": [target]}
    permission = {
        "FunctionName": ref(one.id),
        "Action": "lambda:InvokeFunction",
        "Principal": "events.amazonaws.com",
        "SourceArn": arn(f"{one.stem}Schedule"),
    }
    return {
        f"{one.stem}Schedule": resource("Events::Rule", rule),
        f"{one.stem}Permission": resource("Lambda::Permission", permission),
    }
