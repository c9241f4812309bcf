"""Documents are numbered once, signed in order, sealed, and told of only when they are there."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.engine import Decision, Effect
from functions.domain.errors import EffectFailed, NotFound
from functions.domain.model import JSON
from functions.ports import Signatory
from functions.services.cases import OpenCase
from functions.services.effects import Outcome, Owed
from functions.services.effects.issue import Issue
from functions.services.submit import SentCase
from tests.effects.made import go, issued, mails, send, work


@pytest.fixture
def sent(world: World) -> SentCase:
    made = send(world)
    work(world)
    return made


def pdf_of(world: World, sent: SentCase, document_id: str) -> bytes:
    return world.tracking.document(sent.code, sent.token, document_id)[1]


class Away:
    """A typesetter and signer that is away."""

    test = True

    def pdf(self, template: str, data: JSON) -> bytes:
        raise EffectFailed("The renderer is away.")

    def sign(self, pdf: bytes, by: Signatory, reason: str) -> bytes:
        raise EffectFailed("The signing service is away.")


def issue_of(world: World) -> Issue:
    act = world.acts["issue"]
    assert isinstance(act, Issue)
    return act


def test_the_receipt_is_signed_by_the_agency_and_then_told_of(world: World, sent: SentCase) -> None:
    go(world, sent, "receive")
    work(world)
    (receipt,) = issued(world, sent)
    pdf = pdf_of(world, sent, receipt["id"])
    assert hashlib.sha256(pdf).hexdigest() == receipt["sha256"] and len(pdf) == receipt["size"]
    (signature,) = world.verifier.verify(pdf).signatures
    assert (signature.kind, signature.intact, signature.trust) == ("agency", True, "test")
    assert receipt["number"].startswith("01/") and receipt["final"]
    kinds = [one.type for one in world.store.cases.events(sent.case_id)]
    assert kinds[-4:] == ["moved", "document_issued", "notified", "notified"]
    assert any("đã được tiếp nhận" in mail.subject for mail in mails(world))


def test_nobody_is_told_of_a_document_that_is_not_there_yet(
    world: World, sent: SentCase, clock: SetClock
) -> None:
    go(world, sent, "receive")
    away = Away()
    work(world, acts={**world.acts, "issue": replace(issue_of(world), typesetter=away)})
    work(world, acts={**world.acts, "issue": replace(issue_of(world), signer=away)})
    assert issued(world, sent) == [] and not any("tiếp nhận" in mail.subject for mail in mails(world))
    clock.advance(timedelta(minutes=1))
    work(world)
    assert len(issued(world, sent)) == 1 and sum("tiếp nhận" in mail.subject for mail in mails(world)) == 1


def test_a_number_is_taken_once_however_often_the_document_is_tried(
    world: World, sent: SentCase, clock: SetClock
) -> None:
    go(world, sent, "receive")
    for _failure in range(3):
        work(world, acts={**world.acts, "issue": replace(issue_of(world), signer=Away())})
        clock.advance(timedelta(hours=1))
    work(world)
    other = send(world)
    work(world)
    go(world, other, "receive")
    work(world)
    assert [issued(world, one)[0]["number"][:3] for one in (sent, other)] == ["01/", "02/"]


def test_a_result_is_signed_by_the_person_and_the_agency_signs_that_same_file(
    world: World, sent: SentCase
) -> None:
    for step in ("receive", "transfer", "propose", "approve"):
        go(world, sent, step)
        work(world)
    draft = issued(world, sent)[-1]
    assert (draft["kind"], draft["final"], draft["signed_by"]) == ("result", False, ["Cán bộ leader"])
    with pytest.raises(NotFound):
        pdf_of(world, sent, draft["id"])
    go(world, sent, "publish")
    work(world)
    result = issued(world, sent)[-1]
    assert result["final"] and result["number"] == draft["number"]
    pdf = pdf_of(world, sent, result["id"])
    report = world.verifier.verify(pdf)
    assert [one.kind for one in report.signatures] == ["person", "agency"] and report.verdict == "test"
    case = world.cases.load(sent.case_id)
    assert case.key is not None
    before = case.key.open(world.blobs.get(draft["id"], "documents"), f"file/{draft['id']}".encode())
    assert pdf.startswith(before)
    told = next(mail for mail in mails(world) if "đã có kết quả" in mail.subject)
    assert "Người ký: Cán bộ leader" in told.body


def test_the_agency_waits_for_the_persons_signature(world: World, sent: SentCase, clock: SetClock) -> None:
    for step in ("receive", "transfer", "propose"):
        go(world, sent, step)
        work(world)
    go(world, sent, "approve")
    (approval,) = world.store.outbox.claim("slow", clock.now(), 3600, 9)
    go(world, sent, "publish")
    work(world)
    assert [one["kind"] for one in issued(world, sent)] == ["receipt"]
    assert not any("đã có kết quả" in mail.subject for mail in mails(world))
    world.store.outbox.retry(approval.id, "slow", clock.now(), "")
    work(world)
    clock.advance(timedelta(minutes=1))
    work(world)
    assert [one["final"] for one in issued(world, sent)] == [True, False, True]
    assert sum("đã có kết quả" in mail.subject for mail in mails(world)) == 1


def test_where_the_agency_does_not_sign_the_persons_signature_is_final(
    world: World, sent: SentCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = world.cases.load(sent.case_id).service
    unsigned = service.model_copy(
        update={"output": service.output.model_copy(update={"agency_signs": False})}
    )
    monkeypatch.setattr(world.catalogue, "version", lambda version: unsigned)
    for step in ("receive", "transfer", "propose", "approve", "publish"):
        go(world, sent, step)
        work(world)
    results = [one for one in issued(world, sent) if one["kind"] == "result"]
    assert [(one["final"], one["signed_by"]) for one in results] == [(True, ["Cán bộ leader"])]
    report = world.verifier.verify(pdf_of(world, sent, results[0]["id"]))
    assert [one.kind for one in report.signatures] == ["person"]
    assert sum("đã có kết quả" in mail.subject for mail in mails(world)) == 1


def test_nobody_signs_in_the_place_of_an_officer_who_is_gone(world: World, sent: SentCase) -> None:
    case = world.cases.load(sent.case_id)
    lost = Effect(kind="issue", subject="result", signer="person", officer="cb-khong-con")
    world.cases.write(case, Decision(events=(), effects=(lost,)))
    work(world)
    (dead,) = world.store.outbox.dead()
    assert "nobody else may sign" in dead.last_error and issued(world, sent) == []


@pytest.mark.parametrize(
    ("moves", "kind", "subject"),
    [
        (("ask_supplement",), "supplement_request", "cần bổ sung"),
        (("refuse",), "refusal", "không được giải quyết"),
        (("ask_supplement", "stop"), "stop_notice", "Dừng giải quyết"),
    ],
)
def test_each_turn_that_the_law_wants_in_writing_gets_its_document(
    world: World, sent: SentCase, moves: tuple[str, ...], kind: str, subject: str
) -> None:
    for step in moves:
        go(world, sent, step, "Thiếu hợp đồng thuê nhà")
        work(world)
    document = issued(world, sent)[-1]
    assert document["kind"] == kind
    assert world.verifier.verify(pdf_of(world, sent, document["id"])).verdict == "test"
    assert subject in mails(world)[0].subject and "Thiếu hợp đồng thuê nhà" in mails(world)[0].body


def test_a_later_date_comes_with_a_signed_apology(world: World, sent: SentCase) -> None:
    go(world, sent, "receive")
    work(world)
    desk = world.store.officers.by_login("reception.ubnd_xa:21025")
    assert desk is not None
    seen = world.casework.open(desk, sent.code).seq
    day = (world.clock.now() + timedelta(days=14)).date()
    world.casework.extend(desk, sent.code, day, "Cần xác minh địa chỉ", seen)
    work(world)
    assert issued(world, sent)[-1]["kind"] == "apology"
    told = next(mail for mail in mails(world) if "hẹn lại" in mail.subject)
    assert "Cần xác minh địa chỉ" in told.body and "23/06/2026" in told.body


def test_of_two_workers_on_one_document_one_is_kept_and_the_others_file_goes(
    world: World, sent: SentCase, clock: SetClock
) -> None:
    go(world, sent, "receive")
    issue = issue_of(world)

    def overtaken(case: OpenCase, owed: Owed) -> Outcome:
        outcome = issue(case, owed)
        clock.advance(timedelta(hours=1))
        work(world, name="quick")
        return outcome

    replace(world.worker("slow"), acts={"issue": overtaken}).work()
    (receipt,) = issued(world, sent)
    kept = [path.name for path in Path(world.settings.state / "files" / "documents").iterdir()]
    assert kept == [receipt["id"]]
    pdf = pdf_of(world, sent, receipt["id"])
    assert hashlib.sha256(pdf).hexdigest() == receipt["sha256"]


def test_a_file_left_by_an_attempt_that_was_cut_off_is_removed_by_the_next(
    world: World, sent: SentCase, clock: SetClock
) -> None:
    go(world, sent, "receive")
    issue = issue_of(world)

    def cut_off(case: OpenCase, owed: Owed) -> Outcome:
        issue(case, owed)
        raise EffectFailed("The process ended here.")

    work(world, acts={"issue": cut_off})
    clock.advance(timedelta(hours=1))
    work(world)
    (receipt,) = issued(world, sent)
    kept = [path.name for path in Path(world.settings.state / "files" / "documents").iterdir()]
    assert kept == [receipt["id"]]
