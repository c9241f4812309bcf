"""Uploads are shut until a real scanner has spoken; what is infected stays shut, and people hear of it."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.errors import Conflict
from functions.ports import Batch, OutboxRow
from tests.effects.conftest import OpenWith
from tests.effects.made import EICAR, events, mails, send, texts, work
from tests.services.made import PDF, SLUG, officer, paper, typed

LOCKED = PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 2 0 R")


@pytest.fixture
def scanning(open_with: OpenWith, clamd: int) -> World:
    return open_with(clamd_host="127.0.0.1", clamd_port=clamd)


def test_a_clean_file_opens_for_the_officer(scanning: World) -> None:
    sent = send(scanning, paper("giay_de_nghi"))
    work(scanning)
    desk = officer(scanning, "reception")
    (file,) = scanning.casework.open(desk, sent.code).state.files
    assert file.state == "clean"
    assert scanning.casework.file(desk, sent.code, file.id)[-1] == PDF
    assert not scanning.blobs.exists(file.id, "quarantine")


def test_an_infected_file_stays_shut_the_officer_sees_it_and_the_citizen_is_told(scanning: World) -> None:
    sent = send(scanning, paper("giay_de_nghi", "giấy đề nghị.pdf", PDF + EICAR))
    work(scanning)
    desk = officer(scanning, "reception")
    (file,) = scanning.casework.open(desk, sent.code).state.files
    assert file.state == "infected" and not scanning.blobs.exists(file.id, "clean")
    with pytest.raises(Conflict, match="mã độc"):
        scanning.casework.file(desk, sent.code, file.id)
    told = next(one for one in mails(scanning) if "không mở được an toàn" in one.subject)
    assert "Tệp “giấy đề nghị.pdf” có mã độc." in told.body
    assert any("không dùng được" in one.body and "giấy đề nghị" not in one.body for one in texts(scanning))


def test_a_file_behind_a_password_passes_marked(scanning: World) -> None:
    sent = send(scanning, paper("giay_de_nghi", data=LOCKED))
    work(scanning)
    assert [one["state"] for one in events(scanning, sent.case_id, "file_checked")] == ["protected"]
    assert len(scanning.tracking.full(sent.code, sent.token).state.files) == 1


def test_without_a_scanner_files_pass_and_say_that_none_looked(world: World) -> None:
    sent = send(world, paper("giay_de_nghi"))
    work(world)
    assert [one["state"] for one in events(world, sent.case_id, "file_checked")] == ["unscanned"]


def test_a_file_too_large_for_the_scanner_is_not_called_clean(scanning: World) -> None:
    sent = send(scanning, paper("giay_de_nghi", data=PDF + b"%" * 2**21))
    work(scanning)
    assert events(scanning, sent.case_id, "file_checked") == []
    assert scanning.store.outbox.counts()["pending"] == 1


def test_while_the_scanner_is_away_files_wait_and_then_open(
    open_with: OpenWith, clamd: int, clock: SetClock
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        away = open_with(clamd_host="127.0.0.1", clamd_port=nobody.getsockname()[1])
        sent = send(away, paper("giay_de_nghi"))
        work(away)
    assert events(away, sent.case_id, "file_checked") == []
    clock.advance(timedelta(minutes=1))
    back = open_with(clamd_host="127.0.0.1", clamd_port=clamd)
    work(back)
    assert [one["state"] for one in events(back, sent.case_id, "file_checked")] == ["clean"]


def test_an_attempt_cut_off_after_the_file_moved_ends_well(scanning: World) -> None:
    sent = send(scanning, paper("giay_de_nghi"))
    (file,) = scanning.tracking.full(sent.code, sent.token).state.files
    scanning.blobs.move(file.id, "quarantine", "clean")
    work(scanning)
    assert [one["state"] for one in events(scanning, sent.case_id, "file_checked")] == ["clean"]


def test_scanning_a_file_twice_records_one_verdict(scanning: World) -> None:
    sent = send(scanning, paper("giay_de_nghi"))
    work(scanning)
    chain = scanning.store.cases.events(sent.case_id)
    file = chain[0].data["files"][0]["id"]
    again = OutboxRow("again", sent.case_id, "scan", {"subject": file, "about": 1}, scanning.clock.now())
    scanning.store.cases.append(Batch(sent.case_id, len(chain), outbox=(again,)))
    assert work(scanning) == 1
    assert len(events(scanning, sent.case_id, "file_checked")) == 1


def test_a_file_that_vanished_is_left_to_a_person(scanning: World) -> None:
    draft = scanning.submissions.save(SLUG, "", typed(), [paper("giay_de_nghi")]).draft
    scanning.submissions.send(draft.token)
    scanning.blobs.delete(draft.files[0].id, "quarantine")
    work(scanning)
    (dead,) = scanning.store.outbox.dead()
    assert dead.kind == "scan" and dead.last_error.startswith("not_found")
