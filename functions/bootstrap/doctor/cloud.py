"""What lies at AWS, or at a cluster that speaks its protocols: there, and in the shape that we need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from pydantic import SecretStr

from functions.bootstrap import chosen
from functions.bootstrap.doctor.chosen_ways import secret
from functions.bootstrap.doctor.finding import Check, Finding, tried
from functions.domain.errors import NotFound
from functions.settings import PREFIX, Settings, load


def table(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The table has the shape of this program."""
    if settings.store != "dynamodb":
        return
    from functions.adapters.aws.clients import client
    from functions.adapters.aws.deployment.trouble import named
    from functions.adapters.aws.dynamodb.shape import faults

    name = settings.dynamodb_table
    place = chosen.place(settings, settings.dynamodb_endpoint)
    with named(f"Looking at the table {name}"):
        found = faults(client("dynamodb", place), name)
    yield from (Finding("table", "fault", one.where, one.message) for one in found)
    if not found:
        yield Finding("table", "ok", name, "Keys, indexes, expiry and stream are right")


def buckets(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The three buckets are as their files need them."""
    if settings.files != "s3":
        return
    from functions.adapters.aws.deployment.trouble import named
    from functions.adapters.aws.s3.buckets import check_shape

    with named("Looking at the buckets"):
        place = chosen.place(settings, settings.s3_endpoint)
        found = check_shape(place, settings.s3_bucket, settings.public_url)
    yield from (Finding("buckets", "fault", one.bucket, one.what, one.mend) for one in found)
    if not found:
        yield Finding("buckets", "ok", settings.s3_bucket, "All three are there and closed")


def queue(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The queue hides a message for long enough, and has a place for those that nobody can do."""
    if settings.queue != "sqs":
        return
    from functions.adapters.aws.sqs import SqsQueue

    SqsQueue(chosen.place(settings, settings.sqs_endpoint), settings.sqs_queue_url).check()
    yield Finding("queue", "ok", settings.sqs_queue_url, "Visibility and dead letters are right")


def data_key(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The key that wraps the keys of cases is enabled, and we may use it."""
    if settings.keys != "kms":
        return
    from functions.adapters.aws.kms import KmsKeys

    KmsKeys(chosen.place(settings, settings.kms_endpoint), settings.kms_key_id).check()
    yield Finding("data key", "ok", settings.kms_key_id, "It wraps and unwraps")


def sender(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """SES sends for our address, and to everybody."""
    if chosen.mail_way(settings) != "ses":
        return
    from functions.adapters.aws.clients import client
    from functions.adapters.aws.deployment.trouble import named

    with named("Asking SES about the account"):
        account = client("sesv2", chosen.place(settings, settings.ses_endpoint)).get_account()
    if not account.get("ProductionAccessEnabled", False):
        mend = "Ask AWS for production access to SES in this region."
        yield Finding("mail", "fault", "SES", "The account may only write to itself (sandbox)", mend)
    elif not account.get("SendingEnabled", False):
        yield Finding(
            "mail", "fault", "SES", "Sending is paused", "Look at bounces and complaints in the SES console."
        )
    else:
        yield Finding("mail", "ok", "SES", "It sends")


def stack(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The stack is whole, and what it shows is what was switched to."""
    if not settings.deploy_certificate:
        return
    from functions.bootstrap.deploying import deployment

    there = deployment(settings, portal_only=False)
    standing = there.stack.standing() if there.stack else None
    name = settings.deploy_stack
    if standing is None:
        yield Finding("stack", "warning", name, "Nothing is deployed yet", "motcua deploy")
        return
    if standing.hindrance:
        yield Finding("stack", "fault", name, standing.hindrance)
        return
    now = there.releases.pointer().now
    if now is None or now.release != standing.parameters.get("Release"):
        mend = "Run “motcua deploy --yes” again: it only does what is left."
        yield Finding("stack", "fault", name, "The last deployment stopped before its end", mend)
        return
    yield Finding("stack", "ok", name, f"{standing.status}, shows release {now.release} of {now.at}")


PARTS: dict[str, Check] = {
    "table": table,
    "buckets": buckets,
    "queue": queue,
    "data key": data_key,
    "sender": sender,
}


def deployed(settings: Settings, now: datetime) -> Iterator[Finding]:
    """What the functions on AWS stand on, seen with their own settings and the operator's credentials."""
    theirs = _of_functions(settings) if settings.deploy_certificate else None
    if theirs is None:
        return
    for name, check in {**PARTS, "secrets": secret}.items():
        for one in tried(name, check, theirs, now):
            yield replace(one, check=f"deployed {one.check}")


def _of_functions(settings: Settings) -> Settings | None:
    """The settings of the deployed worker; ``None`` before the first deployment."""
    from functions.adapters.aws.clients import client
    from functions.adapters.aws.deployment.trouble import named

    name = f"{settings.deploy_stack}-work"
    try:
        with named(f"Looking at the function {name}"):
            found = client("lambda", chosen.place(settings)).get_function_configuration(FunctionName=name)
    except NotFound:
        return None
    ways = ("aws_endpoint", "aws_access_key", "aws_secret_key")
    ours = {f"{PREFIX}{way.upper()}": plain for way in ways if (plain := _plain(getattr(settings, way)))}
    return load({**found.get("Environment", {}).get("Variables", {}), **ours})


def _plain(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


CHECKS: dict[str, Check] = {**PARTS, "stack": stack, "deployed": deployed}
