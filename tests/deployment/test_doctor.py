"""The doctor says what is missing, where, and how to mend it; he changes nothing and sends nothing."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import boto3
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from functions.adapters.aws.clients import Place
from functions.adapters.aws.s3.buckets import create
from functions.adapters.local_keys import LocalKeys
from functions.adapters.sqlite import SqliteStore
from functions.bootstrap.doctor import Finding, examine
from tests.contract.stores import new_case
from tests.deployment.made import REGION, build
from tests.effects.mail_server import MailServer

MOTCUA = Path(sys.executable).parent / "motcua"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """An installation as the embedded server leaves it: database, key, one case, a portal."""
    state = tmp_path / "var"
    state.mkdir(mode=0o700)
    LocalKeys(state / "master.key", state / "motcua.sqlite3")
    folder = build(tmp_path / "build", {"index.html": "chào"}, {"khai-sinh": "v1"})
    (folder / "catalogue").mkdir()
    (folder / "catalogue/v1.json").write_text("{}")
    store = SqliteStore(state / "motcua.sqlite3")
    store.cases.append(new_case("c1"))
    store.close()
    return {
        "MOTCUA_STATE": str(state),
        "MOTCUA_BUILD": str(folder),
        "MOTCUA_TEMPLATES": str(ROOT / "themes/civic"),
    }


def found(environment: dict[str, str], **more: str) -> dict[str, list[Finding]]:
    given = environment | {f"MOTCUA_{name.upper()}": value for name, value in more.items()}
    by_check: dict[str, list[Finding]] = {}
    for one in examine(given):
        by_check.setdefault(one.check, []).append(one)
    return by_check


def states(findings: list[Finding]) -> set[str]:
    return {one.state for one in findings}


def test_a_whole_installation_is_well_and_looking_leaves_no_trace(
    installed: dict[str, str], tmp_path: Path
) -> None:
    def trace() -> dict[str, tuple[int, int]]:
        return {str(p): (p.stat().st_mtime_ns, p.stat().st_size) for p in sorted(tmp_path.rglob("*"))}

    before = trace()
    every = [one for group in found(installed).values() for one in group]
    assert not [one for one in every if one.state == "fault"]
    assert {"database", "versions", "catalogue", "master key", "room"} <= {one.check for one in every}
    assert trace() == before


def test_the_command_exits_with_1_and_names_place_and_mend(installed: dict[str, str]) -> None:
    def run(*options: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | installed
        return subprocess.run([MOTCUA, "doctor", *options], env=environment, capture_output=True, text=True)

    assert run("--quiet").returncode == 0
    assert run("--strict").returncode == 1
    (Path(installed["MOTCUA_BUILD"]) / "catalogue/v1.json").unlink()
    sick = run("--json")
    lines = [json.loads(line) for line in sick.stdout.splitlines()]
    (fault,) = [one for one in lines if one["check"] == "catalogue"]
    assert sick.returncode == 1 and fault["state"] == "fault" and "motcua build" in fault["mend"]


def test_settings_that_do_not_hold_are_all_named() -> None:
    faults = found({}, port="0", stat="x", mail="ses")["settings"]
    assert {one.where for one in faults} >= {"MOTCUA_PORT", "MOTCUA_STAT"} and states(faults) == {"fault"}


def test_a_damaged_database_is_named_and_left(installed: dict[str, str]) -> None:
    path = Path(installed["MOTCUA_STATE"]) / "motcua.sqlite3"
    data = bytearray(path.read_bytes())
    data[5000:9000] = b"\xff" * 4000
    path.write_bytes(bytes(data))
    (fault,) = found(installed)["database"]
    assert fault.state == "fault" and "backup" in fault.mend and path.read_bytes() == bytes(data)


def test_a_database_of_a_newer_program_is_named(installed: dict[str, str]) -> None:
    path = Path(installed["MOTCUA_STATE"]) / "motcua.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    (fault,) = found(installed)["database"]
    assert fault.state == "fault" and "newer program" in fault.says


def test_a_version_that_nobody_has_any_more_is_named(installed: dict[str, str]) -> None:
    (Path(installed["MOTCUA_BUILD"]) / "catalogue/v1.json").unlink()
    (fault,) = found(installed)["versions"]
    assert fault.state == "fault" and "v1" in fault.says


def test_the_last_backup_is_held_against_the_calendar(installed: dict[str, str], tmp_path: Path) -> None:
    assert states(found(installed)["backups"]) == {"warning"}
    (tmp_path / "away").mkdir(mode=0o700)
    command = [MOTCUA, "backup", tmp_path / "away", "--with-keys"]
    subprocess.run(command, env=os.environ | installed, check=True, capture_output=True)
    assert states(found(installed)["backups"]) == {"ok"}
    note = Path(installed["MOTCUA_STATE"]) / "backup.json"
    told = json.loads(note.read_text())
    note.write_text(json.dumps(told | {"at": (datetime.now(UTC) - timedelta(days=5)).isoformat()}))
    (old,) = found(installed)["backups"]
    assert old.state == "fault" and "timer" in old.mend
    note.write_text(json.dumps(told | {"failed_at": told["at"], "error": "OSError"}))
    (failed,) = found(installed)["backups"]
    assert failed.state == "fault" and "OSError" in failed.says


def test_cases_without_their_key_are_the_worst(installed: dict[str, str]) -> None:
    key = Path(installed["MOTCUA_STATE"]) / "master.key"
    key.unlink()
    (fault,) = found(installed)["master key"]
    assert fault.state == "fault" and "backup" in fault.mend and not key.exists()


def test_a_key_that_others_may_read_is_named(installed: dict[str, str]) -> None:
    key = Path(installed["MOTCUA_STATE"]) / "master.key"
    key.chmod(0o644)
    faults = [one for one in found(installed)["state"] if one.state == "fault"]
    assert [one.where for one in faults] == [str(key)] and "chmod 600" in faults[0].mend


def test_a_full_disk_is_named(installed: dict[str, str]) -> None:
    (fault,) = found(installed, disk_free_mb=str(10**9))["room"]
    assert fault.state == "fault" and "MOTCUA_DISK_FREE_MB" in fault.mend


def test_what_is_good_for_trying_only_is_told_where_people_come(installed: dict[str, str]) -> None:
    ways = found(installed, public_url="http://dichvucong.example.vn", demo="true")["ways"]
    told = {one.where: one.state for one in ways}
    assert told["MOTCUA_PUBLIC_URL"] == told["MOTCUA_DEMO"] == "fault"
    assert told["MOTCUA_SIGNING"] == told["MOTCUA_MAIL"] == told["MOTCUA_CLAMD_HOST"] == "warning"


@pytest.mark.parametrize(("days", "state"), [(-1, "fault"), (10, "warning"), (400, "ok")])
def test_certificates_are_told_of_before_they_end(
    installed: dict[str, str], tmp_path: Path, days: int, state: str
) -> None:
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots/ca.pem").write_bytes(certificate(datetime.now(UTC) + timedelta(days=days)))
    (one,) = found(installed, signature_roots=str(tmp_path / "roots"))["roots"]
    assert one.state == state and "ca.pem" in one.where


def certificate(end: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "thử")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(end - timedelta(days=900)).not_valid_after(end)
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def test_the_mail_server_is_greeted_and_gets_no_mail(installed: dict[str, str]) -> None:
    server = MailServer()
    server.start()
    given = {"smtp_host": "127.0.0.1", "smtp_port": str(server.port)}
    try:
        (well,) = found(installed, **given)["mail"]
        assert well.state == "ok" and server.taken == []
    finally:
        server.stop()
    (away,) = found(installed, **given)["mail"]
    assert away.state == "fault" and "MOTCUA_SMTP_HOST" in away.mend


def test_the_scanner_answers_or_something_else_does(installed: dict[str, str], clamd: int) -> None:
    (well,) = found(installed, clamd_host="127.0.0.1", clamd_port=str(clamd))["scanner"]
    assert well.state == "ok"
    server = MailServer()
    server.start()
    try:
        (wrong,) = found(installed, clamd_host="127.0.0.1", clamd_port=str(server.port))["scanner"]
        assert wrong.state == "fault" and "no clamd" in wrong.says
    finally:
        server.stop()


class _Late(BaseHTTPRequestHandler):
    """A time-stamp authority whose clock, or ours, is wrong by an hour."""

    def do_GET(self) -> None:
        self.send_response_only(405)
        self.send_header("Date", format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Tests keep their output to themselves."""


