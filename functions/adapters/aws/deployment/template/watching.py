"""Alarms, and the topic by which somebody hears of them."""

from __future__ import annotations

from functions.adapters.aws.deployment.alarms import CLOUD_ALARMS, CloudAlarm
from functions.adapters.aws.deployment.template.words import Node, att, ref, resource, sub
from functions.adapters.measures.cloudwatch import NAMESPACE
from functions.observing.alarms import ALARMS, Alarm

DIMENSIONS = {
    "AWS/ApiGateway": "ApiName",
    "AWS/DynamoDB": "TableName",
    "AWS/Lambda": "FunctionName",
    "AWS/SQS": "QueueName",
}
"""By what each service tells its resources apart."""


def watching() -> Node:
    """The alarms of every way to run, and those that only AWS can raise."""
    topic = {"Subscription": [{"Protocol": "email", "Endpoint": ref("AlarmMail")}]}
    made: Node = {"AlarmTopic": resource("SNS::Topic", topic)}
    for ours in ALARMS:
        made[_id(ours.name)] = _ours(ours)
    for cloud in CLOUD_ALARMS:
        made[_id(cloud.name)] = _clouds(cloud)
    return made


def _id(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-")) + "Alarm"


def _ours(one: Alarm) -> Node:
    measure = {
        "Namespace": NAMESPACE,
        "MetricName": one.instrument.name,
        "Dimensions": [
            {"Name": one.instrument.attributes[name], "Value": value}
            for name, value in one.attributes.items()
        ],
    }
    return _alarm(one, measure, silence=one.silence)


def _clouds(one: CloudAlarm) -> Node:
    measure = {
        "Namespace": one.namespace,
        "MetricName": one.measure,
        "Dimensions": [{"Name": DIMENSIONS[one.namespace], "Value": _named(one)}],
    }
    return _alarm(one, measure, silence=one.below)


def _alarm(one: Alarm | CloudAlarm, measure: Node, *, silence: bool) -> Node:
    """``OKActions`` too: whoever was woken wants to know that it is over."""
    kind = "ExtendedStatistic" if one.statistic.startswith("p") else "Statistic"
    hears = [ref("AlarmTopic")]
    return resource(
        "CloudWatch::Alarm",
        {
            "AlarmName": sub("${AWS::StackName}-" + one.name),
            "AlarmDescription": f"{one.says}. Run-book: {one.name}",
            **measure,
            kind: one.statistic,
            "Threshold": one.limit,
            "ComparisonOperator": "LessThanThreshold" if one.below else "GreaterThanThreshold",
            "Period": 60 * one.minutes,
            "EvaluationPeriods": one.times,
            "TreatMissingData": "breaching" if silence else "notBreaching",
            "AlarmActions": hears,
            "OKActions": hears,
        },
    )


def _named(one: CloudAlarm) -> Node:
    """A queue's measures know it by its name, and a gateway's by the name that it was given."""
    if one.namespace == "AWS/SQS":
        return att(one.of, "QueueName")
    return ref("AWS::StackName") if one.namespace == "AWS/ApiGateway" else ref(one.of)
