"""To erase a person is to destroy a key: nothing of them is left, and the chain still verifies."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.chain import verify
from functions.domain.duration import Duration
from functions.domain.errors import Conflict, Invalid, NotFound
from functions.domain.retention import kept_until
from functions.services.cases import OpenCase
from functions.services.effects import Outcome, Owed
from functions.services.submit import SentCase
from tests.effects.made import events, go, issued, mails, send, texts, work
from tests.services.made import SLUG, officer, paper, typed

PERSON = ["Nguyễn Thị Thu Hà", "051189000012", "0905123456", "Sông Trà", "đề nghị.pdf", "ha@example.vn"]
BASIS = "Điều 14 Luật 91/2025/QH15, đề nghị số 7/2026"


@pytest.fixture
def sent(world: World) -> SentCase:
    made = send(world, paper("giay_de_nghi", "đề nghị.pdf"))
    work(world)
    go(world, made, "receive")
    work(world)
    return made


def everything(world: World) -> bytes:
    """All bytes that the installation keeps, but for its keys and for the officers' own names."""
    return b"".join(path.read_bytes() for path in Path(world.settings.state).rglob("*") if path.is_file())


def test_after_erasure_nothing_of_the_person_is_left_and_the_chain_stands(
    world: World, sent: SentCase
) -> None:
    assert "ha@example.vn" in everything(world).decode(errors="replace")  # in the captured mail, before
    wrapped = world.store.cases.wrapped_key(sent.case_id)
    blobs = [world.cases.load(sent.case_id).state.files[0].id, issued(world, sent)[0]["id"]]
    assert wrapped is not None and world.erasure.erase(sent.case_id, BASIS)
    left = everything(world)
    assert [text for text in PERSON if text.encode() in left] == [] and wrapped not in left
    assert mails(world) == texts(world) == []
    assert not any(
        world.blobs.exists(name, area) for name in blobs for area in ("quarantine", "clean", "documents")
    )
    assert verify(sent.case_id, world.store.cases.events(sent.case_id)) == []
    assert events(world, sent.case_id, "erased") == [{"basis": BASIS}]
    case = world.cases.load(sent.case_id)
    assert case.state.erased and case.state.answers is None and case.state.history[1].reason is None


def test_the_owner_and_the_officers_are_told_nothing_of_an_erased_person(
    world: World, sent: SentCase
) -> None:
    document = issued(world, sent)[0]["id"]
    world.erasure.erase(sent.case_id, BASIS)
    with pytest.raises(NotFound):
        world.tracking.document(sent.code, sent.token, document)
    inbox = world.casework.inbox(officer(world, "reception"))
    assert [row.applicant for row in inbox.rows] == [""]


def test_what_an_erased_case_owed_is_not_done_any_more(world: World) -> None:
    sent = send(world, paper("giay_de_nghi"))
    world.erasure.erase(sent.case_id, BASIS)
    work(world)
    assert mails(world) == [] and events(world, sent.case_id, "notified") == []
    assert set(world.store.outbox.counts().values()) == {0}


def test_a_document_made_while_its_case_was_erased_is_taken_back(world: World, sent: SentCase) -> None:
    issue = world.acts["issue"]

    def erased_meanwhile(case: OpenCase, owed: Owed) -> Outcome:
        outcome = issue(case, owed)
        world.erasure.erase(sent.case_id, BASIS)
        return outcome

    go(world, sent, "transfer")
    work(world)
    go(world, sent, "reject", "Không đủ điều kiện")
    work(world, acts={**world.acts, "issue": erased_meanwhile})
    assert list((world.settings.state / "files" / "documents").iterdir()) == []
    assert set(world.store.outbox.counts().values()) == {0}


def test_erasing_again_changes_nothing(world: World, sent: SentCase) -> None:
    assert world.erasure.erase(sent.case_id, BASIS)
    chain = world.store.cases.events(sent.case_id)
    assert not world.erasure.erase(sent.case_id, "một căn cứ khác")
    assert world.store.cases.events(sent.case_id) == chain


