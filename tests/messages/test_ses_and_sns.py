"""Mail and text messages handed to AWS, or to whatever speaks its protocols."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.ses import SesMailer
from functions.adapters.aws.sns import SnsSms
from functions.domain.errors import EffectFailed, Invalid
from functions.ports import Mail, Sms
from tests.effects.made import events, send, work
from tests.messages.conftest import OpenWith

NOON = datetime(2026, 6, 9, tzinfo=UTC)
MAIL = Mail(
    "a" * 16 + "." + "b" * 24, "ha@example.vn", "khong@dvc.example.vn", "Đã nhận hồ sơ", "Nội dung", NOON
)
SMS = Sms("a.1", "0905123456", "Đã nhận hồ sơ", NOON)


@pytest.fixture
def verified(place: Place) -> None:
    client("ses", place).verify_domain_identity(Domain="dvc.example.vn")
    client("sesv2", place).create_configuration_set(ConfigurationSetName="motcua")


class Refusing:
    """Answers every call with one error of AWS, and keeps what was asked."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        self.asked: list[dict[str, Any]] = []
        refusing = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                xml = self.headers["Content-Type"].startswith("application/x-www-form")
                refusing.asked.append({} if xml else json.loads(body))
                answer = (
                    f"<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
                    if xml
                    else json.dumps({"message": message})
                ).encode()
                self.send_response(status)
                self.send_header("x-amzn-ErrorType", code)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        address = f"http://127.0.0.1:{self.server.server_port}"
        self.place = Place("ap-southeast-1", address, "test", "test", attempts=1)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def refusing() -> Iterator[Any]:
    started: list[Refusing] = []

    def start(code: str, message: str = "Illegal address ha@example.vn", status: int = 400) -> Refusing:
        started.append(Refusing(code, message, status))
        return started[-1]

    yield start
    for one in started:
        one.close()


@pytest.mark.usefixtures("verified")
def test_a_citizen_gets_the_whole_message_by_ses(aws: str, open_with: OpenWith) -> None:
    credentials = {"aws_access_key": "test", "aws_secret_key": "test"}
    world = open_with(
        mail="ses",
        aws_endpoint=aws,
        ses_configuration_set="motcua",
        mail_from="khong@dvc.example.vn",
        **credentials,
    )
    sent = send(world)
    work(world)
    (told,) = events(world, sent.case_id, "notified")
    assert (told["channel"], told["outcome"]) == ("email", "sent")
    with urllib.request.urlopen(f"{aws}/moto-api/data.json") as answer:  # noqa: S310
        taken = json.load(answer)["ses"]
    assert "ha@example.vn" in json.dumps(taken)


def test_the_messages_id_goes_along_as_a_tag_so_that_a_second_sending_is_recognised(refusing: Any) -> None:
    server = refusing("TooManyRequestsException")
    for _try in range(2):
        with pytest.raises(EffectFailed):
            SesMailer(server.place, "motcua").send(MAIL)
    first, second = server.asked
    assert first["EmailTags"] == second["EmailTags"] == [{"Name": "motcua-message", "Value": MAIL.id}]
    assert first["ConfigurationSetName"] == "motcua"


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        ("BadRequestException", "Illegal address ha@example.vn", Invalid),
        ("MessageRejected", "Address is on the list: ha@example.vn", Invalid),
        ("MessageRejected", "Email address is not verified: khong@dvc.example.vn", EffectFailed),
        ("SendingPausedException", "paused", EffectFailed),
        ("AccountSuspendedException", "suspended", EffectFailed),
        ("AccessDeniedException", "no", EffectFailed),
    ],
)
def test_ses_refuses_for_good_or_for_now_and_no_error_quotes_an_address(
    refusing: Any, code: str, message: str, kind: type[Exception]
) -> None:
    with pytest.raises(kind) as caught:
        SesMailer(refusing(code, message).place).send(MAIL)
    assert "example.vn" not in str(caught.value)


def test_ses_and_sns_that_are_away_are_tried_again() -> None:
    nowhere = Place("ap-southeast-1", "http://127.0.0.1:1", "test", "test", attempts=1)
    with pytest.raises(EffectFailed):
        SesMailer(nowhere).send(MAIL)
    with pytest.raises(EffectFailed):
        SnsSms(nowhere).send(SMS)


def test_no_line_break_enters_a_header_on_the_way_to_ses(refusing: Any) -> None:
    server = refusing("BadRequestException")
    with pytest.raises(Invalid):
        SesMailer(server.place).send(replace(MAIL, subject="x\r\nBcc: c@d.vn"))
    assert server.asked == []


def test_a_text_message_goes_to_the_number_as_the_network_wants_it(aws: str, place: Place) -> None:
    SnsSms(place, "DVC").send(SMS)
    with urllib.request.urlopen(f"{aws}/moto-api/data.json") as answer:  # noqa: S310
        backend = json.load(answer)
    assert "+84905123456" in json.dumps(backend["sns"])


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("InvalidParameter", Invalid),
        ("OptedOut", Invalid),
        ("Throttled", EffectFailed),
        ("KMSDisabled", EffectFailed),
    ],
)
def test_sns_refuses_for_good_or_for_now(refusing: Any, code: str, kind: type[Exception]) -> None:
    with pytest.raises(kind) as caught:
        SnsSms(refusing(code, "PhoneNumber +84905123456").place).send(SMS)
    assert "905123456" not in str(caught.value)
