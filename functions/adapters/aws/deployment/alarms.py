"""When somebody must be woken: each alarm with its measure, its limit and its entry in the run-book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Alarm:
    """``of`` names the resource of the template that the measure is about; ``minutes`` is one period.

    ``silent`` says what no data means: ``breaching`` where silence is itself the trouble.
    """

    name: str
    namespace: str
    measure: str
    dimension: str
    of: str
    statistic: str
    over: float
    minutes: int
    times: int
    says: str
    silent: Literal["breaching", "notBreaching"] = "notBreaching"
    below: bool = False


ALARMS: tuple[Alarm, ...] = (
    Alarm(
        "api-errors",
        "AWS/Lambda",
        "Errors",
        "FunctionName",
        "ApiFunction",
        "Sum",
        5,
        5,
        1,
        "Requests fall over",
    ),
    Alarm(
        "api-slow",
        "AWS/Lambda",
        "Duration",
        "FunctionName",
        "ApiFunction",
        "p95",
        3000,
        5,
        3,
        "One request in twenty takes more than 3 s",
    ),
    Alarm(
        "api-throttled",
        "AWS/Lambda",
        "Throttles",
        "FunctionName",
        "ApiFunction",
        "Sum",
        0,
        5,
        1,
        "Lambda turns requests away",
    ),
    Alarm(
        "gateway-errors",
        "AWS/ApiGateway",
        "5XXError",
        "ApiName",
        "Api",
        "Sum",
        10,
        5,
        1,
        "The gateway answers with errors",
    ),
    Alarm(
        "relay-behind",
        "AWS/Lambda",
        "IteratorAge",
        "FunctionName",
        "RelayFunction",
        "Maximum",
        60_000,
        1,
        5,
        "Effects are announced more than a minute late",
    ),
    Alarm(
        "relay-gave-up",
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        "QueueName",
        "TroubleQueue",
        "Maximum",
        0,
        5,
        1,
        "A batch of the stream was given up; the sweep finds what it held",
    ),
    Alarm(
        "work-errors",
        "AWS/Lambda",
        "Errors",
        "FunctionName",
        "WorkFunction",
        "Sum",
        5,
        5,
        3,
        "Effects fall over",
    ),
    Alarm(
        "work-behind",
        "AWS/SQS",
        "ApproximateAgeOfOldestMessage",
        "QueueName",
        "WorkQueue",
        "Maximum",
        900,
        5,
        2,
        "An effect waits for more than 15 minutes",
    ),
    Alarm(
        "work-dead",
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        "QueueName",
        "WorkDeadLetters",
        "Maximum",
        0,
        5,
        1,
        "An effect was given up",
    ),
    Alarm(
        "sweep-silent",
        "AWS/Lambda",
        "Invocations",
        "FunctionName",
        "SweepFunction",
        "Sum",
        1,
        15,
        1,
        "The sweep has stopped running",
        "breaching",
        below=True,
    ),
    Alarm(
        "tidy-errors",
        "AWS/Lambda",
        "Errors",
        "FunctionName",
        "TidyFunction",
        "Sum",
        0,
        60,
        1,
        "Housekeeping fell over",
    ),
    Alarm(
        "table-throttled",
        "AWS/DynamoDB",
        "ThrottledRequests",
        "TableName",
        "Table",
        "Sum",
        0,
        5,
        2,
        "The table turns requests away",
    ),
)
"""All of them; the name is unique within an installation."""
