"""What the operator or the command says at each deployment."""

from __future__ import annotations

import re
from collections.abc import Mapping

from functions.adapters.aws.deployment.template.words import Node
from functions.domain.errors import Fault

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


SETTINGS = {
    "Domain": "PUBLIC_URL",
    "Certificate": "DEPLOY_CERTIFICATE",
    "MailSender": "MAIL_FROM",
    "AlarmMail": "DEPLOY_ALARM_MAIL",
}
"""The setting that each of the operator's own parameters comes from."""


def faults(given: Mapping[str, str]) -> list[Fault]:
    """Everything about the operator's choices that the template would refuse, by setting."""
    found = []
    for name, value in given.items():
        says, pattern = DESCRIPTIONS[name]
        if not re.fullmatch(pattern, value):
            message = (
                f"{says}: {'missing' if not value else f'“{value}” does not do'}. Wanted: {FORMS[name]}."
            )
            found.append(Fault(f"MOTCUA_{SETTINGS[name]}", "missing" if not value else "form", message))
        elif name in ("Domain", "MailSender") and value.endswith(".invalid"):
            found.append(
                Fault(f"MOTCUA_{SETTINGS[name]}", "missing", f"{says}: missing. Wanted: {FORMS[name]}.")
            )
    return found


FORMS = {
    "Domain": "https:// and a name, such as https://dichvucong.tinh.gov.vn",
    "Certificate": "its ARN in us-east-1",
    "MailSender": "an address of a domain verified in SES",
    "AlarmMail": "an address that somebody reads at night",
}
"""What the operator is asked for."""
