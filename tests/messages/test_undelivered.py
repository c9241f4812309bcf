"""Mail that comes back is noted in its case, once, and an officer sees whom no message reached."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import app
from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.engine import Decision
from functions.domain.errors import EffectFailed, Invalid, StoreUnavailable
from functions.domain.events import CITIZEN, Supplemented
from functions.entrypoints.mail_news import of_report, of_ses
from functions.services.effects.backoff import MOST_ATTEMPTS
from functions.services.submit import SentCase
from tests.effects.made import events, send, work
from tests.effects.mail_server import MailServer
from tests.messages.conftest import OpenWith
from tests.officer.conftest import SignedIn, signed_in, world

__all__ = ["signed_in", "world"]

ROOT = Path(__file__).parents[2]
MOTCUA = Path(sys.executable).parent / "motcua"


def message_of(here: World, sent: SentCase, channel: str = "email") -> str:
    """The id of the last message that a case sent."""
    told = [one for one in events(here, sent.case_id, "notified") if one["channel"] == channel]
    return str(told[-1]["message"])


def bounce(message: str, kind: str = "Bounce") -> dict[str, Any]:
    """What SES gives to EventBridge; its own parts name the address several times."""
    mail = {
        "messageId": "0100-ses",
        "destination": ["ha@example.vn"],
        "tags": {"ses:configuration-set": ["motcua"], "motcua-message": [message]},
    }
    detail = {
        "eventType": kind,
        "mail": mail,
        "bounce": {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "ha@example.vn"}]},
    }
    return {"version": "0", "source": "aws.ses", "detail-type": "Email Bounced", "detail": detail}


def hear(*bodies: Any) -> list[str]:
    """Hand messages to the function; which of them are to come again."""
    texts = [one if isinstance(one, str) else json.dumps(one) for one in bodies]
    records = [
        {"messageId": f"m-{n}", "body": text, "eventSource": "aws:sqs"} for n, text in enumerate(texts)
    ]
    context = SimpleNamespace(
        function_name="feedback", aws_request_id="r-1", get_remaining_time_in_millis=lambda: 60_000
    )
    answer = app.feedback({"Records": records}, context)
    return [one["itemIdentifier"] for one in answer["batchItemFailures"]]


def undelivered(here: World, sent: SentCase) -> list[dict[str, Any]]:
    return events(here, sent.case_id, "undelivered")


@pytest.fixture
def told(world: World) -> SentCase:
    """A citizen whom a mail and a text message went to."""
    sent = send(world)
    work(world)
    return sent


def test_a_bounce_is_noted_in_the_case_without_the_address_and_an_officer_is_asked_to_see_to_it(
    world: World, told: SentCase, signed_in: SignedIn
) -> None:
    before = signed_in("reception").case(told.code).words
    assert "không đến được" not in before
    assert hear(bounce(message_of(world, told))) == []
    (noted,) = undelivered(world, told)
    assert (noted["channel"], noted["cause"], noted["event"]) == ("email", "bounced", "submitted")
    assert "example.vn" not in json.dumps(noted)
    page = signed_in("reception").case(told.code).words
    assert "Email không đến được người nộp. Tin nhắn vẫn gửi được." in page
    assert page.count("Email không đến được người nộp.") == 2, "above, and in the history"


def test_where_no_way_is_left_the_officer_is_told_to_call(
    world: World, told: SentCase, signed_in: SignedIn
) -> None:
    hear(bounce(message_of(world, told)), bounce(message_of(world, told, "sms")))
    page = signed_in("reception").case(told.code).words
    assert page.count("gọi điện báo cho người nộp.") == 2
    assert "Tin nhắn không đến được người nộp." in page and "0905123456" in page


def test_a_complaint_says_why_no_mail_will_come_any_more(
    world: World, told: SentCase, signed_in: SignedIn
) -> None:
    assert hear(bounce(message_of(world, told), "Complaint")) == []
    assert "thư rác" in signed_in("reception").case(told.code).words


def test_news_that_come_twice_are_noted_once(world: World, told: SentCase) -> None:
    news = bounce(message_of(world, told))
    assert hear(news, news) == [] and hear(news) == []
    assert len(undelivered(world, told)) == 1
    assert world.cases.load(told.case_id).state.notices[0].outcome == "bounced"


FORGED = [
    "khong phai JSON",
    "[]",
    "[" * 100_000,
    {},
    bounce("../../etc"),
    bounce("0" * 16 + "." + "0" * 24),
    {**bounce("0" * 16 + "." + "0" * 24), "source": "ai.do"},
    {"source": "aws.ses", "detail": {"eventType": "Bounce", "mail": {"tags": {"motcua-message": "x"}}}},
    {"source": "aws.ses", "detail": {"eventType": "Bounce", "mail": []}},
    bounce("0" * 16 + "." + "0" * 24, "Delivery"),
]


def test_forged_and_unknown_news_change_nothing_do_not_come_again_and_quote_nobody(
    world: World, told: SentCase, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    chain = world.store.cases.events(told.case_id)
    assert hear(*FORGED) == []
    assert world.store.cases.events(told.case_id) == chain
    logged = "\n".join(logging.Formatter().format(one) for one in caplog.records)
    assert logged.count("mail news refused") == len(FORGED) - 1 and "example.vn" not in logged


def test_news_that_overtake_the_writing_down_of_their_sending_come_again(
    world: World, clock: SetClock
) -> None:
    sent = send(world)
    notify, seen = world.acts["notify"], []

    def crashed(case: Any, owed: Any) -> Any:
        seen.extend(notify(case, owed).decision.events)
        raise EffectFailed("The process ended before this was written down.")

    assert world.worker("w").work()  # from here on each way has a row of its own
    work(world, acts={"notify": crashed})
    news = [bounce(one.message) for one in seen]
    assert hear(*news) == ["m-0", "m-1"] and undelivered(world, sent) == []
    clock.advance(timedelta(minutes=1))
    work(world)
    assert hear(*news) == [] and len(undelivered(world, sent)) == 2


def test_an_erased_case_remembers_nothing_more(world: World, told: SentCase) -> None:
    message = message_of(world, told)
    world.erasure.erase(told.case_id, "Đề nghị số 1")
    chain = world.store.cases.events(told.case_id)
    assert hear(bounce(message)) == [] and world.store.cases.events(told.case_id) == chain


def test_an_address_that_the_mail_server_refuses_for_good_is_shown_as_well(
    world: World, signed_in: SignedIn, mail_server: MailServer, open_with: OpenWith
) -> None:
    mail_server.at_address = "550 no such user"
    sending = open_with(smtp_host="127.0.0.1", smtp_port=mail_server.port)
    sent = send(sending)
    work(sending)
    assert (
        "Email không đến được người nộp. Không còn cách nào khác"
        in signed_in("reception").case(sent.code).words
    )


def test_mail_that_was_given_up_on_is_shown_until_it_goes_out_after_all(
    world: World, signed_in: SignedIn, mail_server: MailServer, open_with: OpenWith, clock: SetClock
) -> None:
    mail_server.at_end = "554 no"
    sending = open_with(smtp_host="127.0.0.1", smtp_port=mail_server.port)
    sent = send(sending)
    for _try in range(MOST_ATTEMPTS + 1):
        work(sending)
        clock.advance(timedelta(hours=3))
    (row,) = sending.store.outbox.dead()
    told = [one["outcome"] for one in events(sending, sent.case_id, "notified")]
    assert told == ["gave_up"]
    assert "Email không đến được người nộp." in signed_in("reception").case(sent.code).words
    mail_server.at_end = ""
    sending.store.outbox.revive(row.id)
    work(sending)
    assert "không đến được" not in signed_in("reception").case(sent.code).words


def test_a_message_of_a_case_that_cannot_be_read_is_given_up_on_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch, clock: SetClock
) -> None:
    send(world)

    def unreadable(_wrapped: bytes, _context: str) -> bytes:
        raise StoreUnavailable("The key does not open.")

    monkeypatch.setattr(world.keys, "unwrap", unreadable)
    for _try in range(MOST_ATTEMPTS + 1):
        work(world)
        clock.advance(timedelta(hours=3))
    assert [row.kind for row in world.store.outbox.dead()] == ["notify"]


def test_what_the_citizen_sends_anew_wipes_the_warning_out(
    world: World, told: SentCase, signed_in: SignedIn
) -> None:
    hear(bounce(message_of(world, told)))
    case = world.cases.load(told.case_id)
    assert "Email không đến được" in signed_in("reception").case(told.code).words
    changed = Supplemented(at=world.clock.now(), actor=CITIZEN, answers={})
    world.cases.write(case, Decision(events=(changed,)))
    assert "Email không đến được người nộp. Tin nhắn" not in signed_in("reception").case(told.code).words


def report(message_id: str, action: str = "failed", *, whole: bool = False) -> bytes:
    """What a mail server sends back (RFC 3464), its words about the address included."""
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    lines = [
        "From: mailer-daemon@example.vn",
        "To: khong@dvc.example.vn",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type="delivery-status"; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain; charset=utf-8",
        "",
        "550 5.1.1 <ha@example.vn>: không có hộp thư này",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mail.example.vn",
        "",
        "Final-Recipient: rfc822; ha@example.vn",
        f"Action: {action}",
        "Status: 5.1.1",
        "",
        "--b",
        f"Content-Type: {kind}",
        "",
        f"Message-ID: <{message_id}@dvc.example.vn>",
        "To: ha@example.vn",
        "",
        "--b--",
    ]
    return "\r\n".join(lines).encode()


def piped(here: World, mail: bytes) -> subprocess.CompletedProcess[bytes]:
    settings = {"MOTCUA_STATE": str(here.settings.state), "MOTCUA_BUILD": str(here.settings.build)}
    return subprocess.run(
        [MOTCUA, "undelivered"], cwd=ROOT, env=os.environ | settings, capture_output=True, input=mail
    )


@pytest.mark.parametrize("whole", [False, True])
def test_a_mail_server_pipes_what_comes_back_into_its_case(world: World, told: SentCase, whole: bool) -> None:
    mail = report(message_of(world, told), whole=whole)
    first, second = piped(world, mail), piped(world, mail)
    assert (first.returncode, first.stdout) == (0, b"noted\n"), first.stderr
    assert (second.returncode, second.stdout) == (0, b"nothing to note: it was known\n")
    assert len(undelivered(world, told)) == 1
    assert b"example.vn" not in first.stdout + first.stderr


def test_a_report_of_delay_or_about_another_mail_changes_nothing(world: World, told: SentCase) -> None:
    assert of_report(report(message_of(world, told), "delayed")) is None
    for strange in (
        b"",
        b"\xff\xfe",
        b"Subject: hi\n\nhello",
        report("abc"),
        report("x" * 16 + "." + "y" * 24),
    ):
        with pytest.raises(Invalid):
            of_report(strange)
    done = piped(world, report("0" * 16 + "." + "0" * 24))
    assert done.returncode == 1 and b"went out from here" in done.stderr
    assert undelivered(world, told) == []


def test_a_complaint_by_mail_is_understood(world: World, told: SentCase) -> None:
    message = message_of(world, told)
    mail = report(message).replace(b'report-type="delivery-status"', b'report-type="feedback-report"')
    assert of_report(mail) == (message, "complained")


def test_other_news_of_ses_are_no_news_here() -> None:
    assert of_ses(bounce("0" * 16 + "." + "0" * 24, "Delivery")) is None
