"""When somebody must look at what only AWS knows of itself; the alarms of every way to run stand apart.

Each has its entry in the handbook's page on AWS, by its name.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CloudAlarm:
    """``of`` names the resource of the template that the measure is about; ``minutes`` is one period.

    ``below`` turns the comparison round and makes no data an alarm: silence is then itself the trouble.
    """

    name: str
    says: str
    of: str
    namespace: str
    measure: str
    statistic: str
    limit: float
    minutes: int
    times: int = 1
    below: bool = False


_SHOWN = "ApproximateNumberOfMessagesVisible"

CLOUD_ALARMS: tuple[CloudAlarm, ...] = (
    CloudAlarm("gateway-errors", "The gateway answered 5xx more than 10 times in 5 minutes", "Api",
               "AWS/ApiGateway", "5XXError", "Sum", 10, 5),
    CloudAlarm("api-throttled", "Lambda turned requests away", "ApiFunction",
               "AWS/Lambda", "Throttles", "Sum", 0, 5),
    CloudAlarm("relay-behind", "What is owed is announced more than a minute late", "RelayFunction",
               "AWS/Lambda", "IteratorAge", "Maximum", 60_000, 1, 5),
    CloudAlarm("relay-gave-up", "A batch of the stream was given up", "TroubleQueue",
               "AWS/SQS", _SHOWN, "Maximum", 0, 5),
    CloudAlarm("work-errors", "The worker fell over more than 5 times in 5 minutes", "WorkFunction",
               "AWS/Lambda", "Errors", "Sum", 5, 5, 3),
    CloudAlarm("work-dead", "A message of an effect was given up", "WorkDeadLetters",
               "AWS/SQS", _SHOWN, "Maximum", 0, 5),
    CloudAlarm("feedback-dead", "News of mail that came back was given up", "FeedbackDeadLetters",
               "AWS/SQS", _SHOWN, "Maximum", 0, 5),
    CloudAlarm("sweep-stopped", "The sweep has not run for a quarter of an hour", "SweepFunction",
               "AWS/Lambda", "Invocations", "Sum", 1, 15, below=True),
    CloudAlarm("tidy-fails", "Housekeeping fell over", "TidyFunction",
               "AWS/Lambda", "Errors", "Sum", 0, 60),
    CloudAlarm("table-throttled", "The table turned requests away", "Table",
               "AWS/DynamoDB", "WriteThrottleEvents", "Sum", 0, 5, 2),
)  # fmt: skip
"""All of them; the name is unique within an installation."""
