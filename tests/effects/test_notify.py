"""Citizens are told at each turn, once each way, by a real mail server or in folders of the installation."""

from __future__ import annotations

import mailbox
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.adapters.clock import SetClock
from functions.adapters.mail import FolderMailer, SmtpMailer, message_of
from functions.bootstrap import World
from functions.domain.checks.sms import sms_parts
from functions.domain.errors import EffectFailed, Invalid
from functions.ports import Mail
from functions.services.cases import OpenCase
from functions.services.effects import Outcome, Owed
from tests.effects.conftest import OpenWith
from tests.effects.made import events, mails, send, texts, work
from tests.effects.mail_server import MailServer
from tests.services.made import officer


def outcomes(world: World, case_id: str) -> dict[str, str]:
    return {one["channel"]: one["outcome"] for one in events(world, case_id, "notified")}


def test_a_sent_application_is_confirmed_by_mail_with_the_private_link(
    open_with: OpenWith, mail_server: MailServer
) -> None:
    world = open_with(smtp_host="127.0.0.1", smtp_port=mail_server.port, public_url="https://dvc.example.vn")
    sent = send(world)
    work(world)
    (mail,) = mail_server.taken
    assert mail["To"] == "ha@example.vn" and mail["Subject"] == f"Đã nhận hồ sơ trực tuyến {sent.code}"
    assert mail["Auto-Submitted"] == "auto-generated" and mail["Date"].datetime == world.clock.now()
    body = mail.get_content()
    link = next(word for word in body.split() if word.startswith("https://dvc.example.vn/ho-so/"))
    code, token = link.rsplit("/", 2)[1:]
    assert world.tracking.full(code, token).id == sent.case_id
    assert "08:30 ngày 09/06/2026" in body and "{" not in body
    assert outcomes(world, sent.case_id) == {"email": "sent"}


def test_an_address_refused_for_good_is_recorded_and_not_tried_again(
    open_with: OpenWith, mail_server: MailServer
) -> None:
    mail_server.at_address = "550 no such user"
    world = open_with(smtp_host="127.0.0.1", smtp_port=mail_server.port)
    sent = send(world)
    work(world)
    assert outcomes(world, sent.case_id) == {"email": "refused"}
    assert set(world.store.outbox.counts().values()) == {0}


@pytest.mark.parametrize(("at_address", "at_end"), [("451 later", ""), ("", "452 disk full"), ("", "554 no")])
def test_mail_that_is_not_taken_now_goes_out_once_later(
    open_with: OpenWith, mail_server: MailServer, clock: SetClock, at_address: str, at_end: str
) -> None:
    mail_server.at_address, mail_server.at_end = at_address, at_end
    world = open_with(smtp_host="127.0.0.1", smtp_port=mail_server.port)
    sent = send(world)
    work(world)
    assert mail_server.taken == [] and outcomes(world, sent.case_id) == {}
    mail_server.at_address = mail_server.at_end = ""
    clock.advance(timedelta(minutes=1))
    work(world)
    work(world)
    assert len(mail_server.taken) == 1 and outcomes(world, sent.case_id) == {"email": "sent"}


def test_while_the_mail_server_is_away_nothing_is_lost_and_no_error_names_a_person(
    open_with: OpenWith, mail_server: MailServer, clock: SetClock
) -> None:
    port = mail_server.port
    mail_server.stop()
    world = open_with(smtp_host="127.0.0.1", smtp_port=port)
    sent = send(world)
    work(world)
    (row,) = world.store.outbox.claim("look", clock.now() + timedelta(hours=1), 1, 9)
    assert row.last_error == "effect_failed: Mail was not handed over: ConnectionRefusedError."
    mail_server.start()
    again = open_with(smtp_host="127.0.0.1", smtp_port=mail_server.port)
    clock.advance(timedelta(hours=2))
    work(again)
    assert len(mail_server.taken) == 1 and outcomes(again, sent.case_id) == {"email": "sent"}


