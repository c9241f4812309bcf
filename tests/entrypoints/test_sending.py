"""A form over HTTP: everything kept, faults beside their questions, and one case however it is sent."""

from __future__ import annotations

import threading
import unicodedata
from datetime import timedelta

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from tests.entrypoints.browsing import Answer, Visitor
from tests.services.made import HOME, PDF, SLUG, typed

FORM = f"/nop/{SLUG}"
PAPER = "_paper.giay_de_nghi"


def checked(visitor: Visitor, **changes: str) -> Answer:
    """The page to check before sending."""
    answer = visitor.post(FORM, typed(**changes))
    assert answer.status == 303 and answer.location.endswith("/kiem-tra"), answer.words
    return visitor.get(answer.location)


def action(page: Answer) -> str:
    return page.text.partition('<form action="')[2].partition('"')[0]


def test_a_right_form_leads_to_the_check_with_fee_day_and_ways_back(visitor: Visitor) -> None:
    page = checked(visitor)
    assert page.status == 200 and "Kiểm tra trước khi nộp" in page.words
    assert "Nguyễn Thị Thu Hà" in page.words and "Quán cà phê" in page.words
    assert "Tổng cộng 150.000 đồng" in page.words
    assert "hẹn trả thứ Sáu 12/06/2026" in page.words and "Thứ Sáu 12/06 ngày 3, trả" in page.words
    assert '#f-nguoi_nop-ngay_sinh-day">Sửa' in page.text and '#f-ho_kinh_doanh-ten">Sửa' in page.text


def test_sending_leads_to_the_receipt(visitor: Visitor) -> None:
    page = checked(visitor)
    sent = visitor.post(action(page), {"_seen": [page.value("_seen")]})
    receipt = visitor.get(sent.location)
    assert sent.status == 303 and receipt.status == 200
    assert "Đã nhận hồ sơ" in receipt.words and "H48." in receipt.words
    assert "Hẹn trả dự kiến: thứ Sáu 12/06/2026" in receipt.words
    assert f'value="http://127.0.0.1:8000{sent.location}"' in receipt.text


def test_a_wrong_form_comes_back_with_a_summary_and_everything_that_was_typed(visitor: Visitor) -> None:
    form = typed(
        **{"nguoi_nop.so_dinh_danh": "05118900001", "ho_kinh_doanh.ten": 'Quán "Sông" <b>Trà</b> & bạn'}
    )
    page = visitor.post(FORM, form)
    assert page.status == 422 and page.text.count("Lỗi: Nộp hồ sơ") == 1
    assert '<a href="#f-nguoi_nop-so_dinh_danh">Số định danh cá nhân phải có 12 chữ số' in page.text
    for name, (text, *_rest) in form.items():
        assert text in (page.value(name), *page.chosen(name)), name


def test_a_file_is_kept_while_other_things_are_wrong_and_not_asked_again(visitor: Visitor) -> None:
    form = typed(**{"chu_ho.ai_dang_ky": "gia_dinh", "nguoi_nop.dien_thoai": "12"})
    page = visitor.upload(FORM, form, [("_paper.uy_quyen_chu_ho", "ủy quyền.pdf", PDF)])
    assert page.status == 422 and "ủy quyền.pdf" in page.words
    again = visitor.post(FORM, typed(_token=page.value("_token"), **{"chu_ho.ai_dang_ky": "gia_dinh"}))
    assert again.status == 303 and "ủy quyền.pdf" in visitor.get(again.location).words


def test_a_wrong_file_is_named_with_what_to_do_and_the_right_one_stays(visitor: Visitor) -> None:
    files = [(PAPER, "a.pdf", b"MZ\x90\0"), ("_paper.uy_quyen_nop", "b.pdf", PDF)]
    page = visitor.upload(FORM, typed(**{"chu_ho.nop_thay": "true"}), files)
    assert page.status == 422 and "Tệp “a.pdf” chưa dùng được. Chọn tệp PDF, JPG hoặc PNG" in page.words
    assert "b.pdf, 1 KB" in page.words


