"""What the tests of deployments deploy: this code as it stands, and small portals."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from functions.adapters.aws.deployment.description import Description
from functions.adapters.aws.deployment.template import template
from functions.entrypoints.commands.deploy import describe
from functions.settings import Settings, load

CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b"
REGION = "ap-southeast-1"


def settings(build: Path, **more: str) -> Settings:
    return load(environment(build, **more))


def environment(build: Path, **more: str) -> dict[str, str]:
    """All that a deployment needs, by variables."""
    given = {
        "public_url": "https://dichvucong.example.vn",
        "mail_from": "mot-cua@example.vn",
        "deploy_certificate": CERTIFICATE,
        "deploy_alarm_mail": "truc@example.vn",
        "deploy_package": str(build / "lambda.zip"),
        "build": str(build),
        "aws_region": REGION,
        "aws_access_key": "test",
        "aws_secret_key": "test",
    }
    return {f"MOTCUA_{name.upper()}": value for name, value in (given | more).items()}


def description() -> Description:
    return describe(load({}))


def whole() -> dict[str, Any]:
    """The template as CloudFormation reads it: through JSON and back."""
    return dict(json.loads(json.dumps(template(description()))))


def of_kind(made: dict[str, Any], kind: str) -> dict[str, Any]:
    return {id: one for id, one in made["Resources"].items() if one["Type"] == f"AWS::{kind}"}


def build(place: Path, pages: dict[str, str], services: dict[str, str]) -> Path:
    """A built portal with a catalogue and a zip, as ``motcua build`` and ``make package`` leave them."""
    for path, text in ({"404.html": "không có", "503.html": "đợi"} | pages).items():
        file = place / "www" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (place / "catalogue.json").write_text(json.dumps({"reference": {}, "services": services}))
    (place / "lambda.zip").write_bytes(zipped({"app.py": "app = None"}))
    return place


def zipped(files: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return made.getvalue()
