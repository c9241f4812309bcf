"""Text messages go out through any HTTP gateway that settings can describe, and mistakes stop the start."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.adapters.phone import international
from functions.adapters.sms_gateway import Gateway, GatewaySms, gateway_of
from functions.domain.errors import EffectFailed, Invalid
from functions.ports import Sms
from functions.settings import load
from tests.effects.conftest import OpenWith
from tests.effects.made import events, send, work
from tests.messages.gateway_server import GatewayServer

SMS = Sms("a.1", "0905123456", 'Hồ sơ "A" {to} & xong', datetime(2026, 6, 9, tzinfo=UTC))
WRITTEN: dict[str, Any] = {
    "url": "http://127.0.0.1:1/send",
    "encoding": "json",
    "headers": '{"Authorization": "Bearer {secret}"}',
    "body": '{"to": "{to}", "messages": [{"text": "{text}"}], "ref": "{id}", "brand": "DVC", "n": 1}',
    "verdict": "data.0.status",
    "taken": "0, queued",
    "refused": "104",
    "secret": "bi-mat",
    "seconds": 5.0,
}


def described(**changes: Any) -> Gateway:
    return gateway_of(**{**WRITTEN, **changes})


def test_a_message_is_posted_as_json_with_its_texts_in_their_places(gateway: GatewayServer) -> None:
    GatewaySms(described(url=gateway.url)).send(SMS)
    (asked,) = gateway.asked
    assert json.loads(asked.body) == {
        "to": "+84905123456",
        "messages": [{"text": 'Hồ sơ "A" {to} & xong'}],
        "ref": "a.1",
        "brand": "DVC",
        "n": 1,
    }
    assert asked.headers["authorization"] == "Bearer bi-mat"
    assert (asked.method, asked.path) == ("POST", "/send"), "an address with a number in it ends up in logs"


@pytest.mark.parametrize("encoding", ["form", "query"])
def test_a_gateway_may_want_a_form_or_the_address(gateway: GatewayServer, encoding: str) -> None:
    body = '{"u": "dvc", "p": "{secret}", "phone": "{digits}", "m": "{text}"}'
    GatewaySms(described(url=gateway.url, encoding=encoding, body=body)).send(SMS)
    (asked,) = gateway.asked
    sent = urlsplit(asked.path).query if encoding == "query" else asked.body.decode()
    assert parse_qs(sent) == {"u": ["dvc"], "p": ["bi-mat"], "phone": ["84905123456"], "m": [SMS.body]}
    assert asked.method == ("GET" if encoding == "query" else "POST")


@pytest.mark.parametrize(
    ("status", "answer", "kind"),
    [
        (200, b'{"data": [{"status": "queued"}]}', None),
        (200, b'{"data": [{"status": 104}]}', Invalid),
        (400, b'{"data": [{"status": 104}]}', Invalid),
        (200, b'{"data": [{"status": 99}]}', EffectFailed),
        (200, b'{"data": []}', EffectFailed),
        (200, b'{"data": {"0": 1}}', EffectFailed),
        (200, b"<html>OK</html>", EffectFailed),
        (200, b"", EffectFailed),
        (401, b'{"data": [{"status": 0}]}', EffectFailed),
        (500, b"", EffectFailed),
    ],
)
def test_only_an_answer_that_says_so_counts_as_taken(
    gateway: GatewayServer, status: int, answer: bytes, kind: type[Exception] | None
) -> None:
    gateway.status, gateway.answer = status, answer
    sender = GatewaySms(described(url=gateway.url))
    if kind is None:
        sender.send(SMS)
    else:
        with pytest.raises(kind) as caught:
            sender.send(SMS)
        assert "905123456" not in str(caught.value) and "bi-mat" not in str(caught.value)
    assert len(gateway.asked) == 1


def test_without_a_verdict_any_2xx_is_success(gateway: GatewayServer) -> None:
    gateway.status, gateway.answer = 202, b"whatever"
    GatewaySms(described(url=gateway.url, verdict="", taken="", refused="")).send(SMS)
    assert len(gateway.asked) == 1


def test_nobody_is_followed_elsewhere_with_a_number_and_a_secret(gateway: GatewayServer) -> None:
    with GatewayServer() as other:
        gateway.status, gateway.location = 302, other.url
        with pytest.raises(EffectFailed):
            GatewaySms(described(url=gateway.url)).send(SMS)
        assert other.asked == []


def test_a_gateway_that_is_slow_or_away_is_tried_again(gateway: GatewayServer) -> None:
    gateway.pause = 0.5
    for url, seconds in ((gateway.url, 0.05), ("http://127.0.0.1:1/", 1.0)):
        with pytest.raises(EffectFailed, match="away"):
            GatewaySms(described(url=url, seconds=seconds)).send(SMS)


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        ({"url": ""}, "url", "address"),
        ({"body": '{"to": "{to}", "text": "{tex}"}'}, "body", "There is no {tex}. Known are {to}"),
        ({"body": '{"to": "{to}"}'}, "body", "needs {text}"),
        ({"body": '{"text": "{text}"'}, "body", "no JSON"),
        ({"body": '["{to}", "{text}"]'}, "body", "JSON object"),
        ({"headers": '{"X-Id": 3}'}, "headers", "X-Id"),
        ({"headers": "Authorization: x"}, "headers", "no JSON"),
        ({"secret": ""}, "secret", "{secret}"),
        ({"taken": ""}, "success_values", "mean success"),
        ({"verdict": ""}, "success_path", "where"),
        ({"encoding": "form", "body": '{"to": "{to}", "text": ["{text}"]}'}, "body", "is a text"),
    ],
)
def test_a_gateway_that_is_described_badly_is_refused_with_the_mend(
    changes: dict[str, Any], where: str, said: str
) -> None:
    with pytest.raises(Invalid) as caught:
        described(**changes)
    (fault, *_more) = [one for one in caught.value.faults if one.where == where]
    assert said in fault.message and "bi-mat" not in str(caught.value.faults)


def test_mistakes_are_named_all_at_once_by_their_settings_when_the_portal_starts(open_with: OpenWith) -> None:
    world = open_with(sms="http", sms_url="http://127.0.0.1:1/", sms_headers="x", sms_body='{"to": "{To}"}')
    with pytest.raises(Invalid) as caught:
        world.complete()
    assert {one.where for one in caught.value.faults} == {"MOTCUA_SMS_HEADERS", "MOTCUA_SMS_BODY"}
    with pytest.raises(Invalid) as caught:
        load({"MOTCUA_SMS": "http", "MOTCUA_MAIL": "ses"})
    assert {one.where for one in caught.value.faults} == {"MOTCUA_SMS_URL", "MOTCUA_SES_CONFIGURATION_SET"}


def test_a_citizen_is_told_through_the_gateway_once(open_with: OpenWith, gateway: GatewayServer) -> None:
    world = open_with(
        sms="http", sms_url=gateway.url, sms_success_path="data.0.status", sms_success_values="0"
    )
    sent = send(world)
    work(world)
    (asked,) = gateway.asked
    told = json.loads(asked.body)
    assert told["to"] == "+84905123456" and sent.code in told["text"]
    outcomes = {one["channel"]: one["outcome"] for one in events(world, sent.case_id, "notified")}
    assert outcomes == {"email": "sent", "sms": "sent"}


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("0905123456", "+84905123456"),
        ("+84 905 123 456", "+84905123456"),
        ("84905.123.456", "+84905123456"),
        ("02553822222", "+842553822222"),
    ],
)
def test_numbers_go_out_as_networks_want_them(typed: str, written: str) -> None:
    assert international(typed) == written


@pytest.mark.parametrize("number", ["", "905123456", "090512345x", "+1 202 555 0100", "0" * 20])
def test_what_is_no_number_of_this_country_is_refused(gateway: GatewayServer, number: str) -> None:
    with pytest.raises(Invalid):
        GatewaySms(described(url=gateway.url)).send(replace(SMS, to=number))
    assert gateway.asked == []
