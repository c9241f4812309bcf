"""Nothing typed is lost, nothing sent is lost, and nothing is sent twice."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.chain import verify
from functions.domain.declaration import Status
from functions.domain.errors import Expired, Invalid, NotFound
from tests.services.made import HOME, PDF, SLUG, paper, typed


def send(world: World, **changes: str) -> str:
    draft = world.submissions.save(SLUG, "", typed(**changes), []).draft
    return world.submissions.send(draft.token).code


def test_a_right_form_becomes_a_case_with_a_code_and_a_due_date(world: World) -> None:
    checked = world.submissions.save(SLUG, "", typed(), [])
    assert checked.faults == () and checked.bill.total == 150000 and str(checked.due_on) == "2026-06-12"
    sent = world.submissions.send(checked.draft.token)
    case = world.cases.load(sent.case_id)
    assert sent.code.endswith("-260609-0001") and case.state.status is Status.REGISTERED
    assert case.state.answers and case.state.answers["ho_kinh_doanh"]["von"] == 80000000
    assert verify(sent.case_id, world.store.cases.events(sent.case_id)) == []


def test_a_wrong_form_keeps_what_was_typed_and_the_files(world: World) -> None:
    form = typed(**{"nguoi_nop.so_dinh_danh": "05118900001", "chu_ho.nop_thay": "true"})
    checked = world.submissions.save(
        SLUG, "", form, [paper("uy_quyen_nop"), paper("giay_de_nghi", "ảnh.jpg", b"no")]
    )
    faults = {fault.where: fault.message for fault in checked.faults}
    assert faults["nguoi_nop.so_dinh_danh"].endswith("Bạn đã nhập 11")
    assert "ảnh.jpg" in faults["_paper.giay_de_nghi"]
    again = world.drafts.open(checked.draft.token)
    assert again.raw["nguoi_nop.so_dinh_danh"] == ["05118900001"]
    assert [one.name for one in again.files] == ["giấy.pdf"]
    with pytest.raises(Invalid):
        world.submissions.send(checked.draft.token)


def test_sending_again_gives_the_same_case(world: World) -> None:
    token = world.submissions.save(SLUG, "", typed(), []).draft.token
    first, second = world.submissions.send(token), world.submissions.send(token)
    assert (first.case_id, first.code) == (second.case_id, second.code)
    assert len(world.store.cases.all_case_ids()) == 1


def test_two_clicks_at_once_make_one_case(world: World) -> None:
    token = world.submissions.save(SLUG, "", typed(), []).draft.token
    codes: list[str] = []
    clicks = [
        threading.Thread(target=lambda: codes.append(world.submissions.send(token).code)) for _n in range(8)
    ]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert len(codes) == 8 and len(set(codes)) == 1


def test_a_machine_that_repeats_its_call_gets_the_same_case(world: World) -> None:
    answers = dict(world.submissions.save(SLUG, "", typed(), []).answers.values)
    sent = {world.submissions.send_json(SLUG, HOME, answers, [], "khoa-1").code for _n in range(3)}
    assert len(sent) == 1
    assert world.submissions.send_json(SLUG, HOME, answers, [], "khoa-2").code not in sent


def test_a_machine_is_told_of_names_that_no_question_has(world: World) -> None:
    with pytest.raises(Invalid) as caught:
        world.submissions.send_json(SLUG, HOME, {"nguoi_nop": {"x": 1}, "la": {}}, [], "k")
    assert {"nguoi_nop.x", "la", "nguoi_nop.ho_ten"} <= {fault.where for fault in caught.value.faults}


def test_without_an_office_nothing_can_be_sent(world: World) -> None:
    checked = world.submissions.save(SLUG, "", typed(_office="ubnd_xa:99999"), [])
    assert checked.faults[0].where == "_office"


def test_a_paper_of_a_case_that_does_not_apply_is_not_sent_along(world: World) -> None:
    draft = world.submissions.save(SLUG, "", typed(), [paper("uy_quyen_nop"), paper("giay_de_nghi")]).draft
    case = world.cases.load(world.submissions.send(draft.token).case_id)
    assert [file.evidence for file in case.state.files] == ["giay_de_nghi"]


def test_uploads_are_judged_by_their_bytes(world: World) -> None:
    wrong = [paper("giay_de_nghi", "a.pdf", b"MZ\x90\0 a program"), paper("giay_de_nghi", "b.pdf", b"")]
    checked = world.submissions.save(SLUG, "", typed(), wrong)
    assert [fault.code for fault in checked.faults] == ["file_kind", "file_empty"]
    assert checked.draft.files == ()


def test_of_too_many_files_the_first_are_kept_and_the_others_named(world: World) -> None:
    pages = [paper("giay_de_nghi", f"trang-{n}.pdf", PDF + b"%" * n) for n in (1, 2)]
    checked = world.submissions.save(SLUG, "", typed(), pages)
    assert [one.name for one in checked.draft.files] == ["trang-1.pdf"]
    (fault,) = checked.faults
    assert (fault.where, fault.code) == (
        "_paper.giay_de_nghi",
        "max_files",
    ) and "trang-2.pdf" in fault.message
    again = world.submissions.save(SLUG, checked.draft.token, typed(), pages[1:])
    assert [one.name for one in again.draft.files] == ["trang-2.pdf"] and not again.faults


def test_a_file_behind_a_password_is_taken_and_marked(world: World) -> None:
    locked = PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 2 0 R")
    checked = world.submissions.save(SLUG, "", typed(), [paper("giay_de_nghi", data=locked)])
    assert [one.note for one in checked.draft.files] == ["protected"]


def test_a_forged_link_and_another_services_link_open_nothing(world: World) -> None:
    token = world.submissions.save(SLUG, "", typed(), []).draft.token
    for bad in (token[:-3] + "abc", "x", world.tokens.issue("case", "y")):
        with pytest.raises(NotFound):
            world.drafts.open(bad)
    with pytest.raises(NotFound):
        world.submissions.save("dang-ky-khai-sinh", token, typed(), [])


def test_a_draft_ends_after_its_time_and_its_files_go_with_it(world: World, clock: SetClock) -> None:
    draft = world.submissions.save(SLUG, "", typed(), [paper("giay_de_nghi")]).draft
    clock.advance(timedelta(days=31))
    with pytest.raises(Expired):
        world.drafts.open(draft.token)
    assert world.drafts.purge() == 1
    assert not world.blobs.exists(draft.files[0].id, "quarantine")


def test_a_sent_draft_leaves_its_files_to_the_case(world: World, clock: SetClock) -> None:
    draft = world.submissions.save(SLUG, "", typed(), [paper("giay_de_nghi")]).draft
    world.submissions.send(draft.token)
    clock.advance(timedelta(days=60))
    world.drafts.purge()
    assert world.blobs.exists(draft.files[0].id, "quarantine")


def test_neither_database_nor_files_show_what_was_written(world: World) -> None:
    world.submissions.save(SLUG, "", typed(), [paper("giay_de_nghi")])
    send(world)
    planted = ["Nguyễn Thị Thu Hà", "051189000012", "0905123456", "Sông Trà", "giấy.pdf", "ha@example.vn"]
    stored = b"".join(path.read_bytes() for path in Path(world.settings.state).rglob("*") if path.is_file())
    assert [text for text in planted if text.encode() in stored] == []


def test_after_the_key_is_destroyed_the_chain_stands_and_the_person_is_gone(world: World) -> None:
    draft = world.submissions.save(SLUG, "", typed(), []).draft
    case_id = world.submissions.send(draft.token).case_id
    assert world.store.cases.destroy_key(case_id)
    case = world.cases.load(case_id)
    assert case.state.answers is None and case.state.status is Status.REGISTERED
    assert verify(case_id, world.store.cases.events(case_id)) == []


def test_a_changed_event_is_found(world: World) -> None:
    draft = world.submissions.save(SLUG, "", typed(), []).draft
    case_id = world.submissions.send(draft.token).case_id
    events = world.store.cases.events(case_id)
    forged = [replace(events[0], data={**events[0].data, "fee": 0}), *events[1:]]
    assert verify(case_id, forged)


def test_what_a_case_owes_is_written_with_it(world: World) -> None:
    draft = world.submissions.save(SLUG, "", typed(), [paper("giay_de_nghi")]).draft
    world.submissions.send(draft.token)
    rows = world.store.outbox.claim("w", world.clock.now(), 60, 10)
    assert sorted(row.kind for row in rows) == ["notify", "scan"]
    assert "Nguyễn" not in str([row.payload for row in rows])


def test_the_database_is_sqlite_and_whole(world: World) -> None:
    send(world)
    with sqlite3.connect(world.settings.state / "motcua.sqlite3") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
