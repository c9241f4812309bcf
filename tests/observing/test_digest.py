"""Each morning those who run the installation read what is late, stuck or failing, by office, and of nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner

from functions import bootstrap
from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.declaration import Status
from functions.domain.status import Part, PartState, Report
from functions.entrypoints.commands.digest import command as digest
from tests.effects.made import go, send, work
from tests.effects.mail_server import MailServer

OFFICE = "Ủy ban nhân dân"


@pytest.fixture
def mailed(mail_server: MailServer, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """The same installation, with a real mail server and two readers."""
    for name, value in (
        ("SMTP_HOST", "127.0.0.1"),
        ("SMTP_PORT", str(mail_server.port)),
        ("DIGEST_TO", "truc@example.vn, phong@example.vn"),
    ):
        monkeypatch.setenv(f"MOTCUA_{name}", value)
    bootstrap.world.cache_clear()
    yield mail_server


def overdue(world: World, clock: SetClock) -> None:
    """Two cases received and left, and one that waits for the citizen."""
    for _n in range(2):
        go(world, send(world), "receive")
    go(world, send(world), "ask_supplement", "Thiếu bản chính, gửi cho chị Hà")
    work(world)
    clock.advance(timedelta(days=30))


def test_late_cases_are_counted_by_office_and_waiting_ones_are_not(world: World, clock: SetClock) -> None:
    overdue(world, clock)
    (late,) = world.digesting.make(Report()).late
    assert late.count == 2 and late.office.startswith(OFFICE) and late.oldest_days > 20
    assert world.survey.count()[0] == 2


def test_a_case_that_is_done_is_late_no_more(world: World, clock: SetClock) -> None:
    sent = send(world)
    for transition in ("receive", "transfer", "propose", "approve", "publish"):
        go(world, sent, transition)
    work(world)
    clock.advance(timedelta(days=30))
    known = world.store.cases.projection(sent.case_id)
    assert known is not None and known.status == Status.DONE
    assert world.digesting.make(Report()).late == ()


def test_what_was_given_up_and_what_fails_is_said(world: World, clock: SetClock) -> None:
    send(world)
    work(world, acts={}, most_attempts=1)
    text = world.digesting.make(Report({Part.SEND: PartState.FAILS}, clock.now())).text()
    assert "1 việc bị bỏ (gửi tin)" in text and "Điền và nộp hồ sơ trực tuyến" in text
    assert "Cảnh báo: effects-dead" in text


def test_an_old_report_is_not_taken_for_now(world: World, clock: SetClock) -> None:
    old = Report({Part.SEND: PartState.FAILS}, clock.now() - timedelta(hours=1))
    text = world.digesting.make(old).text()
    assert "Điền và nộp" not in text and "Cảnh báo: probe-stopped" in text


def test_a_quiet_day_says_so(world: World, clock: SetClock) -> None:
    text = world.digesting.make(Report({}, clock.now())).text()
    assert text.count("Không có.") == 3


def test_it_is_mailed_to_each_reader_and_names_nobody(
    world: World, clock: SetClock, mailed: MailServer
) -> None:
    overdue(world, clock)
    run = CliRunner().invoke(digest, [])
    assert run.exit_code == 0, run.output
    assert sorted(str(one["To"]) for one in mailed.taken) == ["phong@example.vn", "truc@example.vn"]
    mail = mailed.taken[0]
    body = mail.get_body(("plain",))
    assert body is not None and "2 hồ sơ quá hạn" in str(mail["Subject"])
    text = str(body.get_content()) + str(mail["Subject"])
    assert OFFICE in text and "HỒ SƠ QUÁ HẠN" in text
    for secret in ("Hà", "0511", "0905", "Sông Trà", "H48"):
        assert secret not in text


def test_twice_a_day_it_is_the_same_message_and_printing_sends_none(world: World, mailed: MailServer) -> None:
    assert CliRunner().invoke(digest, ["--print-only"]).exit_code == 0 and mailed.taken == []
    for _twice in range(2):
        bootstrap.world.cache_clear()
        CliRunner().invoke(digest, [])
    assert len(mailed.taken) == 4 and len({one["Message-ID"] for one in mailed.taken}) == 2


def test_a_mail_server_that_refuses_is_said_and_the_digest_is_printed_all_the_same(
    world: World, mailed: MailServer
) -> None:
    mailed.at_end = "451 later"
    run = CliRunner().invoke(digest, [])
    assert run.exit_code == 1 and "HỒ SƠ QUÁ HẠN" in run.output
