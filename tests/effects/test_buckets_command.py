"""``motcua buckets``, as an operator calls it on a real S3 server."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest

from functions.adapters.aws.clients import client
from functions.bootstrap.chosen import upload_origin
from functions.settings import Settings
from tests.object_store import ORIGIN, ObjectStore, place_of

MOTCUA = Path(sys.executable).parent / "motcua"


def buckets(settings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    named = {f"MOTCUA_{name.upper()}": value for name, value in settings.items()}
    command = [MOTCUA, "buckets", *arguments]
    return subprocess.run(command, env=os.environ | named, capture_output=True, text=True)


def test_missing_buckets_are_named_made_and_a_spoiled_one_is_named_and_mended(s3: ObjectStore) -> None:
    name = f"t{secrets.token_hex(6)}"
    settings = {
        "files": "s3",
        "s3_endpoint": s3.endpoint,
        "s3_bucket": name + "-{area}",
        "aws_access_key": s3.access_key,
        "aws_secret_key": s3.secret_key,
        "public_url": ORIGIN,
    }
    first = buckets(settings)
    assert first.returncode == 1 and first.stderr.count("The bucket is missing.") == 3
    assert buckets(settings, "--create").returncode == 0
    client("s3", place_of(s3)).delete_bucket_cors(Bucket=f"{name}-quarantine")
    spoiled = buckets(settings)
    assert spoiled.returncode == 1
    assert spoiled.stderr == (
        f"{name}-quarantine: Browsers may not post from {ORIGIN}. Set it: motcua buckets --create\n"
    )
    assert buckets(settings, "--create").stdout == "The buckets are as they must be.\n"


def test_where_there_are_no_buckets_it_says_so() -> None:
    said = buckets({"files": "folder"})
    assert said.returncode == 1 and "Set MOTCUA_FILES=s3" in said.stderr
    away = buckets(
        {"files": "s3", "s3_endpoint": "http://127.0.0.1:9", "aws_access_key": "a", "aws_secret_key": "b"}
    )
    assert away.returncode == 1 and "Traceback" not in away.stderr and away.stderr


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ({}, ""),
        ({"files": "s3"}, "https://motcua-quarantine.s3.ap-southeast-1.amazonaws.com"),
        ({"files": "s3", "aws_endpoint": "http://10.0.0.5:8333"}, "http://10.0.0.5:8333"),
        ({"files": "s3", "s3_endpoint": "http://10.0.0.5:8333"}, "http://10.0.0.5:8333"),
        (
            {
                "files": "s3",
                "s3_endpoint": "http://10.0.0.5:8333",
                "s3_public_endpoint": "https://tep.example.vn",
            },
            "https://tep.example.vn",
        ),
    ],
)
def test_pages_may_send_where_the_settings_say(given: dict[str, str], origin: str) -> None:
    assert upload_origin(Settings(**given)) == origin  # type: ignore[arg-type]
