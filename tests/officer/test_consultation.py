"""Agencies that are asked in parallel: who was asked, until when, who has not answered, and the answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.services.submit import SentCase
from tests.officer.conftest import SignedIn, officer
from tests.officer.played import Run, examples

SLUG = "cap-giay-phep-xay-dung"
AGREED = {"_consultation": "quy_hoach", "text": "Phù hợp <i>quy hoạch</i>"}


@pytest.fixture
def sent(world: World, clock: SetClock) -> SentCase:
    """A building permit, for which the reviewer has just asked the site inspector and one agency."""
    service, example = next(found for found in examples(world.catalogue.reference) if found[0].slug == SLUG)
    run = Run(world, clock, lambda office, role: officer(world, role, office), service, example)
    return run.go(3)


def test_the_reviewer_sees_who_was_asked_and_cannot_go_on_alone(sent: SentCase, signed_in: SignedIn) -> None:
    desk = signed_in("reviewer")
    page = desk.case(sent.code)
    assert (
        "Sở Xây dựng: quy hoạch, kiến trúc, hành lang đường , Sở Xây dựng Chưa trả lời, hạn 15/06/2026"
        in page.words
    )
    assert "Công an tỉnh: phòng cháy" not in page.words
    refused = desk.move(sent.code, "propose", reason="đã xem", **{"review.phu_hop_quy_hoach": "true"})
    assert refused.status == 409 and "Còn chờ ý kiến: Kiểm tra thực địa, Sở Xây dựng" in refused.words
    assert "đã xem" in refused.text


def test_the_asked_agency_sees_the_case_while_it_is_asked_and_answers_once(
    sent: SentCase, signed_in: SignedIn
) -> None:
    asked, desk = signed_in("reviewer", "so_xay_dung"), signed_in("reviewer")
    assert sent.code in asked.get("/can-bo").text
    assert 'name="_do"' not in asked.case(sent.code).text
    empty = asked.act(sent.code, "y-kien", _consultation="quy_hoach", text=" ")
    assert empty.status == 422 and '<a href="#opinion-textquy_hoach">' in empty.text
    assert [asked.act(sent.code, "y-kien", **AGREED).status for _n in range(2)] == [303, 303]
    assert sent.code not in asked.get("/can-bo").text
    assert "Phù hợp &lt;i&gt;quy hoạch&lt;/i&gt;" in desk.case(sent.code).text
    again = asked.act(sent.code, "y-kien", **AGREED | {"text": "Nghĩ lại"})
    assert again.status == 409 and "không còn chờ trả lời" in again.words
    assert desk.act(sent.code, "y-kien", _consultation="thuc_dia", text="Đúng ranh giới").status == 303
    assert desk.move(sent.code, "propose", **{"review.phu_hop_quy_hoach": "true"}).status == 303
    assert asked.case(sent.code).status == 404


def test_silence_that_the_law_takes_for_agreement_holds_nobody_up(
    sent: SentCase, signed_in: SignedIn, clock: SetClock
) -> None:
    signed_in("reviewer").act(sent.code, "y-kien", _consultation="thuc_dia", text="Đúng ranh giới")
    clock.advance(timedelta(days=14))
    desk = signed_in("reviewer")
    page = desk.case(sent.code)
    assert "Đã quá hạn, coi như đồng ý" in page.words and "Còn chờ ý kiến" not in page.words
    assert desk.move(sent.code, "propose", **{"review.phu_hop_quy_hoach": "true"}).status == 303


def test_nobody_answers_for_another_agency(sent: SentCase, signed_in: SignedIn) -> None:
    page = signed_in("reviewer").act(sent.code, "y-kien", **AGREED)
    assert page.status == 403 and "cơ quan khác" in page.words
    for wrong in ("", "khac", "<script>"):
        page = signed_in("reviewer", "so_xay_dung").act(sent.code, "y-kien", _consultation=wrong, text="x")
        assert page.status == 409 and "<script>" not in page.text