def test_an_empty_file_is_refused_and_a_locked_one_is_taken_and_marked(visitor: Visitor) -> None:
    locked = PDF.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 2 0 R")
    empty = visitor.upload(FORM, typed(), [(PAPER, "rỗng.pdf", b"")])
    assert empty.status == 422 and "Tệp “rỗng.pdf” rỗng" in empty.words
    taken = visitor.upload(FORM, typed(), [(PAPER, "khóa.pdf", locked)])
    assert taken.status == 303 and "Tệp đặt mật khẩu" in visitor.get(taken.location).words


def test_a_file_can_be_taken_away_again(visitor: Visitor, world: World) -> None:
    page = visitor.upload(FORM, typed(**{"nguoi_nop.dien_thoai": "12"}), [(PAPER, "a.pdf", PDF)])
    (button,) = page.buttons("xoa:")
    answer = visitor.post(FORM, typed(_token=page.value("_token"), _do=button))
    assert answer.status == 303 and answer.location.endswith("#f-_paper-giay_de_nghi")
    assert "a.pdf" not in visitor.get(answer.location).words
    assert not world.blobs.exists(button.removeprefix("xoa:"), "quarantine")


def test_saving_for_later_gives_the_private_link_and_the_day(visitor: Visitor) -> None:
    page = visitor.post(FORM, {"_do": ["luu"], "nguoi_nop.ho_ten": ["Nguyễn Thị Thu Hà"]})
    assert page.status == 200 and "giữ đến hết ngày 09/07/2026" in page.words
    link = page.text.partition('readonly value="')[2].partition('"')[0]
    assert visitor.get(link).value("nguoi_nop.ho_ten") == "Nguyễn Thị Thu Hà"


