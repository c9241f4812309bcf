"""Who deploys: the operator's settings, the code's own facts and the deployment room, put together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from functions.adapters.aws.deployment.bucket import ReleaseBucket
from functions.adapters.aws.deployment.costs import placed as costs_placed
from functions.adapters.aws.deployment.costs import table as costs_table
from functions.adapters.aws.deployment.deployment import Deployment, Wanted
from functions.adapters.aws.deployment.description import Description, Function, function_paths
from functions.adapters.aws.deployment.identity import account_of
from functions.adapters.aws.deployment.release import gather
from functions.adapters.aws.deployment.releases import Releases
from functions.adapters.aws.deployment.stack import Stack
from functions.adapters.aws.deployment.template import template, written
from functions.adapters.aws.deployment.template.buckets import UPLOADS
from functions.adapters.aws.deployment.template.parameters import faults
from functions.bootstrap import chosen
from functions.domain.errors import Fault, Invalid
from functions.settings import PREFIX, Settings

__all__ = [
    "UPLOADS",
    "Deployment",
    "Description",
    "Function",
    "Wanted",
    "costs_placed",
    "costs_table",
    "deployment",
    "template_text",
    "wanted",
]

PASSED_ON = (
    "sms",
    "sms_sender",
    "sms_url",
    "sms_encoding",
    "sms_body",
    "sms_success_path",
    "sms_success_values",
    "sms_refused_values",
    "sms_seconds",
    "signing",
    "signing_keys",
    "signature_roots",
    "case_code_style",
    "tsa_url",
    "draft_days",
    "done_effects_days",
    "lookups_per_minute",
    "checks_per_minute",
    "posts_per_minute",
    "clamd_host",
    "clamd_port",
    "otlp_endpoint",
    "probe_mail",
    "digest_to",
)
"""Settings of the operator's that the functions get as they are. None of them is a secret."""


def deployment(settings: Settings, *, portal_only: bool) -> Deployment:
    """Raises ``Invalid`` for missing or expired credentials."""
    s3 = chosen.place(settings, settings.s3_endpoint)
    if portal_only:
        name = f"{settings.deploy_stack}-releases"
        return Deployment(ReleaseBucket(s3, name, strict=False), Releases(s3, name), None)
    place = chosen.place(settings)
    name = f"{settings.deploy_stack}-releases-{account_of(place)}-{settings.aws_region}"
    return Deployment(ReleaseBucket(s3, name), Releases(s3, name), Stack(place, settings.deploy_stack))


def wanted(
    settings: Settings, routes: Mapping[str, Sequence[str]], description: Description | None
) -> Wanted:
    """What is to stand; without a description the portal alone. Raises ``Invalid`` naming all that lacks."""
    found: list[Fault] = []
    code, parameters = b"", None
    if description is not None:
        parameters = _parameters(settings)
        found += faults(parameters)
        try:
            code = settings.deploy_package.read_bytes()
        except OSError as error:
            mend = f"{settings.deploy_package} cannot be read: {error.strerror}. Run “make package” first."
            found.append(Fault(f"{PREFIX}DEPLOY_PACKAGE", "missing", mend))
    services = _services(settings, found)
    if found:
        raise Invalid("Nothing can be deployed like this; nothing was changed.", found)
    folders = {"": settings.build / "www", "huong-dan": settings.build / "handbook"}
    release = gather(
        {name: one for name, one in folders.items() if one.is_dir()}, function_paths(list(routes))
    )
    made = template(description) if description is not None else None
    return Wanted(release, services, code, made, parameters)


def environment(settings: Settings, fixed: Mapping[str, str]) -> dict[str, str]:
    """Variables of the functions: those that they always need, and the operator's where they differ."""
    plain = Settings.model_fields
    chosen_ones = {
        PREFIX + name.upper(): str(getattr(settings, name))
        for name in PASSED_ON
        if name in plain and getattr(settings, name) != plain[name].default
    }
    return {**fixed, **chosen_ones}


def template_text(description: Description) -> str:
    """The template as ``motcua deploy template`` prints it."""
    return written(template(description))


def _parameters(settings: Settings) -> dict[str, str]:
    return {
        "Domain": settings.public_url.removeprefix("https://"),
        "Certificate": settings.deploy_certificate,
        "MailSender": settings.mail_from,
        "AlarmMail": settings.deploy_alarm_mail,
    }


def _services(settings: Settings, found: list[Fault]) -> dict[str, str]:
    """Versions by service, from the compiled catalogue."""
    try:
        manifest: dict[str, Any] = json.loads((settings.build / "catalogue.json").read_text(encoding="utf-8"))
        return dict(manifest["services"])
    except (OSError, ValueError, KeyError):
        mend = f"There is no readable catalogue in {settings.build}. Run “motcua build” first."
        found.append(Fault(f"{PREFIX}BUILD", "missing", mend))
        return {}
