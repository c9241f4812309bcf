"""Mail and text messages handed to AWS, or to whatever speaks its protocols."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from functions.adapters.aws.clients import Place, client
from functions.adapters.aws.ses import SesMailer
from functions.adapters.aws.sns import SnsSms
from functions.domain.errors import EffectFailed, Invalid
from functions.ports import Mail, Sms
from tests.effects.made import events, send, work
from tests.messages.conftest import OpenWith
from tests.refusing_aws import refusing

__all__ = ["refusing"]

NOON = datetime(2026, 6, 9, tzinfo=UTC)
MAIL = Mail(
    "a" * 16 + "." + "b" * 24, "ha@example.vn", "khong@dvc.example.vn", "Đã nhận hồ sơ", "Nội dung", NOON
)
SMS = Sms("a.1", "0905123456", "Đã nhận hồ sơ", NOON)


@pytest.fixture
def verified(place: Place) -> None:
    client("ses", place).verify_domain_identity(Domain="dvc.example.vn")
    client("sesv2", place).create_configuration_set(ConfigurationSetName="motcua")


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
