"""Internal work is opened by an officer's form and runs on the same engine and the same page."""

from __future__ import annotations

from functions.bootstrap import World
from functions.domain.declaration import Status
from tests.officer.conftest import SignedIn

TASK = "/can-bo/viec-moi/giao-nhiem-vu"
FILLED = {"nhiem_vu.noi_dung": "Rà soát thời hạn của các thủ tục hộ tịch", "nhiem_vu.khan": "false"}


def test_only_roles_and_offices_of_the_process_may_open_it(signed_in: SignedIn) -> None:
    assert "Giao và theo dõi nhiệm vụ" in signed_in("leader", "ubnd_tinh").get("/can-bo/viec-moi").words
    for role, office in (("reviewer", "ubnd_tinh"), ("leader", "so_tu_phap"), ("leader", "ubnd_xa:21025")):
        other = signed_in(role, office)
        assert "không mở việc nội bộ nào" in other.get("/can-bo/viec-moi").words
        assert other.get(TASK).status == 404
        token = other.get("/can-bo").hidden("_csrf")
        assert other.post(TASK, FILLED | {"_csrf": token}).status == 404
    leader = signed_in("leader", "ubnd_tinh")
    for slug in ("khong-co", "dang-ky-khai-sinh"):
        assert leader.get(f"/can-bo/viec-moi/{slug}").status == 404


def test_a_task_is_opened_done_and_filed(world: World, signed_in: SignedIn) -> None:
    leader = signed_in("leader", "ubnd_tinh")
    form = FILLED | {"_csrf": leader.get(TASK).hidden("_csrf")}
    opened = leader.post(TASK, form)
    code = opened.headers["location"].split("/")[3].partition("?")[0]
    assert opened.status == 303 and code.endswith("-260609-0001")
    reviewer = signed_in("reviewer", "ubnd_tinh")
    assert code in reviewer.get("/can-bo").text and "Rà soát thời hạn" in reviewer.case(code).words
    way = [
        ("reviewer", "nhan"),
        ("reviewer", "bat_dau"),
        ("reviewer", "trinh"),
        ("leader", "dat"),
        ("clerk", "luu"),
    ]
    for role, move in way:
        fields = {"dang_lam.ket_qua": "Đã rà soát 12 thủ tục"} if move == "trinh" else {}
        assert signed_in(role, "ubnd_tinh").move(code, move, **fields).status == 303
    state = world.cases.load(world.cases.by_code(code)).state
    assert state.status is Status.RETURNED and state.clock
    assert str(world.cases.calendar.local(state.clock.due_at).date()) == "2026-06-23"
    page = leader.case(code)
    assert "Đã rà soát 12 thủ tục" in page.words and "Mở việc" in page.words and "Cán bộ leader" in page.words
    assert world.store.outbox.counts()["pending"] == 0


def test_a_wrong_form_comes_back_with_what_was_typed(signed_in: SignedIn) -> None:
    leader = signed_in("leader", "ubnd_tinh")
    wrong = {
        "nhiem_vu.noi_dung": "",
        "nhiem_vu.van_ban": "12/QĐ <b>",
        "_csrf": leader.get(TASK).hidden("_csrf"),
    }
    page = leader.post(TASK, wrong)
    assert page.status == 422 and "12/QĐ &lt;b&gt;" in page.text
    assert 'href="#f-nhiem_vu-noi_dung"' in page.text and 'href="#f-nhiem_vu-khan"' in page.text
    mended = FILLED | {"_csrf": page.hidden("_csrf"), "_draft": page.hidden("_draft")}
    answers = [leader.post(TASK, mended).headers["location"] for _n in range(2)]
    assert answers[0] == answers[1]


def test_a_forged_draft_opens_nothing(world: World, signed_in: SignedIn) -> None:
    leader = signed_in("leader", "ubnd_tinh")
    form = FILLED | {"_csrf": leader.get(TASK).hidden("_csrf"), "_draft": "sai"}
    assert leader.post(TASK, form).status == 404
    assert world.store.cases.all_case_ids() == []