def test_pressing_send_often_and_from_two_tabs_makes_one_case(visitor: Visitor, world: World) -> None:
    page = checked(visitor)
    answers: list[str] = []

    def press() -> None:
        answers.append(visitor.post(action(page), {"_seen": [page.value("_seen")]}).location.split("/")[2])

    clicks = [threading.Thread(target=press) for _n in range(6)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    assert len(answers) == 6 and len(set(answers)) == 1 and len(world.store.cases.all_case_ids()) == 1


def test_every_old_page_of_a_sent_form_answers_with_the_case(visitor: Visitor) -> None:
    page = checked(visitor)
    draft = action(page).removesuffix("/gui")
    code = visitor.post(action(page), {"_seen": [page.value("_seen")]}).location.split("/")[2]
    token = draft.rpartition("/")[2]
    old_pages = [
        visitor.post(action(page), {"_seen": ["irgendwann"]}),
        visitor.get(draft),
        visitor.get(f"{draft}/kiem-tra"),
        visitor.post(draft, typed()),
        visitor.post(FORM, typed(_token=token)),
    ]
    assert [(one.status, one.location.split("/")[2]) for one in old_pages] == [(303, code)] * 5


def test_what_was_changed_in_another_tab_is_shown_before_it_is_sent(visitor: Visitor, world: World) -> None:
    page = checked(visitor)
    token = action(page).split("/")[2]
    visitor.post(FORM, typed(_token=token, **{"ho_kinh_doanh.ten": "Hộ kinh doanh Trà Khúc"}))
    answer = visitor.post(action(page), {"_seen": [page.value("_seen")]})
    assert answer.status == 409 and "Trà Khúc" in answer.words and "Xem lại rồi gửi" in answer.words
    assert world.store.cases.all_case_ids() == []
    assert visitor.post(action(answer), {"_seen": [answer.value("_seen")]}).status == 303


def test_a_draft_with_faults_cannot_be_sent_by_its_address(visitor: Visitor) -> None:
    token = visitor.post(FORM, typed(**{"nguoi_nop.dien_thoai": "1"})).value("_token")
    for answer in (visitor.post(f"/ban-nhap/{token}/gui"), visitor.get(f"/ban-nhap/{token}/kiem-tra")):
        assert answer.status == 422 and "Có 1 chỗ cần sửa" in answer.words


def test_the_link_of_a_draft_past_its_time_costs_nobody_what_was_typed(
    visitor: Visitor, clock: SetClock
) -> None:
    page = visitor.upload(FORM, typed(**{"nguoi_nop.dien_thoai": "1"}), [(PAPER, "a.pdf", PDF)])
    clock.advance(timedelta(days=31))
    answer = visitor.post(FORM, typed(_token=page.value("_token"), **{"nguoi_nop.dien_thoai": "2"}))
    assert answer.status == 422 and "bản nháp mới" in answer.words
    assert answer.value("ho_kinh_doanh.ten") == "Hộ kinh doanh Cà phê Sông Trà"
    assert answer.value("_token") not in ("", page.value("_token"))
    assert visitor.get(f"/ban-nhap/{page.value('_token')}").status == 410


@pytest.mark.parametrize("token", ["gia-mao", "W10.x.y", "0" * 3000])
def test_a_forged_link_costs_nobody_what_was_typed_either(visitor: Visitor, token: str) -> None:
    answer = visitor.post(FORM, typed(_token=token, **{"nguoi_nop.dien_thoai": "1"}))
    assert answer.status == 422 and answer.value("nguoi_nop.ho_ten") == "Nguyễn Thị Thu Hà"
    assert answer.value("_token") not in ("", token)


def test_a_form_opened_on_an_older_version_is_told_so_and_goes_on(visitor: Visitor) -> None:
    answer = visitor.post(FORM, typed(_version="0" * 64))
    assert answer.status == 303
    assert "đã thay đổi từ khi bạn mở tờ khai" in visitor.get(answer.location).words
    wrong = visitor.post(FORM, typed(_version="../../etc/passwd", **{"nguoi_nop.dien_thoai": "1"}))
    assert wrong.status == 422 and "đã thay đổi từ khi bạn mở tờ khai" in wrong.words
    assert wrong.value("nguoi_nop.ho_ten") == "Nguyễn Thị Thu Hà"


def test_decomposed_vietnamese_is_one_with_composed(visitor: Visitor) -> None:
    name = unicodedata.normalize("NFD", "Nguyễn Thị Thuỷ")
    page = checked(visitor, **{"nguoi_nop.ho_ten": name})
    assert unicodedata.normalize("NFC", name) in page.words and name not in page.words


def test_scripts_in_texts_are_shown_as_texts(visitor: Visitor) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    page = checked(visitor, **{"ho_kinh_doanh.nganh_nghe": evil, "ho_kinh_doanh.ten": evil})
    form = visitor.get(action(page).removesuffix("/gui"))
    sent = visitor.post(action(page), {"_seen": [page.value("_seen")]})
    for one in (page, form, visitor.get(sent.location)):
        assert "<script>alert" not in one.text and "<img" not in one.text
    assert form.value("ho_kinh_doanh.ten") == evil


def test_an_address_that_posts_without_end_is_stopped(
    visitor: Visitor, world: World, clock: SetClock
) -> None:
    for _n in range(world.settings.posts_per_minute - 1):
        world.posts.take(visitor.address)
    assert [visitor.post(FORM, {}).status for _n in "ab"] == [422, 429]
    assert Visitor(visitor.gateway, "192.0.2.8").post(FORM, {}).status == 422
    clock.advance(timedelta(minutes=1))
    assert visitor.post(FORM, {}).status == 422


def test_reloading_an_address_that_was_posted_to_leads_on(visitor: Visitor) -> None:
    page = checked(visitor)
    assert visitor.get(FORM).location == f"/thu-tuc/{SLUG}/nop/"
    assert visitor.get(action(page)).location == action(page).replace("/gui", "/kiem-tra")


def test_a_script_that_asks_for_json_gets_links_and_faults(visitor: Visitor) -> None:
    right = visitor.post(FORM, typed(), accept="application/json")
    assert right.status == 200 and right.json["links"]["check"].endswith("/kiem-tra")
    wrong = visitor.post(FORM, typed(**{"nguoi_nop.dien_thoai": "1"}), accept="application/json")
    assert wrong.status == 422 and wrong.headers["Content-Type"] == "application/problem+json"
    assert wrong.json["faults"][0]["where"] == "nguoi_nop.dien_thoai"
    assert visitor.get(wrong.json["links"]["draft"]).value("nguoi_nop.dien_thoai") == "1"


def test_where_there_is_one_office_nobody_has_to_choose_it(world: World) -> None:
    assert world.submissions.in_force.office(
        world.submissions.procedure(SLUG)[1], world.submissions.context().today, HOME
    )
