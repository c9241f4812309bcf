"""The zip for Lambda holds everything that its functions need and nothing more: it is unpacked and called.

The store and the files are the embedded ones, the queue is moto's over HTTP. Moto hands events to no function,
so each event is made here as AWS makes it.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.dynamodb.store import DynamodbStore
from functions.adapters.clock import SetClock, SystemClock
from functions.bootstrap import World, open_world
from functions.domain.errors import Invalid
from functions.entrypoints.lambda_names import ENVIRONMENT, LAMBDA_FUNCTIONS
from functions.settings import Settings
from publisher.lambda_zip import Packed, package
from tests.effects.made import go, mails, send
from tests.entrypoints.browsing import multipart
from tests.moto_server import moto_server
from tests.packaging.lambda_events import Event, changes, messages, owed, request, tick
from tests.services.conftest import built
from tests.services.made import PDF, SLUG, paper, typed

__all__ = ["built"]

ROOT = Path(__file__).parents[2]
HEAVY = {"boto3", "botocore", "pyhanko", "typst", "opentelemetry"}
URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture(scope="session")
def packed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Packed:
    """The zip, made as ``make package`` makes it."""
    vendored = ROOT / "build" / "lambda-vendor"
    out = tmp_path_factory.mktemp("packed")
    return package(ROOT, built, out, vendored if vendored.is_dir() else None)


@pytest.fixture(scope="session")
def unpacked(packed: Packed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Unpacked where nobody may write; looked at in the end too, since the superuser may write anywhere."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(packed.path) as archive:
        archive.extractall(folder)
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    there = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    yield folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == there


class Lambda:
    """A running function: one process, warm after its first call."""

    def __init__(self, unpacked: Path, **environment: str) -> None:
        command = [sys.executable, "-I", "-S", str(ROOT / "tests/packaging/lambda_driver.py"), str(unpacked)]
        plain = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "AWS_LAMBDA_FUNCTION_NAME": "motcua"}
        self.process = subprocess.Popen(
            command, env={**plain, **environment}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def tell(self, **asked: Any) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        said: dict[str, Any] = json.loads(self.process.stdout.readline())
        return said

    def call(self, name: str, event: Event, **more: Any) -> Any:
        (one,) = (one for one in LAMBDA_FUNCTIONS if one.name == name)
        said = self.tell(handler=one.handler, event=event, **more)
        assert said["error"] == "", said["error"]
        return said["answer"]

    def modules(self) -> set[str]:
        return set(self.tell(**{"import": "app"})["modules"])

    def stop(self) -> None:
        self.process.communicate()


@pytest.fixture(scope="session")
def aws() -> Iterator[str]:
    with moto_server() as address:
        yield address


@pytest.fixture
def queue(aws: str, request: pytest.FixtureRequest) -> str:
    sqs = client("sqs", Place("ap-southeast-1", aws, "key", "secret"))
    return str(sqs.create_queue(QueueName=re.sub(r"\W", "", request.node.name)[:80])["QueueUrl"])


@pytest.fixture
def settings(aws: str, queue: str, tmp_path: Path) -> dict[str, str]:
    """Those of an installation under a folder of its own, with a queue."""
    named = {"STATE": str(tmp_path / "var"), "QUEUE": "sqs", "SQS_QUEUE_URL": queue, "AWS_ENDPOINT": aws}
    named |= {"AWS_ACCESS_KEY": "key", "AWS_SECRET_KEY": "secret", "PUBLIC_URL": "https://dvc.example.vn"}
    return {**ENVIRONMENT, **{f"MOTCUA_{name}": value for name, value in named.items()}}


@pytest.fixture
def function(unpacked: Path, settings: dict[str, str]) -> Iterator[Lambda]:
    running = Lambda(unpacked, **settings)
    yield running
    running.stop()


@pytest.fixture
def table(aws: str, request: pytest.FixtureRequest) -> DynamodbStore:
    """A table with its stream."""
    made = DynamodbStore(Place("ap-southeast-1", aws, "key", "secret"), re.sub(r"\W", "", request.node.name))
    made.create_table()
    return made


@pytest.fixture
def on_table(unpacked: Path, settings: dict[str, str], table: DynamodbStore) -> Iterator[Lambda]:
    """A function whose cases lie in the table."""
    named = {"MOTCUA_STORE": "dynamodb", "MOTCUA_DYNAMODB_TABLE": table.table.name}
    running = Lambda(unpacked, **settings | named)
    yield running
    running.stop()


OpenAt = Callable[[timedelta], World]


@pytest.fixture
def beside(function: Lambda, built: Path, tmp_path: Path) -> Iterator[OpenAt]:
    """Opens the same installation from outside, as another function has it, some while ago."""
    opened: list[World] = []

    def open_at(ago: timedelta) -> World:
        clock = SetClock(datetime.now(UTC) - ago) if ago else SystemClock()
        settings = Settings(state=tmp_path / "var", build=built, public_url="https://dvc.example.vn")
        opened.append(open_world(settings, clock))
        return opened[-1]

    yield open_at
    for one in opened:
        one.close()


def told(aws: str, queue: str) -> list[str]:
    """Bodies of what lies in the queue now."""
    sqs = client("sqs", Place("ap-southeast-1", aws, "key", "secret"))
    found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    return sorted(one["Body"] for one in found)


def header(answer: Event, name: str) -> str:
    many = answer.get("multiValueHeaders", {})
    return str(answer["headers"].get(name) or many.get(name, [""])[0])


def owed_now(world: World) -> list[str]:
    """Messages about every row that is ready."""
    rows = world.store.outbox.ready(datetime.now(UTC), 100)
    return [json.dumps({"row": row.id, "trace": "a" * 32}) for row in rows]


def sent_by_form(function: Lambda) -> str:
    """Send a form as a browser does without scripts; the address of the case."""
    form = urlencode(typed(), doseq=True).encode()
    kept = function.call("api", request("POST", "/nop/{slug}", form, URLENCODED, slug=SLUG))
    assert kept["statusCode"] == 303, kept["body"]
    token = header(kept, "Location").split("/")[2]
    check = function.call("api", request("GET", "/ban-nhap/{token}/kiem-tra", token=token))
    assert check["statusCode"] == 200 and "Nguyễn Thị Thu Hà" in check["body"]
    seen = re.search(r'name="_seen" value="([^"]*)"', check["body"])
    assert seen
    body = urlencode({"_seen": seen[1]}).encode()
    sent = function.call("api", request("POST", "/ban-nhap/{token}/gui", body, URLENCODED, token=token))
    assert sent["statusCode"] == 303, sent["body"]
    return header(sent, "Location")


def test_importing_the_app_makes_no_client_and_loads_no_heavy_library(function: Lambda) -> None:
    assert not HEAVY & function.modules() and "jinja2" not in function.modules()


def test_a_form_is_kept_checked_and_sent_without_any_library_that_signs_sets_or_calls(
    function: Lambda,
) -> None:
    address = sent_by_form(function)
    assert re.fullmatch(r"/ho-so/H48\.[^/]+/[\w.-]+", address)
    _empty, _cases, code, token = address.split("/")
    page = function.call("api", request("GET", "/ho-so/{code}/{token}", code=code, token=token))
    assert page["statusCode"] == 200 and code in page["body"]
    assert header(page, "Content-Security-Policy").startswith("default-src 'none'")
    assert not HEAVY & function.modules()


def test_a_file_comes_through_the_gateway_unharmed(function: Lambda, beside: OpenAt) -> None:
    body, kind = multipart(typed(), [("_paper.giay_de_nghi", "giấy đề nghị.pdf", PDF)])
    kept = function.call("api", request("POST", "/nop/{slug}", body, kind, slug=SLUG))
    assert kept["statusCode"] == 303, kept["body"]
    draft = beside(timedelta()).drafts.open(header(kept, "Location").split("/")[2])
    assert [(one.name, one.size) for one in draft.files] == [("giấy đề nghị.pdf", len(PDF))]


def test_messages_have_a_document_issued_and_it_is_downloaded_as_bytes(
    function: Lambda, beside: OpenAt
) -> None:
    world = beside(timedelta())
    sent = send(world, paper("giay_de_nghi"))
    go(world, sent, "ask_supplement", "Bổ sung bản chụp hợp đồng thuê.")
    for _turn in range(4):
        assert function.call("work", messages(*owed_now(world))) == {"batchItemFailures": []}
    assert not any(world.store.outbox.counts().values())
    assert {"typst", "pyhanko"} <= function.modules() and "boto3" not in function.modules()
    (issued,) = [one.data for one in world.store.cases.events(sent.case_id) if one.type == "document_issued"]
    parts = {"code": sent.code, "token": sent.token, "id": issued["id"]}
    answer = function.call("api", request("GET", "/ho-so/{code}/{token}/tai-lieu/{id}", **parts))
    assert answer["statusCode"] == 200 and answer["isBase64Encoded"]
    assert (
        base64.b64decode(answer["body"]).startswith(b"%PDF-")
        and header(answer, "Content-Type") == "application/pdf"
    )


def test_of_a_batch_only_what_failed_comes_again_and_what_came_twice_is_done_once(
    function: Lambda, beside: OpenAt
) -> None:
    world = beside(timedelta())
    send(world)
    (row,) = owed_now(world)
    poisoned = ["", "{", "[]", '{"row": 7}', '{"row": null}']
    answer = function.call("work", messages(row, *poisoned, row, '{"row": "khong-co:1:0:notify"}'))
    assert [one["itemIdentifier"] for one in answer["batchItemFailures"]] == [f"m{n}" for n in range(1, 6)]
    first = owed_now(world)
    assert row not in first and len(first) == 2
    function.call("work", messages(*first, *reversed(first)))
    assert len(mails(world)) == 1 and not any(world.store.outbox.counts().values())


def test_with_too_little_time_left_nothing_is_begun(function: Lambda, beside: OpenAt) -> None:
    world = beside(timedelta())
    send(world)
    answer = function.call("work", messages(*owed_now(world)), seconds=100)
    assert [one["itemIdentifier"] for one in answer["batchItemFailures"]] == ["m0"]
    assert world.store.outbox.counts()["pending"] == 1


def test_the_stream_is_passed_on_to_the_queue(function: Lambda, aws: str, queue: str) -> None:
    moment = datetime.now(UTC)
    done = owed("c1:2:1:scan", moment, "done")
    other = {"pk": {"S": "case#c1"}, "sk": {"S": "head"}}
    answer = function.call("relay", changes(owed("c1:2:0:notify", moment), done, other))
    assert answer == {"batchItemFailures": []}
    assert told(aws, queue) == ['{"row": "c1:2:0:notify", "trace": ""}']
    assert not {"pyhanko", "typst", "jinja2", "opentelemetry"} & function.modules()


def test_from_a_form_to_its_last_effect_by_table_stream_and_queue_alone(
    on_table: Lambda, table: DynamodbStore, aws: str, queue: str, tmp_path: Path
) -> None:
    address = sent_by_form(on_table)
    assert "boto3" in on_table.modules() and not {"pyhanko", "typst", "opentelemetry"} & on_table.modules()
    passed = 0
    for _turn in range(6):
        records = stream_of(aws, table.table.name)[passed:]
        passed += len(records)
        assert on_table.call("relay", {"Records": records}) == {"batchItemFailures": []}
        bodies = told(aws, queue)
        assert on_table.call("work", messages(*bodies, *bodies)) == {"batchItemFailures": []}
    assert dict(table.outbox.counts()) == {"pending": 0, "claimed": 0, "dead": 0}
    (mail,) = (tmp_path / "var/mail/new").iterdir()
    assert (
        address.rpartition("/")[0]
        in message_from_bytes(mail.read_bytes(), policy=policy.default).get_content()
    )


def stream_of(aws: str, table: str) -> list[Event]:
    """The table's records as Lambda gets them: moments are numbers, bytes are base64."""
    place = Place("ap-southeast-1", aws, "key", "secret")
    streams, arn = client("dynamodbstreams", place), client("dynamodb", place).describe_table(TableName=table)
    named = {"StreamArn": arn["Table"]["LatestStreamArn"]}
    (shard,) = streams.describe_stream(**named)["StreamDescription"]["Shards"]
    named |= {"ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
    found = streams.get_records(ShardIterator=streams.get_shard_iterator(**named)["ShardIterator"])["Records"]
    source = {"eventSource": "aws:dynamodb", "eventSourceARN": arn["Table"]["LatestStreamArn"]}
    return list(json.loads(json.dumps([{**one, **source} for one in found], default=_as_lambda)))


def _as_lambda(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value.timestamp()


def test_the_clock_has_forgotten_work_told_of_again(
    function: Lambda, beside: OpenAt, aws: str, queue: str
) -> None:
    sent = send(beside(timedelta(minutes=10)))
    assert function.call("sweep", tick()) == {"found": 1}
    (body,) = told(aws, queue)
    assert function.call("work", messages(body)) == {"batchItemFailures": []}
    assert function.call("sweep", tick()) == {"found": 0}
    assert json.loads(body)["row"].startswith(sent.case_id)


def test_the_clock_keeps_the_house(function: Lambda, beside: OpenAt) -> None:
    long_ago = beside(timedelta(days=60))
    token = long_ago.submissions.save(SLUG, "", typed(), []).draft.token
    assert function.call("tidy", tick()) == {"drafts": 1, "erased": 0, "failed": 0}
    answer = function.call("api", request("GET", "/ban-nhap/{token}", token=token))
    assert answer["statusCode"] in (404, 410)


def test_a_queue_that_is_away_is_told_to_aws_without_a_word_of_anybody(
    unpacked: Path, tmp_path: Path
) -> None:
    nowhere = "http://127.0.0.1:9/1/q"
    settings = {"MOTCUA_STATE": str(tmp_path / "var"), "MOTCUA_QUEUE": "sqs", "MOTCUA_SQS_QUEUE_URL": nowhere}
    settings |= {
        "MOTCUA_AWS_ENDPOINT": "http://127.0.0.1:9",
        "MOTCUA_AWS_ACCESS_KEY": "k",
        "MOTCUA_AWS_SECRET_KEY": "s",
    }
    running = Lambda(unpacked, **ENVIRONMENT | settings)
    event = changes(owed("c1:2:0:notify", datetime.now(UTC)))
    assert running.call("relay", event) == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    running.stop()
    polling = Lambda(unpacked, **ENVIRONMENT | {"MOTCUA_STATE": str(tmp_path / "var")})
    assert polling.tell(handler="app.sweep", event=tick())["error"] == "EventFailed: Invalid"
    polling.stop()


def test_words_are_found_and_english_is_spoken_from_the_zip(function: Lambda) -> None:
    found = function.call("api", request("GET", "/tim", query={"q": "ho kinh doanh"}))
    assert found["statusCode"] == 200 and "hộ kinh doanh" in found["body"].lower()
    page = function.call("api", request("GET", "/ho-so", query={"ngon_ngu": "en"}))
    assert page["statusCode"] == 200 and '<html lang="en"' in page["body"]


def test_every_function_named_is_in_the_zip(function: Lambda) -> None:
    for one in LAMBDA_FUNCTIONS:
        said = function.tell(handler=one.handler, event={})
        assert not said["error"].startswith(("ModuleNotFoundError", "AttributeError")), (
            one.name,
            said["error"],
        )


def test_the_zip_holds_what_runs_compiled_and_nothing_that_tests_or_publishes(packed: Packed) -> None:
    with zipfile.ZipFile(packed.path) as archive:
        names = set(archive.namelist())
        compiled = archive.read("functions/__pycache__/settings.cpython-311.pyc")
    assert {"app.py", "build/catalogue.json", "build/catalogue.en.json", "build/www/tim/index.json"} <= names
    assert {"themes/civic/templates/problem.html", "functions/locale/en/LC_MESSAGES/motcua.mo"} <= names
    tops = {name.split("/")[0] for name in names}
    assert not {"tests", "site", "publisher", "pelican", "content", "pytest", "waitress"} & tops
    assert not [name for name in names if name.endswith((".pyi", ".po")) or "/tests/" in name]
    sources = {name for name in names if name.endswith(".py")}
    bare = {
        name
        for name in sources
        if re.sub(r"(.*/)?([^/]+)\.py$", r"\1__pycache__/\2.cpython-311.pyc", name) not in names
    }
    assert bare == set()
    # PEP 552: flags 1 mean a hash of the source, which is not looked at again.
    assert compiled[:4] == MAGIC_NUMBER and int.from_bytes(compiled[4:8], "little") == 0b01
    assert packed.unpacked < 250 * 2**20


def test_the_same_input_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    few = tmp_path / "few"
    few.mkdir()
    (few / "library.py").write_text(
        "NAMES = {'a', 'b', 'c', 'd'}\n\n\ndef known(name):\n    return name in {'x', 'y', 'z'}\n"
    )
    root = tmp_path / "root"
    for name in ("functions", "themes/civic/templates"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("app.py", "LICENSE"):
        shutil.copyfile(ROOT / name, root / name)
    made = [package(root, built, tmp_path / name, few).path.read_bytes() for name in ("first", "second")]
    assert made[0] == made[1]


def test_what_is_missing_is_named_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("")
    with pytest.raises(Invalid) as refused:
        package(tmp_path, tmp_path / "build", tmp_path / "out")
    for word in ("functions is missing", "motcua build", "make setup"):
        assert word in refused.value.message
    assert [one.name for one in tmp_path.iterdir()] == ["app.py"]