def test_a_message_sent_again_after_a_crash_bears_the_same_id(
    open_with: OpenWith, mail_server: MailServer, clock: SetClock
) -> None:
    world = open_with(smtp_host="127.0.0.1", smtp_port=mail_server.port)
    send(world)
    notify = world.acts["notify"]

    def crashed(case: OpenCase, owed: Owed) -> Outcome:
        notify(case, owed)
        raise EffectFailed("The process ended before this was written down.")

    assert world.worker("w").work()
    work(world, acts={"notify": crashed})
    clock.advance(timedelta(minutes=1))
    work(world)
    assert len(mail_server.taken) == 2 and len({mail["Message-ID"] for mail in mail_server.taken}) == 1


def test_without_an_address_the_other_way_still_goes(world: World) -> None:
    sent = send(world, **{"nguoi_nop.thu_dien_tu": ""})
    work(world)
    assert outcomes(world, sent.case_id) == {"email": "no_address", "sms": "sent"}
    assert mails(world) == [] and len(texts(world)) == 1


def test_a_text_message_leads_to_a_question_and_never_carries_the_private_token(world: World) -> None:
    sent = send(world)
    work(world)
    (text,) = texts(world)
    short = text.body.rpartition("/")[2]
    assert text.to == "0905123456" and text.body.endswith(f"/ho-so/{sent.code}/m/{short}")
    assert len(short) == 22 and world.unlocking.case(sent.code, short).id == sent.case_id
    assert sent.token[:20] not in text.body and "Hà" not in text.body and sms_parts(text.body) <= 3


def test_a_message_tells_of_its_own_turn_even_when_the_case_moved_on_meanwhile(
    world: World, clock: SetClock
) -> None:
    sent = send(world)
    work(world)
    desk = officer(world, "reception")
    seen = world.casework.open(desk, sent.code).seq
    world.casework.move(desk, sent.code, "ask_supplement", "Thiếu bản chụp hợp đồng thuê nhà", {}, seen)
    clock.advance(timedelta(hours=1))
    world.tracking.withdraw(sent.code, sent.token, "Tôi sẽ nộp lại sau")
    work(world)
    asked = next(mail for mail in mails(world) if "cần bổ sung" in mail.subject)
    assert "Thiếu bản chụp hợp đồng thuê nhà" in asked.body and "Tôi sẽ nộp lại sau" not in asked.body
    assert "Cán bộ reception" in asked.body and "09:30" not in asked.body


def test_mail_is_kept_once_in_a_folder_that_mail_programs_read(world: World) -> None:
    send(world)
    work(world)
    box = mailbox.Maildir(world.settings.state / "mail", create=False)
    assert len(box) == 1 and next(iter(box))["To"] == "ha@example.vn"


def test_a_mail_that_somebody_read_is_not_kept_again(world: World) -> None:
    folder = FolderMailer(world.settings.state / "mail")
    mail = Mail("a.1", "ha@example.vn", "khong@dvc.example.vn", "Chào", "Nội dung", world.clock.now())
    folder.send(mail)
    box = mailbox.Maildir(world.settings.state / "mail")
    ((key, message),) = box.items()
    message.set_subdir("cur")
    message.add_flag("S")
    box[key] = message
    folder.send(mail)
    assert [one.subject for one in folder.kept(9)] == ["Chào"]


@pytest.mark.parametrize("field", ["to", "subject"])
def test_no_line_break_enters_a_header(world: World, field: str) -> None:
    mail = Mail("a.1", "ha@example.vn", "khong@dvc.example.vn", "Chào", "Nội dung", world.clock.now())
    with pytest.raises(Invalid):
        message_of(replace(mail, **{field: "a@b.vn\r\nBcc: c@d.vn"}))


def test_a_server_that_asks_for_a_password_and_gets_none_is_tried_again(mail_server: MailServer) -> None:
    mailer = SmtpMailer("127.0.0.1", mail_server.port, user="motcua", password="sai")
    mail = Mail("a.1", "ha@example.vn", "khong@dvc.example.vn", "Chào", "x", datetime(2026, 6, 9, tzinfo=UTC))
    with pytest.raises(EffectFailed):
        mailer.send(mail)
