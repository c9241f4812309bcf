"""What the operator or the command says at each deployment."""

from __future__ import annotations

from functions.adapters.aws.deployment.template.words import Node

DESCRIPTIONS = {
    "Domain": ("Name under which citizens reach the portal", r"[a-z0-9.-]+\.[a-z]{2,}"),
    "Certificate": (
        "Certificate of that name in ACM, in us-east-1 where CloudFront looks for it",
        r"arn:aws:acm:us-east-1:\d{12}:certificate/.+",
    ),
    "MailSender": ("Sender of notices; its domain must be verified in SES", r"[^@\s]+@[^@\s]+\.[a-z]{2,}"),
    "AlarmMail": ("Who is told when an alarm goes off", r"[^@\s]+@[^@\s]+\.[a-z]{2,}"),
    "ReleaseBucket": ("Bucket with code and releases of the portal", r"[a-z0-9.-]{3,63}"),
    "CodeKey": ("Object with the zip of the functions, named by its hash", r"code/[0-9a-f]{16,64}\.zip"),
    "Release": ("Release of the portal that is shown", r"[0-9a-f]{16,64}"),
}
"""Meaning and allowed form of each."""


def parameters() -> Node:
    return {
        name: {"Type": "String", "Description": says, "AllowedPattern": f"^{pattern}$"}
        for name, (says, pattern) in DESCRIPTIONS.items()
    } | {
        "LogDays": {
            "Type": "Number",
            "Description": "Days that logs are kept",
            "Default": 90,
            "AllowedValues": [30, 60, 90, 120, 180, 365, 400, 545, 731],
        },
        "RequestsPerFiveMinutes": {
            "Type": "Number",
            "Description": "Requests to the functions that one address may make in five minutes",
            "Default": 3000,
            "MinValue": 100,
            "MaxValue": 2000000000,
        },
        "PostsPerFiveMinutes": {
            "Type": "Number",
            "Description": "Forms that one address may send in five minutes; many people may share one",
            "Default": 1000,
            "MinValue": 10,
            "MaxValue": 2000000000,
        },
    }
