"""One edit, one commit: what changed is named, and nothing else is."""

from __future__ import annotations

import pytest

from publisher.review.model import Fate
from tests.review.made import FILE, Kept

CASES = [
    ("title: Đăng ký thử", "title: Đăng ký mới", "title", "Tên: “Đăng ký thử” → “Đăng ký mới”"),
    ('code: "1.009999"', 'code: "1.009997"', "code", "Mã thủ tục: 1.009999 → 1.009997"),
    ("summary: Một thủ", "summary: Một công việc", "summary", "Tóm tắt"),
    ("[thử, làm thử]", "[thử]", "keywords", "Từ khóa tìm kiếm: thử, làm thử → thử"),
    ("1/QĐ-BTP", "2/QĐ-BTP", "announcement", "Quyết định công bố: number: 1/QĐ-BTP → number: 2/QĐ-BTP"),
    ("verified: false", "verified: true", "source", "Nguồn"),
    ("valid_from: 2025-07-01", "valid_from: 2026-01-01", "valid_from", "từ: 01/07/2025 → 01/01/2026"),
    ("online: full\n", "online: full\nvalid_to: 2027-01-01\n", "valid_to", "đến: không có → 01/01/2027"),
    ("online: full\n", "online: full\nstatus: withdrawn\n", "status", "Tình trạng: công bố → đã rút"),
    ("online: full\n", "online: full\naudience: [foreigner]\n", "audience", "Đối tượng"),
    ("online: full\n", "online: full\nretention: 24 months\n", "retention", "120 tháng → 24 tháng"),
    ("online: full\n", "online: full\nalso_at: [so_tu_phap]\n", "also_at", "Cơ quan khác cũng thực hiện"),
    ("online: full\n", "online: full\nfollow_up: [dang-ky-khac]\n", "follow_up", "Thủ tục làm tiếp"),
    ("online: full\n", "online: full\nconsent: [nhan_tin_khao_sat]\n", "consent", "Lời đồng ý xin thêm"),
    ("field: ho-tich", "field: cu-tru", "field", "Lĩnh vực: ho-tich → cu-tru"),
    ("60/2014", "61/2014", "legal_basis.luat.number", "Căn cứ “61/2014/QH13”: số hiệu"),
    ("2016-01-01}", "2016-01-01, valid_to: 2026-01-01}", "legal_basis.luat.valid_to", "hết hiệu lực"),
    ("10 working_days", "7 working_days", "channels.online.time_limit", "“Trực tuyến”: thời hạn: 10 ngày"),
    ("counter,", "counter, place: Tầng 2,", "channels.counter.place", "“Trực tiếp”: nơi nộp"),
    ("counter,", "counter, fees: [],", "channels.counter.fees", "khoản thu: mọi khoản thu → không có"),
    ("amount: 50000", "amount: 70000", "fees.le_phi.amount", "mức thu: 50.000 đồng → 70.000 đồng"),
    ("amount: 50000", "amount: 50000\n    when: viec.lam_the", "fees.le_phi.when", "điều kiện: không có →"),
    ("amount: 50000", "amount: 50000\n    quantity: 2", "fees.le_phi.quantity", "nhân với"),
    ("percent: 100", "percent: 50", "fees.le_phi.exemptions.Người nghèo.percent", "giảm: 100 → 50"),
    ("Đơn đăng ký, basis: luat", "Đơn đăng ký", "evidence.don.basis", "Giấy tờ “Đơn đăng ký”: căn cứ: luat"),
    ("Đơn đăng ký,", "Đơn đăng ký, copies: 1,", "evidence.don.copies", "số bản sao: 0 → 1"),
    ("Đơn đăng ký,", "Đơn đăng ký, handling: show,", "evidence.don.handling", "nộp → chỉ xuất trình"),
    ("Đơn đăng ký,", "Đơn đăng ký, required: false,", "evidence.don.required", "bắt buộc: có → không"),
    ("Đơn đăng ký,", "Đơn đăng ký, held: {registry: X},", "evidence.don.held", "Nhà nước đã có"),
    ("when: viec.lam_the}", "when: viec.ngheo}", "evidence.anh.when", "“viec.lam_the” → “viec.ngheo”"),
    ("case: Làm thẻ", "case: Làm thẻ mới", "evidence.anh.case", "trường hợp"),
    ("label: Lý do,", "label: Vì sao,", "form.viec.fields.ly_do.label", "lời hỏi: “Lý do” → “Vì sao”"),
    ("purpose: Xét điều kiện", "purpose: Thống kê", "form.viec.fields.ly_do.purpose", "mục đích: “Xét điều"),
    ("sensitivity: sensitive", "sensitivity: personal", "form.viec.fields.ngheo.sensitivity", "nhạy cảm →"),
    ("label: Lý do,", "label: Lý do, required: false,", "form.viec.fields.ly_do.required", "có → không"),
    ("kind: text", "kind: long_text, max_length: 200", "form.viec.fields.ly_do.kind", "loại: chữ → đoạn văn"),
    ("label: Tại quầy", "label: Tại nơi nộp", "form.viec.fields.cach_nhan.options.tai_quay.label", "lời:"),
    ("title: Việc cần", "title: Việc phải", "form.viec.title", "tiêu đề"),
    ("2 working_days", "4 working_days", "workflow.steps.tham_dinh.time_limit", "2 ngày làm việc → 4"),
    ("role: reviewer", "role: leader", "workflow.steps.tham_dinh.role", "vai trò: reviewer → leader"),
    (
        "3 working_days}",
        "3 working_days, silence: agrees}",
        "workflow.steps.tham_dinh.consultations.cong_an.silence",
        "chờ tiếp → coi là đồng ý",
    ),
    (
        "to: approval}",
        "to: approval, reason: required}",
        "workflow.steps.tham_dinh.transitions.xong.reason",
        "phải ghi lý do: không → bắt buộc",
    ),
    ("đã đến.", "đã tới.", "messages.submitted/email.body", "Tin báo “đã nộp, thư điện tử”: lời"),
    ("name: Giấy xác nhận thử", "name: Giấy thử", "output.name", "Tên kết quả"),
    ("KQ.G15.000999", "KQ.G15.000998", "output.result_code", "Mã kết quả"),
    ("000999}", "000999, signer_role: clerk}", "output.signer_role", "Vai trò ký kết quả: leader → clerk"),
    ("000999}", "000999, registry: Hộ tịch}", "output.registry", "Cơ sở dữ liệu nhận kết quả"),
    ("000999}", "000999, validity: 6 months}", "output.validity", "không có → 6 tháng"),
    ("Đủ 18 tuổi.", "Đủ 20 tuổi.", "conditions", "Điều kiện thực hiện: “Đủ 18 tuổi.” → “Đủ 20 tuổi.”"),
    ("related: [dang-ky-khac]", "related: []", "related", "Thủ tục liên quan"),
    ("2026-06-09T08:30", "2026-06-10T08:30", "examples.Làm thử.sent_at", "Ví dụ “Làm thử”: lúc nộp"),
    ("- Hai", "- Ba", "body", "Phần hướng dẫn: đổi lời"),
]


