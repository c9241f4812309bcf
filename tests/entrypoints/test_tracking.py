"""A case over HTTP: in full for its owner, its progress for anybody, supplement and withdrawal in place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.declaration import Status
from tests.entrypoints.browsing import Answer, Visitor
from tests.services.made import PDF, SLUG, officer, paper, typed

PAPER = "_paper.uy_quyen_chu_ho"


@dataclass
class Followed:
    """A case, its owner and its officers."""

    world: World
    visitor: Visitor
    case_id: str
    code: str
    address: str

    def look(self) -> Answer:
        return self.visitor.get(self.address)

    def act(self, role: str, transition: str, reason: str = "") -> None:
        who = officer(self.world, role)
        seen = self.world.casework.open(who, self.code).seq
        self.world.casework.move(who, self.code, transition, reason, {}, seen)

    def ask_supplement(self) -> None:
        self.act("reception", "receive")
        self.act("reception", "transfer")
        self.act("reviewer", "ask_supplement", "Văn bản ủy quyền chưa được chứng thực")

    @property
    def status(self) -> Status:
        return self.world.cases.load(self.case_id).state.status


@pytest.fixture
def case(world: World, visitor: Visitor) -> Followed:
    uploads = [paper("uy_quyen_chu_ho", "cũ.pdf")]
    draft = world.submissions.save(SLUG, "", typed(**{"chu_ho.ai_dang_ky": "gia_dinh"}), uploads).draft
    sent = world.submissions.send(draft.token)
    return Followed(world, visitor, sent.case_id, sent.code, f"/ho-so/{sent.code}/{sent.token}")


def again(case: Followed, **changes: str) -> dict[str, list[str]]:
    """The supplement form as it is filled in beforehand, declarations ticked."""
    known = case.world.cases.load(case.case_id)
    raw = dict(case.world.supplements.begun(known).raw)
    return raw | {"ho_kinh_doanh.cam_doan": ["true"]} | {name: [text] for name, text in changes.items()}


def test_the_receipt_shows_code_line_papers_and_how_to_come_back(case: Followed) -> None:
    page = case.look()
    assert "Đã nhận hồ sơ" in page.words and case.code in page.words
    assert "cũ.pdf" in page.words and "đang quét mã độc" in page.words
    assert "Ủy ban nhân dân phường Cẩm Thành kiểm tra hồ sơ" in page.words
    assert page.text.count('<svg class="qr"') == 2 and case.address in page.text
    assert page.headers["Cache-Control"] == "no-store" and page.headers["Referrer-Policy"] == "no-referrer"


def test_the_code_alone_tells_how_far_it_is_and_nothing_else(case: Followed) -> None:
    page = case.visitor.get(f"/ho-so/{case.code}")
    typed_in = case.visitor.get(f"/ho-so?ma={case.code.lower()}")
    for one in (page, typed_in):
        assert one.status == 200 and "Mới đăng ký" in one.words and "Bước 1 trên" in one.words
        for secret in ("hộ kinh doanh", "Hà", "0905", "Cẩm Thành", "uy_quyen"):
            assert (
                secret not in one.words.partition("Tra cứu hồ sơ Hồ sơ")[2].partition("Cơ quan chủ quản")[0]
            )
    body = case.visitor.get(f"/ho-so/{case.code}", accept="application/json").json
    assert body == {
        "code": case.code,
        "status": {"number": 1, "text": "Mới đăng ký"},
        "steps": {"done": 1, "all": body["steps"]["all"]},
    }


def test_unknown_codes_nonsense_and_wrong_links_get_one_answer(case: Followed) -> None:
    token = case.address.rpartition("/")[2]
    other = case.code[:-4] + "9999"
    looks = {case.visitor.get(f"/ho-so/{code}").words for code in (other, "khong-phai-ma", "%3Cscript%3E")}
    assert len(looks) == 1 and "Không tìm thấy hồ sơ" in looks.pop()
    strangers = [f"{case.code}/{token[:-4]}", f"{case.code}/x", f"{other}/{token}", f"x/{token}"]
    assert {case.visitor.get(f"/ho-so/{one}").status for one in strangers} == {404}


def test_a_wrong_code_stays_in_its_box(case: Followed) -> None:
    page = case.visitor.get("/ho-so?ma=H48.99-260101-0009")
    assert page.status == 404 and "Không có hồ sơ nào mang mã này" in page.words
    assert page.value("ma") == "H48.99-260101-0009"


def test_guessing_codes_is_stopped(case: Followed) -> None:
    most = case.world.settings.lookups_per_minute
    statuses = [case.visitor.get(f"/ho-so/{case.code[:-4]}{n:04}").status for n in range(2, most + 4)]
    assert statuses[-2:] == [429, 429] and set(statuses[:-2]) == {404}
    assert case.visitor.get(f"/ho-so/{case.code}").status == 429


def test_the_page_says_who_did_what_and_when_and_why_it_is_due(case: Followed, clock: SetClock) -> None:
    clock.advance(timedelta(minutes=20))
    case.act("reception", "receive")
    page = case.look()
    assert "Được tiếp nhận" in page.words and "09/06/2026 08:50" in page.words
    assert "Cán bộ reception, Ủy ban nhân dân phường Cẩm Thành" in page.words
    assert "Hẹn trả: thứ Sáu 12/06/2026" in page.words and "Thứ Sáu 12/06 ngày 3, trả" in page.words
    assert "Giấy tiếp nhận hồ sơ và hẹn trả kết quả đang lập" in page.words


def test_a_document_that_was_signed_can_be_fetched_and_another_cannot(case: Followed) -> None:
    from functions.entrypoints.background import work_off, worker_of

    case.act("reception", "receive")
    work_off(worker_of(case.world), lambda: True)
    page = case.look()
    link = page.text.partition('<a href="' + case.address + "/tai-lieu/")[2].partition('"')[0]
    file = case.visitor.get(f"{case.address}/tai-lieu/{link}")
    assert file.status == 200 and file.body.startswith(b"%PDF-") and "đang lập" not in page.words
    assert file.headers["Content-Disposition"] == f'attachment; filename="{case.code}-receipt.pdf"'
    assert case.visitor.get(f"{case.address}/tai-lieu/khac").status == 404
    assert case.visitor.get(f"/ho-so/{case.code}/x/tai-lieu/{link}").status == 404


def test_a_refusal_is_read_with_its_reason(case: Followed) -> None:
    case.act("reception", "refuse", "Không thuộc thẩm quyền của phường")
    page = case.look()
    assert "Không được tiếp nhận" in page.words and "Không thuộc thẩm quyền của phường" in page.words
    assert "Rút hồ sơ" not in page.words


def test_a_supplement_is_given_in_place_and_the_time_starts_anew(case: Followed, clock: SetClock) -> None:
    case.ask_supplement()
    page = case.look()
    assert "Bạn cần bổ sung hồ sơ" in page.words and "chưa được chứng thực" in page.words
    assert "Đã nộp: cũ.pdf" in page.words and "Thời hạn tạm dừng từ" in page.words
    assert page.value("ho_kinh_doanh.ten") == "Hộ kinh doanh Cà phê Sông Trà"
    clock.advance(timedelta(days=1))
    given = case.visitor.upload(f"{case.address}/bo-sung", again(case), [(PAPER, "mới.pdf", PDF + b"2")])
    assert (given.status, given.location) == (303, case.address) and case.status is Status.RECEIVED
    after = case.look()
    assert "Bạn nộp bổ sung" in after.words and "mới.pdf" in after.words and "cũ.pdf" not in after.words
    assert "Hẹn trả: thứ Hai 15/06/2026" in after.words


def test_a_wrong_supplement_comes_back_whole_with_its_files(case: Followed) -> None:
    case.ask_supplement()
    form = again(case, **{"ho_kinh_doanh.so_lao_dong": "ba", "ho_kinh_doanh.ten": "Tên mới"})
    page = case.visitor.upload(f"{case.address}/bo-sung", form, [(PAPER, "mới.pdf", PDF + b"2")])
    assert (
        page.status == 422 and "Có 1 chỗ cần sửa" in page.words and 'details class="more-i" open' in page.text
    )
    assert page.value("ho_kinh_doanh.so_lao_dong") == "ba" and "mới.pdf" in page.words
    later = case.look()
    assert later.value("ho_kinh_doanh.ten") == "Tên mới" and "mới.pdf" in later.words
    form["ho_kinh_doanh.so_lao_dong"] = ["4"]
    assert case.visitor.post(f"{case.address}/bo-sung", form).status == 303
    answers = case.world.cases.load(case.case_id).state.answers
    assert answers and answers["ho_kinh_doanh"]["so_lao_dong"] == 4
    assert answers["ho_kinh_doanh"]["ten"] == "Tên mới"


def test_a_supplement_that_changes_nothing_is_not_taken(case: Followed) -> None:
    case.ask_supplement()
    page = case.visitor.post(f"{case.address}/bo-sung", again(case))
    assert page.status == 422 and "chưa sửa câu trả lời nào" in page.words
    assert case.status is Status.SUPPLEMENT_REQUESTED


def test_giving_a_supplement_twice_gives_it_once(case: Followed) -> None:
    case.ask_supplement()
    form = again(case, **{"ho_kinh_doanh.so_lao_dong": "4"})
    answers = [case.visitor.post(f"{case.address}/bo-sung", form) for _n in range(3)]
    assert [(one.status, one.location) for one in answers] == [(303, case.address)] * 3
    turns = case.world.cases.load(case.case_id).state.history
    assert [turn.transition for turn in turns].count("supplement") == 1


def test_a_file_of_a_supplement_can_be_taken_away(case: Followed) -> None:
    case.ask_supplement()
    page = case.visitor.upload(
        f"{case.address}/bo-sung", again(case) | {"_do": ["luu"]}, [(PAPER, "mới.pdf", PDF + b"2")]
    )
    assert page.status == 200 and "Đã lưu phần bổ sung" in page.words
    (button,) = page.buttons("xoa:")
    after = case.visitor.post(f"{case.address}/bo-sung", again(case) | {"_do": [button]})
    assert after.status == 200 and "mới.pdf" not in after.words


def test_an_infected_file_must_be_replaced(case: Followed) -> None:
    from functions.domain.engine import Decision
    from functions.domain.events import SYSTEM, FileChecked

    known = case.world.cases.load(case.case_id)
    event = FileChecked(
        at=case.world.clock.now(), actor=SYSTEM, file=known.state.files[0].id, state="infected"
    )
    case.world.cases.write(known, Decision(events=(event,)))
    case.ask_supplement()
    assert "có mã độc" in case.look().words
    form = again(case, **{"ho_kinh_doanh.so_lao_dong": "4"})
    page = case.visitor.post(f"{case.address}/bo-sung", form)
    assert page.status == 422 and "Chọn tệp cho “Văn bản ủy quyền" in page.words


def test_the_citizen_withdraws_after_saying_so_twice(case: Followed) -> None:
    page = case.visitor.post(f"{case.address}/rut", {"ly_do": ["Làm lại sau"]})
    assert page.status == 422 and "Đánh dấu để xác nhận" in page.words and case.status is Status.REGISTERED
    for _n in range(2):
        gone = case.visitor.post(f"{case.address}/rut", {"ly_do": ["Làm lại sau"], "xac_nhan": ["true"]})
        assert (gone.status, gone.location) == (303, case.address)
    after = case.look()
    assert "Bạn rút hồ sơ" in after.words and "Làm lại sau" in after.words


def test_a_finished_case_cannot_be_withdrawn(case: Followed) -> None:
    case.act("reception", "refuse", "Sai nơi")
    page = case.visitor.post(f"{case.address}/rut", {"xac_nhan": ["true"]})
    assert page.status == 409 and case.status is Status.NOT_RECEIVED


def test_an_erased_case_says_so_and_shows_nothing_of_the_person(case: Followed) -> None:
    case.act("reception", "refuse", "Bà Hà nộp nhầm nơi")
    case.world.store.cases.destroy_key(case.case_id)
    page = case.look()
    assert page.status == 200 and "đã được xóa theo luật" in page.words
    assert "Bà Hà" not in page.words and "cũ.pdf" not in page.words


def test_a_machine_reads_the_whole_case(case: Followed) -> None:
    body = case.visitor.get(case.address, accept="application/json").json
    assert body["code"] == case.code and body["answers"]["ho_kinh_doanh"]["von"] == 80000000
    assert body["papers"][0]["state"] == "waiting" and body["fee"] == 150000
    missing = case.visitor.get(f"/ho-so/{case.code}/x", accept="application/json")
    assert missing.status == 404 and missing.json["type"] == "about:not_found"


def test_internal_work_is_not_followed_by_code(case: Followed, world: World) -> None:
    process = next(
        slug for slug in world.catalogue.slugs() if world.catalogue.current(slug)[1].kind == "process"
    )
    known = world.store.cases.projection(case.case_id)
    assert known is not None
    from dataclasses import replace

    version = world.catalogue.current(process)[0]
    world.store.cases.replace_projection(replace(known, slug=process, version=version, seq=known.seq + 1))
    assert case.visitor.get(f"/ho-so/{case.code}").status == 404
