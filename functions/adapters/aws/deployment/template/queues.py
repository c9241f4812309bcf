"""Queues of effects, their dead letters, and the way that bounces of mail come back."""

from __future__ import annotations

from functions.adapters.aws.deployment.description import Description, Function
from functions.adapters.aws.deployment.template.words import Node, allow, arn, ref, resource, sub

FORTNIGHT = 14 * 24 * 3600
TRIES = 24
"""How often a message is handed out before it lies among the dead; effects count their own attempts too."""
VISIBILITY_FACTOR = 6
"""AWS asks for a visibility of six times a function's limit, or a slow batch is handed out twice."""
LONGEST_VISIBILITY = 12 * 3600


def queues(description: Description) -> Node:
    """One queue with dead letters for each function that a queue sets off, and what SES tells of bounces."""
    made: Node = {}
    for one in (*description.of("queue"), *description.of("feedback")):
        made |= _queue(one)
    for one in description.of("feedback"):
        made |= _bounces(one)
    made["TroubleQueue"] = resource("SQS::Queue", _closed({"MessageRetentionPeriod": FORTNIGHT}))
    made["MailSet"] = resource(
        "SES::ConfigurationSet",
        {
            "ReputationOptions": {"ReputationMetricsEnabled": True},
            "DeliveryOptions": {"TlsPolicy": "REQUIRE"},
            # Who hears of a bounce never gets another notice there: SES keeps the list.
            "SuppressionOptions": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
        },
    )
    return made


def _closed(properties: Node) -> Node:
    return {"SqsManagedSseEnabled": True, **properties}


def _queue(one: Function) -> Node:
    dead = f"{one.stem}DeadLetters"
    visible = min(VISIBILITY_FACTOR * one.seconds, LONGEST_VISIBILITY)
    redrive = {"deadLetterTargetArn": arn(dead), "maxReceiveCount": TRIES}
    waiting = {"VisibilityTimeout": visible, "MessageRetentionPeriod": FORTNIGHT, "RedrivePolicy": redrive}
    return {
        dead: resource("SQS::Queue", _closed({"MessageRetentionPeriod": FORTNIGHT})),
        f"{one.stem}Queue": resource("SQS::Queue", _closed(waiting)),
    }


def _bounces(one: Function) -> Node:
    """SES tells EventBridge of bounces and complaints; a rule hands them to a queue, so that none is lost."""
    queue = f"{one.stem}Queue"
    pattern = {
        "source": ["aws.ses"],
        "detail": {
            "eventType": ["Bounce", "Complaint"],
            "mail": {"tags": {"ses:configuration-set": [ref("MailSet")]}},
        },
    }
    events = ["bounce", "complaint"]
    destination = {
        "Enabled": True,
        "MatchingEventTypes": [event.upper() for event in events],
        "EventBridgeDestination": {
            "EventBusArn": sub(
                "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/default"
            )
        },
    }
    sends = allow(
        ["sqs:SendMessage"],
        arn(queue),
        Principal={"Service": "events.amazonaws.com"},
        Condition={"ArnEquals": {"aws:SourceArn": arn("BounceRule")}},
    )
    return {
        "MailEvents": resource(
            "SES::ConfigurationSetEventDestination",
            {"ConfigurationSetName": ref("MailSet"), "EventDestination": destination},
        ),
        "BounceRule": resource(
            "Events::Rule",
            {
                "Description": "Mail that came back",
                "EventPattern": pattern,
                "Targets": [{"Id": "queue", "Arn": arn(queue)}],
            },
        ),
        "BounceQueuePolicy": resource(
            "SQS::QueuePolicy",
            {"Queues": [ref(queue)], "PolicyDocument": {"Version": "2012-10-17", "Statement": [sends]}},
        ),
    }