@pytest.mark.parametrize(("old", "new", "where", "said"), CASES, ids=[case[2] for case in CASES])
def test_an_edit_is_named_and_nothing_else_is(kept: Kept, old: str, new: str, where: str, said: str) -> None:
    one = kept.changed(old, new)
    assert [".".join(change.where) for change in one.changes] == [where]
    assert said in one.changes[0].text
    assert one.fate is Fate.CHANGED


ROWS = [
    (
        "form:\n",
        "  - {id: moi, name: Giấy mới}\nform:\n",
        "evidence.moi",
        "Thêm giấy tờ “Giấy mới” (nộp, 1 bản",
    ),
    ("  - {id: don, name: Đơn đăng ký, basis: luat}\n", "", "evidence.don", "Bỏ giấy tờ “Đơn đăng ký”"),
    (
        "workflow:\n",
        "      - {id: so, kind: integer, label: Mấy bản?, purpose: Tính phí, sensitivity: public}\nworkflow:\n",
        "form.viec.fields.so",
        "thêm câu hỏi “Mấy bản” (số nguyên; bắt buộc; mục đích: Tính phí; không phải dữ liệu cá nhân)",
    ),
    (
        "      - {id: ly_do, kind: text, label: Lý do, purpose: Xét điều kiện}\n",
        "",
        "form.viec.fields.ly_do",
        "bỏ câu hỏi “Lý do”",
    ),
    (
        "evidence:\n",
        "  - {id: phi, label: Phí, kind: phi, amount: 1000}\nevidence:\n",
        "fees.phi",
        "khoản thu “Phí”",
    ),
    (
        "channels:\n",
        "  - {id: nd, name: Nghị định, number: 1/2026/NĐ-CP}\nchannels:\n",
        "legal_basis.nd",
        "Thêm căn cứ “1/2026/NĐ-CP” (Nghị định)",
    ),
    (
        "          - {value: buu_dien, label: Qua bưu điện}\n",
        "",
        "form.viec.fields.cach_nhan.options.buu_dien",
        "bỏ lựa chọn “Qua bưu điện”",
    ),
    (
        "  - {kind: counter, time_limit: 10 working_days}\n",
        "",
        "channels.counter",
        "Bỏ cách nộp “Trực tiếp” (10 ngày làm việc)",
    ),
    (
        "        - {id: cong_an, label: Hỏi công an, unit: cong_an_xa, time_limit: 3 working_days}\n",
        "        - {id: cong_an, label: Hỏi công an, unit: cong_an_xa, time_limit: 3 working_days}\n"
        "        - {id: thue, label: Hỏi thuế, unit: so_tu_phap, time_limit: 3 working_days}\n",
        "workflow.steps.tham_dinh.consultations.thue",
        "Bước “Thẩm định”: thêm xin ý kiến “Hỏi thuế”",
    ),
    (
        "messages:\n",
        "messages:\n  - {event: stopped, channel: sms, body: Dung}\n",
        "messages.stopped/sms",
        "Tin báo “dừng giải quyết, tin nhắn”",
    ),
]


