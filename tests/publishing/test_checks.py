"""Bad declarations are refused with the line, the key, what is wrong and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from functions.domain.checks.money import amounts, says_free
from functions.domain.checks.sms import sms_parts
from functions.domain.declaration import MessageChannel, MessageEvent, Reference
from publisher.catalogue import load
from tests.publishing.conftest import DAY, ROOT, TEN_LINES, Judge

STEP = "{id: %s, label: X, role: reviewer, status: %s, transitions: [%s]}"

SHAPES: list[tuple[str, int, str]] = [
    ("titel: x\n", 7, "“title”"),
    ("colour: red\n", 7, "Các khóa dùng được"),
    ("status: publish\n", 7, "draft, published, withdrawn"),
    ("valid_from: 1/7/2025\n", 7, "2025-07-01"),
    ("fees:\n  - id: a\n    label: Phí\n    amount: 150.000\n", 10, "150000"),
    ("fees:\n  - id: a\n    label: Phí\n    amount: -1\n", 10, "0"),
    ("channels:\n  - kind: fax\n", 8, "online, counter, post"),
    ("channels:\n  - kind: online\n    time_limit: 18\n", 9, "working_days"),
    ("evidence:\n  - id: Don\n    name: Đơn\n", 8, "không dấu"),
    ("evidence:\n  - id: don\n", 8, "“name”"),
    ("evidence: don\n", 7, "danh sách"),
    ("output:\n  name: Giấy\n  result_code: KQ1\n", 9, "KQ.G15.000031"),
    ("audience: [nguoi_dan]\n", 7, "citizen"),
    ("evidence:\n  - id: don\n    name: Đơn\n    when: a ==\n", 10, "Cột"),
    ("workflow:\n  extends: one_stop\n  chagne: []\n", 9, "“change”"),
    ("examples:\n  - name: x\n    sent_at: hôm nay\n", 9, "2026-11-23T09:30"),
    ("form:\n  - id: a\n    title: A\n    fields:\n      - {id: b, kind: txt, label: B}\n", 11, "text"),
]

RULES: list[tuple[str, int, str, str]] = [
    (
        "legal_basis:\n  - {id: a, name: A, number: 1/NĐ-CP}\n  - {id: a, name: B, number: 2/NĐ-CP}\n",
        9,
        "id_twice",
        "“a”",
    ),
    ("evidence:\n  - {id: don, name: Đơn, basis: luat}\n", 8, "id_unknown", "legal_basis"),
    ("fees:\n  - {id: a, label: Phí, amount: 1, basis: luat}\n", 8, "id_unknown", "“luat”"),
    (
        "fees:\n  - {id: le_phi, label: Phí, amount: 1}\nchannels:\n  - {kind: online, fees: [lephi]}\n",
        10,
        "id_unknown",
        "“le_phi”",
    ),
    ("channels:\n  - {kind: online}\n  - {kind: online}\n", 9, "id_twice", "online"),
    ("consent: [ban_du_lieu]\n", 7, "id_unknown", "consents.yml"),
    (
        "evidence:\n  - {id: don, name: Đơn, when: nguoi_nop.ho_tem == “x”}\n".replace("“x”", "'x'"),
        8,
        "condition",
        "ho_ten",
    ),
    ("evidence:\n  - {id: don, name: Đơn, when: nguoi_nop.ho_ten > 5}\n", 8, "condition", "số"),
    ("fees:\n  - {id: a, label: P, amount: 1, quantity: khong.co}\n", 8, "condition", "khong.co"),
    (
        "fees:\n  - {id: a, label: P, amount: 100000, note: 'Thu 135.000 đ'}\n",
        8,
        "fee_contradiction",
        "135.000",
    ),
    ("fees:\n  - {id: a, label: P, amount: 100000, note: Miễn phí}\n", 8, "fee_contradiction", "không thu"),
    ("fees:\n  - {id: a, label: P, amount: 0, note: '135.000 đồng'}\n", 8, "fee_contradiction", "135.000"),
    (
        "fees:\n  - {id: a, label: P, amount: 50000}\nchannels:\n  - {kind: online, note: Không thu phí}\n",
        10,
        "fee_contradiction",
        "50.000",
    ),
    ("online: partial\n", 7, "partial_without_reason", "partial_reason"),
    ("online: full\npartial_reason: appear_in_person\n", 8, "reason_without_partial", "partial"),
    ("online: full\nchannels:\n  - {kind: counter}\n", 7, "online_contradiction", "online"),
    ("online: none\nchannels:\n  - {kind: online}\n", 7, "online_contradiction", "none"),
    ("channels: []\n", 7, "channels_missing", "cách nộp"),
    ("evidence:\n  - {id: don, name: Đơn, electronic: false}\n", 8, "full_but_brought", "toàn trình"),
    (
        "evidence:\n  - {id: the, name: Thẻ, handling: show, accept: [pdf]}\n",
        8,
        "show_with_upload",
        "xuất trình",
    ),
    ("evidence:\n  - {id: don, name: Đơn, originals: 0}\n", 8, "paper_without_copies", "ghi chú"),
    ("evidence:\n  - {id: don, name: Đơn, held: {}}\n", 8, "held_nowhere", "registry"),
    (
        "evidence:\n  - {id: don, name: Đơn, template: khong-co.docx}\n",
        8,
        "template_missing",
        "khong-co.docx",
    ),
    ("valid_from: 2025-07-01\nvalid_to: 2024-07-01\n", 8, "dates_reversed", "01/07/2024"),
    (
        "legal_basis:\n  - {id: a, name: A, number: 1/NĐ, valid_from: 2025-07-01, valid_to: 2020-01-01}\n",
        8,
        "dates_reversed",
        "01/01/2020",
    ),
    ("level: district\n", 7, "level_district", "cấp huyện"),
    ("output: {name: Giấy, signer_role: king}\n", 7, "role_unknown", "leader"),
    ("related: [khong-co]\n", 7, "related_unknown", "khong-co"),
    ("related: [thu]\n", 7, "related_unknown", "thu"),
    (
        "messages:\n  - {event: done, channel: sms, body: 'Xong {casecode}'}\n",
        8,
        "placeholder_unknown",
        "case_code",
    ),
    (
        "messages:\n  - {event: done, channel: sms, body: 'Xong {case_code'}\n",
        8,
        "placeholder_unbalanced",
        "cặp",
    ),
    (
        "messages:\n  - {event: done, channel: sms, body: 'Xong {case_code.x}'}\n",
        8,
        "placeholder_unknown",
        "case_code",
    ),
    ("messages:\n  - {event: done, channel: sms, body: 'Vì {reason}'}\n", 8, "sms_private", "reason"),
    ("messages:\n  - {event: done, channel: email, body: Xong}\n", 8, "subject_missing", "tiêu đề"),
    (
        "workflow:\n  steps:\n    - {id: a, label: A, status: 4}\n",
        9,
        "status_start",
        "status: 1",
    ),
    (
        "workflow:\n  steps:\n    - "
        + STEP % ("a", 1, "{id: m, label: M, to: bb}")
        + "\n    - {id: b, label: B, status: 3}\n",
        9,
        "step_unknown",
        "“b”",
    ),
    (
        "workflow:\n  steps:\n    - "
        + STEP % ("a", 1, "{id: m, label: M, to: b}")
        + "\n    - {id: b, label: B, status: 3}\n"
        "    - {id: c, label: C, status: 8}\n",
        11,
        "step_unreachable",
        "“c”",
    ),
    (
        "workflow:\n  steps:\n    - "
        + STEP % ("a", 1, "{id: m, label: M, to: b}")
        + "\n    - {id: b, label: B, status: 2}\n",
        8,
        "no_final_step",
        "kết thúc",
    ),
    (
        "workflow:\n  steps:\n    - "
        + STEP % ("a", 1, "{id: m, label: M, to: b}, {id: n, label: N, to: c}")
        + "\n    - {id: b, label: B, status: 3}\n    - {id: c, label: C, status: 2}\n",
        11,
        "dead_end",
        "“c”",
    ),
    (
        "workflow:\n  steps:\n    - "
        + STEP % ("a", 1, "{id: m, label: M, to: b}")
        + "\n    - {id: b, label: B, status: 9}\n",
        9,
        "status_forbidden",
        "2, 3, 5, 6, 7",
    ),
    (
        "workflow:\n  steps:\n    - {id: a, label: A, role: king, status: 1,"
        " transitions: [{id: m, label: M, to: b}]}\n"
        "    - {id: b, label: B, status: 3}\n",
        9,
        "role_unknown",
        "reviewer",
    ),
    (
        "workflow:\n  steps:\n    - {id: a, label: A, status: 1, transitions: [{id: m, label: M, to: b}]}\n"
        "    - {id: b, label: B, status: 3}\n",
        9,
        "role_missing",
        "vai trò",
    ),
    (
        "workflow:\n  extends: one_stop\n  change:\n    - id: review\n      consultations:\n"
        "        - {id: hoi, label: Hỏi, unit: so_khong_co, time_limit: 12 days}\n",
        12,
        "unit_unknown",
        "so_xay_dung",
    ),
]


@pytest.mark.parametrize(("more", "line", "words"), SHAPES, ids=[row[0][:40] for row in SHAPES])
def test_a_wrong_shape_is_explained_at_its_line(judge: Judge, more: str, line: int, words: str) -> None:
    (fault,) = judge(more)
    assert (fault.path, fault.line) == ("content/procedures/ho-tich/thu.md", line), fault
    assert words in fault.message


@pytest.mark.parametrize(("more", "line", "code", "words"), RULES, ids=[row[2] for row in RULES])
def test_a_broken_rule_is_explained_at_its_line(
    judge: Judge, more: str, line: int, code: str, words: str
) -> None:
    found = [fault for fault in judge(more) if fault.code == code]
    assert [fault.line for fault in found] == [line], judge(more)
    assert words in found[0].message


def test_the_ten_line_file_has_no_errors_and_is_told_what_the_law_still_wants(judge: Judge) -> None:
    assert judge() == []
    warned = judge(warnings=True)
    assert {fault.where for fault in warned} >= {"legal_basis", "announcement", "evidence", "output"}
    assert {fault.code for fault in warned} == {"item_missing"}
    assert judge("status: draft\n", warnings=True) == []


def test_all_faults_of_a_file_come_at_once_in_its_order(judge: Judge) -> None:
    found = judge("status: publish\nfees:\n  - {id: a, label: P, amount: x}\ntitel: y\n")
    assert [fault.line for fault in found] == [7, 9, 10]


def test_missing_keys_are_named(judge: Judge) -> None:
    found = judge(base='---\ncode: "1.004873"\n---\nx\n')
    assert {fault.where for fault in found} == {"title", "field", "authority"}
    assert all("bắt buộc" in fault.message for fault in found)


def test_expired_law_is_a_warning_and_law_in_force_is_none(judge: Judge) -> None:
    rows = (
        "legal_basis:\n  - {id: a, name: A, number: 1/NĐ, valid_to: 2026-11-22}\n"
        "  - {id: b, name: B, number: 2/NĐ, valid_to: 2026-11-23}\n"
    )
    (fault,) = [one for one in judge(rows, warnings=True) if one.code == "basis_expired"]
    assert (fault.line, fault.level) == (8, "warning")


def test_a_long_sms_is_a_warning(judge: Judge) -> None:
    text = "messages:\n  - {event: done, channel: sms, body: '" + "Hồ sơ đã xong. " * 20 + "'}\n"
    (fault,) = [one for one in judge(text, warnings=True) if one.code == "sms_long"]
    assert (fault.line, fault.level) == (8, "warning")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("ạ" * 70, 1),
        ("ạ" * 71, 2),
        ("ạ" * 134, 2),
        ("ạ" * 135, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
    ],
)
def test_sms_parts_are_counted_as_operators_do(text: str, parts: int) -> None:
    assert sms_parts(text) == parts


def test_amounts_are_read_from_notes_as_people_write_them() -> None:
    assert amounts("Thu 135.000 đ (115,000 đồng online), 5000đ; Mẫu 01/2025, 3 ngày") == {
        135000,
        115000,
        5000,
    }
    assert says_free("Miễn phí") and says_free("Không thu lệ phí")
    assert not says_free("Miễn cho người có công") and not says_free("Không hoàn lại")


def test_a_contradiction_needs_both_sides(judge: Judge) -> None:
    rows = (
        "fees:\n  - {id: a, label: P, amount: 50000, note: '50.000 đồng; không thu phí người khuyết tật'}\n"
        "  - {id: b, label: Q, amount: 8000, note: Miễn phí hộ nghèo,"
        " exemptions: [{label: Hộ nghèo, when: 'true'}]}\n"
    )
    assert judge(rows) == []


def test_two_files_may_not_share_a_code_or_an_address(content: Path) -> None:
    for folder in ("ho-tich", "cu-tru"):
        path = content / "procedures" / folder / "thu.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEN_LINES, encoding="utf-8")
    errors = load(content, DAY).errors
    assert [(one.code, one.line) for one in errors] == [("code_twice", 2), ("slug_twice", 2)]
    assert "cu-tru/thu.md" in errors[0].message


def test_a_file_name_that_cannot_be_an_address_is_refused(content: Path) -> None:
    (content / "procedures" / "Thủ tục.md").write_text(TEN_LINES, encoding="utf-8")
    (fault,) = load(content, DAY).errors
    assert fault.code == "slug"


def test_faults_in_inherited_parts_point_to_the_key_through_which_they_came(judge: Judge) -> None:
    more = "workflow:\n  extends: one_stop\n  drop: [issue]\n"
    found = judge(more)
    assert {fault.code for fault in found} == {"step_unreachable"} and {fault.line for fault in found} == {7}


def test_broken_reference_data_is_reported_file_by_file(content: Path) -> None:
    from functions.domain.errors import Invalid

    (content / "reference" / "roles.yml").write_text("roles:\n  - {id: X, name: x}\n", encoding="utf-8")
    units = content / "reference" / "units.csv"
    units.write_text(units.read_text(encoding="utf-8").replace("21025,", "x,"), encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        load(content, DAY)
    places = {(getattr(one, "path", ""), getattr(one, "line", 0)) for one in caught.value.faults}
    assert places == {("content/reference/roles.yml", 2), ("content/reference/units.csv", 4)}


def test_the_projects_own_content_has_no_errors() -> None:
    found = load(ROOT / "content", DAY)
    assert found.errors == []
    assert len(found.pages) >= 4


def test_the_province_has_its_96_units_and_says_something_at_every_turn(reference: Reference) -> None:
    kinds = [unit.kind for unit in reference.communes(DAY)]
    assert (kinds.count("xã"), kinds.count("phường"), kinds.count("đặc khu")) == (86, 9, 1)
    said = {(one.event, one.channel) for one in reference.messages}
    assert said == {(event, channel) for event in MessageEvent for channel in MessageChannel}
