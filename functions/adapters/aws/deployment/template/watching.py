"""Alarms, and the topic by which somebody hears of them."""

from __future__ import annotations

from functions.adapters.aws.deployment.alarms import ALARMS, Alarm
from functions.adapters.aws.deployment.template.words import Node, att, ref, resource, sub


def watching() -> Node:
    topic = {"Subscription": [{"Protocol": "email", "Endpoint": ref("AlarmMail")}]}
    made: Node = {"AlarmTopic": resource("SNS::Topic", topic)}
    for one in ALARMS:
        made["".join(part.capitalize() for part in one.name.split("-")) + "Alarm"] = _alarm(one)
    return made


def _alarm(one: Alarm) -> Node:
    hears = [ref("AlarmTopic")]
    statistic = (
        {"ExtendedStatistic": one.statistic}
        if one.statistic.startswith("p")
        else {"Statistic": one.statistic}
    )
    return resource(
        "CloudWatch::Alarm",
        {
            "AlarmName": sub("${AWS::StackName}-" + one.name),
            "AlarmDescription": f"{one.says}. Run-book: {one.name}",
            "Namespace": one.namespace,
            "MetricName": one.measure,
            "Dimensions": [{"Name": one.dimension, "Value": _named(one)}],
            **statistic,
            "Threshold": one.over,
            "ComparisonOperator": "LessThanThreshold" if one.below else "GreaterThanThreshold",
            "Period": 60 * one.minutes,
            "EvaluationPeriods": one.times,
            "TreatMissingData": one.silent,
            "AlarmActions": hears,
            "OKActions": hears,
        },
    )


def _named(one: Alarm) -> Node:
    """Measures know a queue by its name, everything else by what identifies it."""
    if one.dimension == "QueueName":
        return att(one.of, "QueueName")
    if one.dimension == "ApiName":
        return ref("AWS::StackName")
    return ref(one.of)
