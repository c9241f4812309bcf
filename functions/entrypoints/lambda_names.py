"""The Lambda functions by name: what sets each off, how much it gets, and what it may touch.

All run the same zip and the same settings; roles and triggers differ. The deployment template is made from
this list, and a test calls each handler as AWS would.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Trigger = Literal["http", "stream", "queue", "schedule", "feedback"]
Resource = Literal["table", "stream", "files", "queue", "keys", "secrets", "mail", "sms"]


@dataclass(frozen=True, slots=True)
class LambdaFunction:
    """``handler`` is ``module.name`` in the zip; ``every`` a schedule expression of EventBridge."""

    name: str
    handler: str
    trigger: Trigger
    says: str
    seconds: int
    megabytes: int
    touches: Mapping[Resource, str]
    """What it asks of each resource, in words; everything else is to be refused to it."""
    every: str = ""
    batch: int = 0
    """Most records of a stream or queue in one call; failed ones are named, and only they come again."""


ENVIRONMENT: Mapping[str, str] = {
    "MOTCUA_BUILD": "build",
    "MOTCUA_TEMPLATES": "themes/civic",
    "MOTCUA_STATE": "/tmp/motcua",  # noqa: S108 - the only folder that a Lambda function may write to
    "PYDANTIC_DISABLE_PLUGINS": "__all__",
}
"""What each needs besides the settings that the operator chooses. Paths lie below the unpacked zip."""

LAMBDA_FUNCTIONS: tuple[LambdaFunction, ...] = (
    LambdaFunction(
        name="api",
        handler="app.app",
        trigger="http",
        says="Answers citizens, officers and machines",
        seconds=29,
        megabytes=1024,
        touches={
            "table": "read items and index pages, write transactions",
            "files": "put, get, copy and delete in quarantine; get in clean and documents",
            "keys": "wrap and unwrap keys of cases",
            "secrets": "read",
        },
    ),
    LambdaFunction(
        name="relay",
        handler="app.relay",
        trigger="stream",
        says="Announces each effect that became owed to the queue",
        seconds=60,
        megabytes=256,
        touches={"stream": "read", "queue": "send"},
        batch=100,
    ),
    LambdaFunction(
        name="work",
        handler="app.work",
        trigger="queue",
        says="Scans, issues, signs and notifies: one effect a message",
        seconds=240,
        megabytes=1769,
        touches={
            "table": "read items, write transactions",
            "files": "put, get, copy and delete in all areas",
            "queue": "receive and delete",
            "keys": "wrap and unwrap keys of cases; sign documents",
            "secrets": "read",
            "mail": "send",
            "sms": "send",
        },
        batch=5,
    ),
    LambdaFunction(
        name="feedback",
        handler="app.feedback",
        trigger="feedback",
        says="Notes in its case which mail did not reach the citizen",
        seconds=60,
        megabytes=512,
        touches={
            "table": "read items, write transactions",
            "queue": "receive and delete",
            "keys": "unwrap keys of cases",
            "secrets": "read",
        },
        batch=10,
    ),
    LambdaFunction(
        name="sweep",
        handler="app.sweep",
        trigger="schedule",
        says="Announces again what is owed and nobody took up",
        seconds=60,
        megabytes=256,
        touches={"table": "read the index of what is owed", "queue": "send", "secrets": "read"},
        every="rate(1 minute)",
    ),
    LambdaFunction(
        name="probe",
        handler="app.probe",
        trigger="schedule",
        says="Tries the portal as a citizen would, counts what waits, hangs the report for the status page",
        seconds=240,
        megabytes=512,
        touches={
            "table": "read items and indexes, write to see that it takes writes",
            "keys": "wrap and unwrap a key of its own",
            "files": "put and get the report",
            "secrets": "read",
        },
        every="rate(5 minutes)",
    ),
    LambdaFunction(
        name="tidy",
        handler="app.tidy",
        trigger="schedule",
        says="Purges what nobody sent or holds, and erases what is past its term",
        seconds=900,
        megabytes=512,
        touches={
            "table": "read items and index pages, write and delete",
            "files": "list quarantine, delete in all areas",
            "keys": "destroy keys of cases",
            "secrets": "read",
        },
        every="cron(30 18 * * ? *)",  # half past one at night in Viet Nam
    ),
)
"""One line a function; the name is unique within an installation."""