@pytest.fixture
def late() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Late)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_clock_that_is_off_is_named(installed: dict[str, str], late: str) -> None:
    by_check = found(installed, tsa_url=late)
    assert states(by_check["time stamps"]) == {"ok"}
    clock = next(one for one in by_check["clock"] if one.where != "this machine")
    assert clock.state == "fault" and "36" in clock.says


def test_a_service_that_is_away_is_named(installed: dict[str, str]) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        (one,) = found(installed, tsa_url=f"http://127.0.0.1:{nobody.getsockname()[1]}/")["time stamps"]
    assert one.state == "fault" and "MOTCUA_TSA_URL" in one.mend


def test_buckets_that_are_missing_or_of_another_shape_are_named(
    installed: dict[str, str], cluster: Place
) -> None:
    given = {
        "files": "s3",
        "s3_endpoint": cluster.endpoint,
        "aws_access_key": cluster.access_key,
        "aws_secret_key": cluster.secret_key,
        "s3_bucket": "kham-{area}",
    }
    assert states(found(installed, **given)["buckets"]) == {"fault"}
    create(cluster, "kham-{area}", "http://127.0.0.1:8000")
    assert states(found(installed, **given)["buckets"]) == {"ok"}


def test_a_queue_of_another_shape_is_named(installed: dict[str, str], aws: str) -> None:
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    sqs = boto3.client("sqs", endpoint_url=aws, region_name=REGION, **keys)  # type: ignore[call-overload]
    url = sqs.create_queue(QueueName="khac")["QueueUrl"]
    given = {"queue": "sqs", "sqs_queue_url": url, "aws_endpoint": aws}
    given |= {"aws_access_key": "test", "aws_secret_key": "test"}
    faults = found(installed, **given)["queue"]
    assert {one.where for one in faults} == {"VisibilityTimeout", "RedrivePolicy"}


def test_a_table_of_another_shape_is_named(installed: dict[str, str], aws: str) -> None:
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    tables = boto3.client("dynamodb", endpoint_url=aws, region_name=REGION, **keys)  # type: ignore[call-overload]
    given = {"store": "dynamodb", "dynamodb_table": "bang", "aws_endpoint": aws}
    given |= {"aws_access_key": "test", "aws_secret_key": "test"}
    (missing,) = found(installed, **given)["table"]
    assert missing.state == "fault" and "no such table" in missing.says
    tables.create_table(
        TableName="bang",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    faults = found(installed, **given)["table"]
    assert states(faults) == {"fault"} and "bang.KeySchema" in {one.where for one in faults}


def test_a_check_that_breaks_hides_no_other(installed: dict[str, str]) -> None:
    broken = Path(installed["MOTCUA_STATE"]) / "master.key"
    broken.unlink()
    broken.mkdir()
    by_check = found(installed)
    assert states(by_check["master key"]) == {"fault"} and "database" in by_check
