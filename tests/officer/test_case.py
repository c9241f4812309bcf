"""The case page: what officers see, what they may do, and what happens to what they typed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.declaration import Status
from functions.domain.engine import Decision, note
from functions.domain.errors import NotFound
from functions.domain.events import SYSTEM, Actor, FileChecked
from functions.services.submit import SentCase
from tests.effects.made import EICAR, go, send, work
from tests.officer.conftest import SignedIn
from tests.services.made import HOME, PDF, paper

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccff0bf"
    "1e00058202809ec1c0f30000000049454e44ae426082"
)


@pytest.fixture
def sent(world: World) -> SentCase:
    return send(world, paper("giay_de_nghi"))


def status(world: World, sent: SentCase) -> Status:
    return world.cases.load(sent.case_id).state.status


def test_the_page_shows_both_clocks_the_answers_and_only_the_moves_of_this_officer(
    sent: SentCase, signed_in: SignedIn
) -> None:
    page = signed_in("reception").case(sent.code)
    for words in (
        "Chưa hẹn ngày",
        "Bước này: còn 1 ngày",
        "Hộ kinh doanh Cà phê Sông Trà",
        "80.000.000 đồng",
    ):
        assert words in page.words
    offered = re.findall(r'name="_do" value="(\w+)"', page.text)
    assert offered == ["receive", "ask_supplement", "ask_fee", "refuse"]
    leader = signed_in("leader").case(sent.code)
    assert "Hồ sơ đang ở bước “Kiểm tra hồ sơ” của: Cán bộ một cửa" in leader.words
    assert 'name="_do"' not in leader.text


def test_the_citizen_id_is_covered_and_no_name_stands_in_title_or_address(
    sent: SentCase, signed_in: SignedIn
) -> None:
    page = signed_in("reception").case(sent.code)
    assert "0511••••••12" in page.words
    assert re.search(r"<details[^>]*><summary>.*?0511••••••12.*?</summary>051189000012</details>", page.text)
    title = re.search("<title>(.*?)</title>", page.text)
    assert title and sent.code in title[1] and "Hà" not in title[1]
    assert not re.search(r'(?:href|action)="[^"]*(?:Hà|051189|0905)', page.text)


def test_a_case_is_carried_to_its_result(world: World, sent: SentCase, signed_in: SignedIn) -> None:
    way = [
        ("reception", "receive"), ("reception", "transfer"), ("reviewer", "propose"),
        ("leader", "approve"), ("clerk", "publish"), ("reception", "hand_over"),
    ]  # fmt: skip
    for role, transition in way:
        desk = signed_in(role)
        done = desk.move(sent.code, transition)
        assert done.status == 303
        assert "Đã ghi:" in desk.get(done.headers["location"]).words
        work(world)
    page = signed_in("reception").case(sent.code)
    assert status(world, sent) is Status.RETURNED
    assert "Hồ sơ đã kết thúc" in page.words and "Xong sớm 3 ngày" in page.words
    documents = re.findall(r'href="(/can-bo/ho-so/[^"]+/tai-lieu/[^"]+)"', page.text)
    assert len(documents) == 2 and "Giấy chứng nhận đăng ký hộ kinh doanh" in page.words
    result = signed_in("leader").get(documents[1])
    assert result.body.startswith(b"%PDF") and result.headers["content-type"] == "application/pdf"


def test_the_clerk_reads_what_the_leader_signed_before_sealing_it_and_the_citizen_does_not_yet(
    world: World, sent: SentCase, signed_in: SignedIn
) -> None:
    for role, transition in (("reception", "receive"), ("reception", "transfer"), ("reviewer", "propose")):
        signed_in(role).move(sent.code, transition)
    signed_in("leader").move(sent.code, "approve")
    work(world)
    clerk = signed_in("clerk")
    page = clerk.case(sent.code)
    assert "chờ cơ quan ký số" in page.words
    *_others, signed = re.findall(r'href="(/can-bo/ho-so/[^"]+/tai-lieu/[^"]+)"', page.text)
    assert clerk.get(signed).body.startswith(b"%PDF")
    with pytest.raises(NotFound):
        world.tracking.document(sent.code, sent.token, signed.rpartition("/")[2])


def test_until_a_document_is_made_the_page_says_so(world: World, sent: SentCase, signed_in: SignedIn) -> None:
    desk = signed_in("reception")
    desk.move(sent.code, "receive")
    assert "Đang lập và ký" in desk.case(sent.code).words
    work(world)
    assert "Đang lập và ký" not in desk.case(sent.code).words


def test_a_reason_that_must_be_given_is_asked_for_at_its_field(
    world: World, sent: SentCase, signed_in: SignedIn
) -> None:
    page = signed_in("reception").move(sent.code, "refuse", reason="  ")
    assert page.status == 422 and '<a href="#move-reason">' in page.text
    assert re.search(r'<textarea[^>]*id="move-reason"[^>]*aria-invalid="true"', page.text)
    assert "<title>Lỗi:" in page.text and status(world, sent) is Status.REGISTERED


def test_a_reason_of_a_megabyte_is_refused_and_kept(
    world: World, sent: SentCase, signed_in: SignedIn
) -> None:
    long = "dài " * 2**18
    page = signed_in("reception").move(sent.code, "refuse", reason=long)
    assert page.status == 422 and "5.000 ký tự" in page.words and long.strip() in page.text
    for act, form in (("ghi-chu", {"text": long}), ("gia-han", {"reason": long})):
        assert signed_in("reception").act(sent.code, act, **form).status in (409, 422)
    assert len(world.store.cases.events(sent.case_id)) == 1


def test_moves_that_are_not_to_be_had_are_refused_with_what_is(
    world: World, sent: SentCase, signed_in: SignedIn
) -> None:
    desk = signed_in("reception")
    for transition in ("", "khong-co", "publish", "<script>", "withdraw"):
        page = desk.move(sent.code, transition, reason="vì sao")
        assert page.status == 409 and "vì sao" in page.text and "<script>" not in page.text
    assert "Việc làm được bây giờ: Tiếp nhận hồ sơ" in page.words
    assert (
        signed_in("leader")
        .post(
            f"/can-bo/ho-so/{sent.code}/chuyen",
            {"_csrf": signed_in("leader").case(sent.code).hidden("_csrf"), "_do": "receive", "_seen": "1"},
        )
        .status
        == 403
    )
    assert status(world, sent) is Status.REGISTERED


def test_who_comes_second_sees_the_case_anew_with_what_they_typed(
    world: World, sent: SentCase, signed_in: SignedIn
) -> None:
    desk = signed_in("reception")
    old = desk.case(sent.code)
    go(world, sent, "ask_supplement", "Thiếu chứng thực")
    form = {
        "_csrf": old.hidden("_csrf"),
        "_seen": old.hidden("_seen"),
        "_do": "stop",
        "reason": "Quá hạn bổ sung",
    }
    page = desk.post(f"/can-bo/ho-so/{sent.code}/chuyen", form)
    assert page.status == 409 and "vừa thay đổi" in page.words
    assert "Quá hạn bổ sung" in page.text and "Yêu cầu bổ sung giấy tờ" in page.words
    assert page.hidden("_seen") != form["_seen"]
    for seen in ("", "abc", "-1", "0", "999999", "9" * 400):
        assert desk.move(sent.code, "stop", reason="x", _seen=seen).status == 409


def test_a_double_click_moves_once_and_both_clicks_are_answered(
    world: World, sent: SentCase, signed_in: SignedIn
) -> None:
    desk = signed_in("reception")
    page = desk.case(sent.code)
    form = {"_csrf": page.hidden("_csrf"), "_seen": page.hidden("_seen"), "_do": "receive"}
    answers = [desk.post(f"/can-bo/ho-so/{sent.code}/chuyen", form).status for _n in range(2)]
    assert answers == [303, 303] and status(world, sent) is Status.RECEIVED
    assert len(world.cases.load(sent.case_id).state.history) == 2


def test_what_the_system_writes_meanwhile_disturbs_nobody(
    world: World, sent: SentCase, signed_in: SignedIn
) -> None:
    desk = signed_in("reception")
    page = desk.case(sent.code)
    before = len(world.store.cases.events(sent.case_id))
    work(world)
    assert len(world.store.cases.events(sent.case_id)) > before
    form = {"_csrf": page.hidden("_csrf"), "_seen": page.hidden("_seen"), "_do": "receive"}
    assert desk.post(f"/can-bo/ho-so/{sent.code}/chuyen", form).status == 303


def test_notes_stay_among_officers_and_are_text(world: World, sent: SentCase, signed_in: SignedIn) -> None:
    evil = "<script>alert(1)</script> & <img src=x onerror=alert(1)>\nhai dòng"
    desk = signed_in("reception")
    assert [desk.act(sent.code, "ghi-chu", text=evil).status for _n in range(2)] == [303, 303]
    assert "Đã ghi: ghi chú." in desk.get(f"/can-bo/ho-so/{sent.code}?xong=note").words
    page = signed_in("leader").case(sent.code)
    assert page.text.count("&lt;script&gt;alert(1)") == 1 and "<script>alert" not in page.text
    assert "<img src=x" not in page.text
    assert evil.splitlines()[0] not in repr(world.tracking.full(sent.code, sent.token).state.history)
    empty = desk.act(sent.code, "ghi-chu", text=" ")
    assert empty.status == 422 and '<a href="#note-text">' in empty.text


def test_a_file_opens_only_when_it_is_known_to_be_harmless(world: World, signed_in: SignedIn) -> None:
    sent = send(world, paper("giay_de_nghi", "ảnh của Hà.png", PNG))
    desk = signed_in("reception")
    file = world.cases.load(sent.case_id).state.files[0]
    address = f"/can-bo/ho-so/{sent.code}/tep/{file.id}"
    page = desk.case(sent.code)
    assert "Đang chờ quét mã độc" in page.words and address not in page.text
    assert desk.get(address).status == 409
    work(world)
    assert address in desk.case(sent.code).text and "chưa nối máy quét" in desk.case(sent.code).words
    saved, looked = desk.get(address), desk.get(f"{address}?xem=1")
    assert saved.body == looked.body == PNG
    assert saved.headers["content-disposition"].startswith("attachment;")
    assert looked.headers["content-disposition"].startswith("inline;")
    for answer in (saved, looked):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert (
            "Ha" not in answer.headers["content-disposition"]
            and answer.headers["cache-control"] == "no-store"
        )
    assert desk.get(f"/can-bo/ho-so/{sent.code}/tep/khac").status == 404
    assert signed_in("reception", "ubnd_xa:21548").get(address).status == 404


def test_a_pdf_is_saved_even_when_a_look_was_asked_for(
    world: World, sent: SentCase, signed_in: SignedIn
) -> None:
    work(world)
    file = world.cases.load(sent.case_id).state.files[0]
    answer = signed_in("reception").get(f"/can-bo/ho-so/{sent.code}/tep/{file.id}?xem=1")
    assert answer.body == PDF and answer.headers["content-disposition"].startswith("attachment;")


def test_an_infected_file_stays_shut_and_the_page_says_why(world: World, signed_in: SignedIn) -> None:
    sent = send(world, paper("giay_de_nghi", data=PDF + EICAR))
    case = world.cases.load(sent.case_id)
    found = FileChecked(at=world.clock.now(), actor=SYSTEM, file=case.state.files[0].id, state="infected")
    world.cases.write(case, Decision(events=(found,)))
    desk = signed_in("reception")
    page = desk.case(sent.code)
    assert "Có mã độc, không mở được" in page.words
    assert desk.get(f"/can-bo/ho-so/{sent.code}/tep/{case.state.files[0].id}").status == 409


def test_the_date_is_set_later_once_with_an_apology(
    world: World, sent: SentCase, signed_in: SignedIn, clock: SetClock
) -> None:
    for transition in ("receive", "transfer"):
        go(world, sent, transition)
    desk = signed_in("reviewer")
    day = {"new_due.day": "19", "new_due.month": "6", "new_due.year": "2026"}
    lacking = desk.act(sent.code, "gia-han", reason="", **day | {"new_due.year": ""})
    assert (
        lacking.status == 422
        and 'href="#extend-reason"' in lacking.text
        and 'href="#f-new_due-year"' in lacking.text
    )
    assert re.search(r'name="new_due.day"[^>]*value="19"', lacking.text)
    early = desk.act(sent.code, "gia-han", reason="Cần xác minh", **day | {"new_due.day": "10"})
    assert early.status == 409 and "sau ngày hẹn cũ" in early.words and "Cần xác minh" in early.text
    assert desk.act(sent.code, "gia-han", reason="Cần xác minh", **day).status == 303
    work(world)
    page = desk.case(sent.code)
    assert "hẹn 19/06/2026" in page.words and "Văn bản xin lỗi" in page.words
    assert "/gia-han" not in page.text
    again = desk.act(sent.code, "gia-han", reason="Lần nữa", **day | {"new_due.day": "26"})
    assert again.status == 409 and "chỉ cho hẹn lại một lần" in again.words


def test_too_late_to_extend_offers_no_form(
    world: World, sent: SentCase, signed_in: SignedIn, clock: SetClock
) -> None:
    for transition in ("receive", "transfer"):
        go(world, sent, transition)
    assert "/gia-han" in signed_in("reviewer").case(sent.code).text
    clock.advance(timedelta(days=3))
    assert "/gia-han" not in signed_in("reviewer").case(sent.code).text


def test_after_erasure_the_way_is_still_there_and_the_person_is_not(
    world: World, sent: SentCase, signed_in: SignedIn
) -> None:
    go(world, sent, "refuse", "Không thuộc thẩm quyền")
    world.store.cases.destroy_key(sent.case_id)
    page = signed_in("reception").case(sent.code)
    assert page.status == 200 and "Thu Hà" not in page.text and "Không được tiếp nhận" in page.words


def test_every_turn_names_who_took_it_and_one_who_is_no_longer_known_is_said_to_be(
    world: World, sent: SentCase, signed_in: SignedIn
) -> None:
    go(world, sent, "receive")
    gone = Actor(kind="officer", id="cb-da-nghi", office_id=HOME, roles=("reception",))
    case = world.cases.load(sent.case_id)
    world.cases.write(case, note(case.state, case.service, gone, world.clock.now(), "Đã gọi điện"))
    page = signed_in("leader").case(sent.code)
    assert "Cán bộ reception" in page.words and "Cán bộ đã thôi việc" in page.words