def test_an_erasure_cut_off_after_its_record_is_finished_by_a_worker(
    world: World, sent: SentCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(case_id: str) -> bool:
        raise ConnectionAbortedError

    with monkeypatch.context() as patch, suppress(ConnectionAbortedError):
        patch.setattr(world.store.cases, "destroy_key", cut_off)
        world.erasure.erase(sent.case_id, BASIS)
    assert world.store.cases.wrapped_key(sent.case_id) is not None
    work(world)
    assert world.store.cases.wrapped_key(sent.case_id) is None
    assert [text for text in PERSON if text.encode() in everything(world)] == []


@pytest.mark.parametrize("basis", ["", "  "])
def test_without_a_basis_nothing_is_erased(world: World, sent: SentCase, basis: str) -> None:
    with pytest.raises(Invalid):
        world.erasure.erase(sent.case_id, basis)
    assert world.cases.load(sent.case_id).key is not None


def test_an_erased_case_takes_no_further_turn_with_words(world: World, sent: SentCase) -> None:
    world.erasure.erase(sent.case_id, BASIS)
    with pytest.raises((NotFound, Conflict)):
        world.tracking.withdraw(sent.code, sent.token, "Tôi rút")


@pytest.mark.parametrize(
    ("ended", "retention", "last"),
    [
        (date(2024, 2, 29), "120 months", date(2034, 2, 28)),
        (date(2026, 1, 31), "1 month", date(2026, 2, 28)),
        (date(2026, 2, 28), "30 days", date(2026, 3, 30)),
        (date(2026, 2, 28), "10 working_days", date(2026, 3, 14)),
        (date(2026, 2, 28), "12 hours", date(2026, 3, 3)),
    ],
)
def test_a_term_is_counted_in_calendar_time_from_the_end(ended: date, retention: str, last: date) -> None:
    assert kept_until(ended, Duration.parse(retention)) == last


def test_a_case_is_erased_when_its_term_is_over_and_not_a_day_before(world: World, clock: SetClock) -> None:
    sent = send(world, paper("giay_de_nghi"))
    running = send(world)
    world.tracking.withdraw(sent.code, sent.token, "Làm lại sau")
    work(world)
    clock.advance(datetime(2036, 6, 9, 10, tzinfo=UTC) - clock.now())
    assert world.housekeeping.tidy().erased == 0
    clock.advance(timedelta(days=1))
    assert world.housekeeping.tidy().erased == 1 and world.housekeeping.tidy().erased == 0
    assert "120 tháng" in events(world, sent.case_id, "erased")[0]["basis"]
    assert world.cases.load(sent.case_id).key is None and world.cases.load(running.case_id).key is not None


def test_drafts_past_their_time_go_with_their_files(world: World, clock: SetClock) -> None:
    old = world.submissions.save(SLUG, "", typed(), [paper("giay_de_nghi")]).draft
    clock.advance(timedelta(days=20))
    young = world.submissions.save(SLUG, "", typed(), [paper("giay_de_nghi")]).draft
    clock.advance(timedelta(days=11))
    assert world.housekeeping.tidy().drafts == 1
    assert not world.blobs.exists(old.files[0].id, "quarantine")
    assert world.blobs.exists(young.files[0].id, "quarantine")


def test_one_case_that_cannot_be_erased_stops_no_other(world: World, clock: SetClock) -> None:
    two = [send(world), send(world)]
    for one in two:
        world.tracking.withdraw(one.code, one.token, "")
    known = world.store.cases.projection(two[0].case_id)
    assert known is not None
    world.store.cases.replace_projection(replace(known, version="0" * 64))
    clock.advance(timedelta(days=4000))
    tidied = world.housekeeping.tidy()
    assert (tidied.erased, tidied.failed) == (1, 1)