@pytest.mark.parametrize(("old", "new", "where", "said"), ROWS, ids=[row[2] for row in ROWS])
def test_a_row_that_comes_or_goes_is_named_with_what_matters(
    kept: Kept, old: str, new: str, where: str, said: str
) -> None:
    one = kept.changed(old, new)
    found = [".".join(change.where) for change in one.changes]
    assert found[0].startswith(where) and len(found) == 1
    assert said in one.changes[0].text


def test_rows_that_change_places_are_named(kept: Kept) -> None:
    don, anh = (
        "  - {id: don, name: Đơn đăng ký, basis: luat}\n",
        "  - {id: anh, name: Ảnh chân dung, case: Làm thẻ, when: viec.lam_the}\n",
    )
    one = kept.changed(don + anh, anh + don)
    assert [change.text for change in one.changes] == ["Đổi thứ tự giấy tờ: Ảnh chân dung, Đơn đăng ký"]


def test_another_id_under_the_same_name_is_no_other_paper(kept: Kept) -> None:
    one = kept.changed("{id: don, name", "{id: don_moi, name")
    assert [change.text for change in one.changes] == ["Giấy tờ “Đơn đăng ký”: tên riêng: don → don_moi"]


def test_the_level_by_the_older_count_is_not_told_where_it_follows(kept: Kept) -> None:
    one = kept.changed("online: full", "online: partial\npartial_reason: appear_in_person")
    assert [".".join(change.where) for change in one.changes] == ["online", "partial_reason"]


def test_the_example_of_the_handbook_in_one_line(kept: Kept) -> None:
    kept.edit(FILE, "form:\n", "  - {id: moi, name: Giấy mới}\nform:\n")
    kept.edit(FILE, "amount: 50000", "amount: 70000")
    kept.edit(FILE, "kind: online, time_limit: 10", "kind: online, time_limit: 7")
    one = kept.changed("kind: counter, time_limit: 10", "kind: counter, time_limit: 7")
    assert one.brief == "thêm 1 giấy tờ, lệ phí +20.000 đồng, thời hạn 10 → 7 ngày làm việc"


def test_a_fee_whose_note_says_the_new_amount_is_one_change_of_the_amount(kept: Kept) -> None:
    kept.edit(FILE, "amount: 50000", "amount: 70000\n    kind: phi\n    note: Thu 70.000 đồng")
    kept.commit()
    kept.edit(FILE, "amount: 70000", "amount: 60000")
    kept.edit(FILE, "note: Thu 70.000", "note: Thu 60.000")
    kept.commit()
    (one,) = kept.review("HEAD~1..HEAD").services
    assert one.brief == "phí -10.000 đồng"


def test_an_expired_law_is_noted_once_the_service_changes(kept: Kept) -> None:
    one = kept.changed("valid_from: 2016-01-01}", "valid_from: 2016-01-01, valid_to: 2026-01-01}")
    assert one.notes == ["Căn cứ 60/2014/QH13 hết hiệu lực sau ngày 01/01/2026; tìm văn bản thay thế."]


def test_what_a_citizen_gives_before_and_after(kept: Kept) -> None:
    kept.edit(FILE, "form:\n", "  - {id: moi, name: Giấy mới}\nform:\n")
    one = kept.changed("amount: 50000", "amount: 70000")
    assert one.burden_before and one.burden_after
    before, after = one.burden_before.say(), one.burden_after.say()
    assert (before["giấy tờ"], after["giấy tờ"]) == ("1–2", "2–3")
    assert (before["tiền phải nộp"], after["tiền phải nộp"]) == ("50.000 đồng", "70.000 đồng")
    assert after["lượt đi lại"] == "trực tuyến 0, trực tiếp 2"
    assert one.burden_after.minutes.least - one.burden_before.minutes.least == 5


def test_pages_are_those_that_show_it(kept: Kept) -> None:
    kept.edit(FILE, "amount: 50000", "amount: 70000")
    kept.write("news/2026/tin.md", "Xem /thu-tuc/dang-ky-thu/ nhé.\n")
    kept.commit()
    pages = kept.review().pages
    assert "/thu-tuc/dang-ky-thu/" in pages.own and "/thu-tuc/dang-ky-thu/nop/" in pages.own
    assert "/thu-tuc/dang-ky-khac/" not in pages.own
    assert "/thu-tuc/" in pages.lists and "/thu-tuc/linh-vuc/ho-tich/" in pages.lists
    assert pages.tellers == ("content/news/2026/tin.md",)


def test_a_page_that_points_at_the_changed_one_changes_with_it(kept: Kept) -> None:
    kept.changed("title: Đăng ký khác", "title: Đăng ký khác hẳn", "procedures/ho-tich/dang-ky-khac.md")
    assert "/thu-tuc/dang-ky-thu/" in kept.review().pages.own
