"""``motcua deploy`` as an operator types it: against storage of one's own, and with what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from functions.adapters.aws.clients import Place
from tests.deployment.made import build

MOTCUA = Path(sys.executable).parent / "motcua"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def storage_settings(cluster: Place) -> dict[str, str]:
    return {
        "MOTCUA_S3_ENDPOINT": cluster.endpoint,
        "MOTCUA_AWS_ACCESS_KEY": cluster.access_key,
        "MOTCUA_AWS_SECRET_KEY": cluster.secret_key,
        "MOTCUA_DEPLOY_STACK": f"cong-{uuid.uuid4().hex[:8]}",
    }


def run(given: dict[str, str], *words: str | Path) -> subprocess.CompletedProcess[str]:
    """One command, in an environment with nothing else of ours and no credentials of anybody's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOTCUA_", "AWS_"))}
    alone = {"AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"}
    environment = kept | alone | {"AWS_EC2_METADATA_DISABLED": "true"} | given
    return subprocess.run([MOTCUA, *words], env=environment, cwd=ROOT, capture_output=True, text=True)


def test_plan_deploy_back_and_pull(storage_settings: dict[str, str], tmp_path: Path) -> None:
    def of(text: str, version: str) -> dict[str, str]:
        folder = build(tmp_path / text, {"index.html": text}, {"khai-sinh": version})
        return storage_settings | {"MOTCUA_BUILD": str(folder)}

    first, second = of("một", "v1"), of("hai", "v2")
    plan = run(first, "deploy", "--portal-only")
    assert plan.returncode == 0 and "3 new: 404.html, 503.html, index.html" in plan.stdout
    assert "Nothing was touched" in plan.stdout
    assert run(first, "deploy", "--portal-only").stdout == plan.stdout
    assert "Deployed" in run(first, "deploy", "--portal-only", "--yes").stdout
    again = run(first, "deploy", "--portal-only")
    assert "Portal: nothing changes" in again.stdout and "To carry this out" not in again.stdout
    counts = tmp_path / "counts.json"
    counts.write_text('{"cases": {"khai-sinh": {"v1": 7}}}')
    changed = run(second, "deploy", "--portal-only", "--yes", "--counts", counts)
    assert "~ khai-sinh: 7 running cases keep the version" in changed.stdout
    assert run(second, "deploy", "pull", "--portal-only", tmp_path / "srv").returncode == 0
    assert (tmp_path / "srv/current/index.html").read_text() == "hai"
    assert "Would show" in run(second, "deploy", "rollback", "--portal-only").stdout
    assert "Shown again" in run(second, "deploy", "rollback", "--portal-only", "--yes").stdout
    run(second, "deploy", "pull", "--portal-only", tmp_path / "srv")
    assert (tmp_path / "srv/current/index.html").read_text() == "một"
    further = run(second, "deploy", "rollback", "--portal-only", "--yes")
    assert further.returncode == 1 and "no earlier release" in further.stderr


def test_what_is_missing_is_said_at_once_without_a_traceback(tmp_path: Path) -> None:
    said = run({"MOTCUA_BUILD": str(tmp_path)}, "deploy")
    assert said.returncode == 1 and "Traceback" not in said.stderr
    for name in ("PUBLIC_URL", "DEPLOY_CERTIFICATE", "MAIL_FROM", "DEPLOY_ALARM_MAIL", "BUILD"):
        assert f"MOTCUA_{name}" in said.stderr


def test_without_credentials_it_says_so(tmp_path: Path, storage_settings: dict[str, str]) -> None:
    folder = build(tmp_path, {"index.html": ""}, {})
    given = {"MOTCUA_BUILD": str(folder), "MOTCUA_S3_ENDPOINT": storage_settings["MOTCUA_S3_ENDPOINT"]}
    said = run(given, "deploy", "--portal-only")
    assert said.returncode == 1 and "no credentials" in said.stderr and "Traceback" not in said.stderr


def test_counts_that_are_none_are_refused(storage_settings: dict[str, str], tmp_path: Path) -> None:
    folder = build(tmp_path, {"index.html": ""}, {})
    wrong = tmp_path / "counts.json"
    wrong.write_text("[]")
    given = storage_settings | {"MOTCUA_BUILD": str(folder)}
    said = run(given, "deploy", "--portal-only", "--counts", wrong)
    assert said.returncode == 1 and "motcua counts" in said.stderr


def test_the_template_can_be_printed_for_a_review() -> None:
    said = run({}, "deploy", "template")
    assert said.returncode == 0 and '"AWSTemplateFormatVersion"' in said.stdout
