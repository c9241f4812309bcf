"""An import of a changed record takes the change and keeps every word of the editor."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from publisher.importer.body import sections
from publisher.importer.draft import Draft
from publisher.importer.intake import file_text
from publisher.importer.merge import Merged, merge
from publisher.importer.plan import plan
from publisher.importer.rows import leaves, said
from publisher.yaml_data import YamlFault, load
from tests.importer.conftest import Make
from tests.importer.made import BEHIND, LAW, PAPERS, WAYS, record

SLOWER = WAYS + "Trực tuyến4 Ngày làm việcMiễn phíTrực tiếp5 Ngày làm việcMiễn phí"


def _head(text: str) -> str:
    return text.split("---\n", 2)[1]


def _data(text: str) -> dict[str, Any]:
    data = load(_head(text))[0]
    assert isinstance(data, dict)
    return data


def _again(make: Make, edit: Any, **changes: str) -> tuple[str, Merged]:
    """The editor's file, and what becomes of it when the record comes with ``changes``."""
    base = make(record())
    ours = edit(file_text(base))
    return ours, merge(ours, base, make(record(**changes), base))


def test_nothing_changed_changes_no_letter(make: Make) -> None:
    ours, merged = _again(make, lambda text: text.replace('code: "9', '# lời của tôi\ncode:   "9'))
    assert (merged.text, merged.taken, merged.conflicts) == (ours, [], [])


def test_a_change_of_the_record_goes_to_its_place_and_nowhere_else(make: Make) -> None:
    ours, merged = _again(make, lambda text: text, cach_thuc_thuc_hien=SLOWER)
    assert merged.text == ours.replace("time_limit: 3 working_days", "time_limit: 4 working_days")
    assert [said(change.path) for change in merged.taken] == ["channels.online.time_limit"]


def test_the_editors_words_order_quotes_and_remarks_stay(make: Make) -> None:
    def edit(text: str) -> str:
        text = text.replace("title: Thủ tục", "title: 'Thủ tục", 1).replace(
            "trước nhà\n", "trước nhà'  # đã xem\n", 1
        )
        text = text.replace("level: commune\n", "").replace(
            "status: draft", "status: published\nlevel: commune"
        )
        text = text.replace(
            "  - kind: online\n    time_limit: 3 working_days\n    fees: [phi_le_phi]\n",
            "  - {kind: online, fees: [phi_le_phi], time_limit: 3 working_days}  # nhanh\n",
        )
        return text.replace("Bước 1: Nộp hồ sơ.", "Đem đơn tới bộ phận một cửa.")

    ours, merged = _again(make, edit, cach_thuc_thuc_hien=SLOWER)
    assert merged.text == ours.replace("time_limit: 3 working_days}", "time_limit: 4 working_days}")
    assert merged.conflicts == []


def test_both_sides_changed_keeps_the_editors_value_and_marks_the_place(make: Make) -> None:
    edit = lambda text: text.replace("3 working_days", "2 working_days")  # noqa: E731
    _ours, merged = _again(make, edit, cach_thuc_thuc_hien=SLOWER)
    data = _data(merged.text)
    assert data["channels"][0]["time_limit"] == "2 working_days"
    assert list(data).index("doubts") == list(data).index("source") + 1
    assert data["doubts"] == [
        {"kind": "merge_conflict", "where": "channels.online.time_limit", "said": "4 working_days"}
    ]
    assert [change.after for change in merged.conflicts] == ["4 working_days"]


def test_the_same_change_on_both_sides_is_no_conflict(make: Make) -> None:
    edit = lambda text: text.replace("3 working_days", "4 working_days")  # noqa: E731
    ours, merged = _again(make, edit, cach_thuc_thuc_hien=SLOWER)
    assert (merged.text, merged.conflicts) == (ours, [])


def test_papers_come_and_go_with_the_record(make: Make) -> None:
    table = f"--{PAPERS}Đơn đề nghị1 bản chínhSơ đồ vị trí2 bản chính"
    _ours, merged = _again(make, lambda text: text, thanh_phan_ho_so=table)
    assert [paper["name"] for paper in _data(merged.text)["evidence"]] == ["Đơn đề nghị", "Sơ đồ vị trí"]


def test_a_paper_that_an_editor_worked_on_is_not_taken_away(make: Make) -> None:
    edit = lambda text: text.replace("name: Ảnh chụp cái cây", "name: Ảnh cái cây, chụp trong tháng này")  # noqa: E731
    _ours, merged = _again(make, edit, thanh_phan_ho_so=f"--{PAPERS}Đơn đề nghị1 bản chính")
    assert "chụp trong tháng này" in merged.text
    assert [said(change.path) for change in merged.conflicts] == ["evidence.anh_chup_cai_cay"]


def test_a_paper_with_a_remark_inside_is_not_taken_away(make: Make) -> None:
    edit = lambda text: text.replace("    copies: 1", "    # hỏi lại Sở\n    copies: 1")  # noqa: E731
    _ours, merged = _again(make, edit, thanh_phan_ho_so=f"--{PAPERS}Đơn đề nghị1 bản chính")
    assert "# hỏi lại Sở" in merged.text and "anh_chup_cai_cay" in merged.text
    assert len(merged.conflicts) == 1


def test_a_paper_that_an_editor_took_out_does_not_come_back(make: Make) -> None:
    def edit(text: str) -> str:
        return re.sub(r"  - id: anh_chup_cai_cay\n(?:    .*\n)+", "", text)

    table = f"--{PAPERS}Đơn đề nghị1 bản chínhẢnh chụp cái cây0 bản chính,2 bản sao"
    _ours, merged = _again(make, edit, thanh_phan_ho_so=table)
    assert [paper["id"] for paper in _data(merged.text)["evidence"]] == ["don_de_nghi"]
    assert len(merged.conflicts) == 1


def test_a_paper_keeps_its_id_when_its_words_change_a_little(make: Make) -> None:
    table = f"--{PAPERS}Đơn đề nghị1 bản chínhẢnh chụp cái cây đó0 bản chính,1 bản sao"
    _ours, merged = _again(make, lambda text: text, thanh_phan_ho_so=table)
    papers = _data(merged.text)["evidence"]
    assert [(paper["id"], paper["name"]) for paper in papers][1] == (
        "anh_chup_cai_cay",
        "Ảnh chụp cái cây đó",
    )


def test_a_doubt_that_was_decided_stays_decided_until_the_record_speaks_anew(make: Make) -> None:
    unclear = WAYS + "Trực tuyến3Miễn phíTrực tiếp5 Ngày làm việcMiễn phí"
    base = make(record(cach_thuc_thuc_hien=unclear))
    ours = re.sub(r"# Chỗ phải.*\n# Bản quốc.*\ndoubts:\n.*\n", "", file_text(base))
    ours = ours.replace("kind: online\n", "kind: online\n    time_limit: 3 working_days\n")
    assert merge(ours, base, base).text == ours
    other = make(record(cach_thuc_thuc_hien=unclear.replace("tuyến3", "tuyến7")), base)
    merged = merge(ours, base, other)
    (doubt,) = _data(merged.text)["doubts"]
    assert (doubt["kind"], doubt["said"]) == ("time_unit_missing", "7")


def test_when_the_last_doubt_goes_the_remark_above_goes_too(make: Make) -> None:
    base = make(record(linh_vuc="Cây xanh đô thị"))
    merged = merge(file_text(base), base, make(record(linh_vuc="Hộ tịch"), base))
    assert "doubts" not in merged.text and "# Chỗ phải quyết" not in merged.text


def test_a_rewritten_section_stays_and_the_others_follow_the_record(make: Make) -> None:
    notes = f"--{PAPERS}Đơn đề nghị1 bản chínhẢnh chụp cái cây0 bản chính,1 bản saoMang theo bút0 bản chính"
    base = make(record(thanh_phan_ho_so=notes))
    ours = file_text(base).replace("Bước 1: Nộp hồ sơ.", "Đem đơn tới một cửa.")
    theirs = make(record(thanh_phan_ho_so=notes.replace("bút", "giấy"), trinh_tu_thuc_hien="Khác."), base)
    merged = merge(ours, base, theirs)
    assert "Đem đơn tới một cửa." in merged.text and "\nKhác." not in merged.text
    assert "- Mang theo giấy\n" in merged.text
    assert [said(change.path) for change in merged.conflicts] == ["body.Trình tự thực hiện"]
    assert _data(merged.text)["doubts"][0]["said"] == "Khác."


def test_a_new_section_is_put_where_the_record_has_it(make: Make) -> None:
    notes = f"--{PAPERS}Đơn đề nghị1 bản chínhẢnh chụp cái cây0 bản chính,1 bản saoMang theo bút0 bản chính"
    edit = lambda text: text + "\n## Hỏi đáp\n\nHỏi gì cũng được.\n"  # noqa: E731
    _ours, merged = _again(make, edit, thanh_phan_ho_so=notes)
    headings = re.findall(r"^## (.*)$", merged.text, re.M)
    assert headings == ["Trình tự thực hiện", "Lưu ý về hồ sơ", "Hỏi đáp"]
    assert "kết quả.\n\n## Lưu ý về hồ sơ\n\n- Mang theo bút\n\n## Hỏi đáp\n" in merged.text


def test_a_conflict_marked_once_is_not_marked_again(make: Make) -> None:
    base = make(record())
    ours = file_text(base).replace("3 working_days", "2 working_days")
    theirs = make(record(cach_thuc_thuc_hien=SLOWER), base)
    once = merge(ours, base, theirs)
    assert merge(once.text, theirs, theirs).text == once.text
    last = make(record(cach_thuc_thuc_hien=SLOWER.replace("tuyến4", "tuyến6")), theirs)
    twice = merge(once.text, theirs, last)
    assert [doubt["said"] for doubt in _data(twice.text)["doubts"]] == ["6 working_days"]


# Random edits on both sides --------------------------------------------------------------------------------

RECORDS = {
    "cach_thuc_thuc_hien": [
        SLOWER,
        WAYS + "Trực tuyến3 Ngày làm việc20,000 VNĐTrực tiếp5 Ngày làm việcMiễn phí",
        WAYS + "Trực tiếp5 Ngày làm việcMiễn phíDịch vụ bưu chính9Miễn phí",
        WAYS + "Trực tuyến3Miễn phíNộp: tại nhà # 5\nvà chờTrực tiếp5 Ngày làm việcMiễn phí",
    ],
    "thanh_phan_ho_so": [
        f"--{PAPERS}Đơn đề nghị1 bản chính",
        f"--{PAPERS}Đơn đề nghị theo mẫu2 bản chínhẢnh chụp cái cây0 bản chính,1 bản saoSơ đồ1 bản chính",
        f"--{PAPERS}Ảnh chụp cái cây0 bản chính,3 bản saoMang theo bút0 bản chính",
    ],
    "can_cu_phap_ly": [
        f"{LAW}Luật Cây xanh11/2020/QH14",
        f"{LAW}Luật Cây xanh và hoa11/2020/QH14Nghị định về cây trước nhà22/2021/NĐ-CPLuật Mới1/2026/QH16",
        "Không có thông tin",
    ],
    "ket_qua_xu_ly": [
        f"Giấy xác nhậnMã: KQ.G15.000998{BEHIND}",
        f"Giấy{BEHIND}",
        f"AMã: KQ.G15.000001BMã: KQ.G15.000002{BEHIND}",
    ],
    "trinh_tu_thuc_hien": ["Bước duy nhất.", "Không có thông tin"],
    "yeu_cau_dieu_kien": ["Cây phải còn sống.\nVà cao."],
    "linh_vuc": ["Cây xanh đô thị"],
    "co_quan_co_tham_quyen": ["", "Công an cấp Xã"],
    "so_quyet_dinh": ["13/QĐ-BTP", "15"],
    "ten_thu_tuc": ["Thủ tục xác nhận: cây xanh"],
}


def _changed(random: Random) -> dict[str, str]:
    keys = random.sample(sorted(RECORDS), random.randint(0, 5))
    return {key: random.choice(RECORDS[key]) for key in keys}


def _edited(text: str, random: Random) -> str:
    """A few things that editors do with a text editor."""
    for n in range(random.randint(0, 6)):
        text = random.choice(EDITS)(text, random, f"sửa {n}")
    return text


def _lines(text: str, pattern: str) -> list[re.Match[str]]:
    head = len(_head(text)) + 4
    return [match for match in re.finditer(pattern, text, re.M) if match.end() <= head]


def _one(text: str, random: Random, pattern: str, fresh: Any) -> str:
    found = _lines(text, pattern)
    if not found:
        return text
    match = random.choice(found)
    return text[: match.start()] + match.expand(fresh) + text[match.end() :]


def _value(text: str, random: Random, mark: str) -> str:
    return _one(
        text,
        random,
        r"^( *(?:- )?(?:title|name|note|time_limit|label|said|number)): .*$",
        rf'\1: "{mark}: # x"',
    )


def _remark_above(text: str, random: Random, mark: str) -> str:
    return _one(text, random, r"^(\w+:.*)$", rf"# {mark}\n\1")


def _remark_inside(text: str, random: Random, mark: str) -> str:
    return _one(text, random, r"^(    (?!\s)\w+: .*)$", rf"    # {mark}\n\1")


def _remark_behind(text: str, random: Random, mark: str) -> str:
    return _one(text, random, r"^( *(?:- )?\w+: (?!\|)[^#\n]+)$", rf"\1  # {mark}")


def _drop_row(text: str, random: Random, mark: str) -> str:
    return _one(text, random, r"^  - \w.*\n(?:    .*\n)*", "")


def _drop_key(text: str, random: Random, mark: str) -> str:
    return _one(text, random, r"^(?:level|status|keywords|announcement|conditions):.*\n(?:  .*\n)*", "")


def _add_row(text: str, random: Random, mark: str) -> str:
    id = mark.replace("sửa ", "moi_")
    return _one(text, random, r"^(evidence|fees|legal_basis):\n", rf"\1:\n  - id: {id}\n    name: {mark}\n")


def _add_key(text: str, random: Random, mark: str) -> str:
    return text if "\nsummary:" in text else text.replace("\ntitle:", f"\nsummary: {mark}\ntitle:", 1)


def _in_brackets(text: str, random: Random, mark: str) -> str:
    return _one(text, random, r"^  - (id: \w+)\n    (name: [^:#\n\"|,]+)\n(?!    )", r"  - {\1, \2}\n")


def _guidance(text: str, random: Random, mark: str) -> str:
    return text + f"\n## {mark}\n\nLời {mark}.\n" if random.random() < 0.5 else text.replace("Bước", mark, 1)


EDITS = [
    *(_value, _remark_above, _remark_inside, _remark_behind, _drop_row, _drop_key),
    *(_add_row, _add_key, _in_brackets, _guidance),
]


def _words(text: str) -> list[str]:
    """Every remark, as editors tell them by."""
    return sorted(re.findall(r"# sửa \d+", _head(text)))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False))
def test_no_edit_is_ever_lost_and_every_other_change_is_taken(make: Make, random: Random) -> None:
    base = make(record(**_changed(random)))
    ours = _edited(file_text(base), random)
    try:
        edited = _data(ours)
    except YamlFault:
        assume(False)
    theirs = make(record(**_changed(random)), base)
    merged = merge(ours, base, theirs)
    _require_kept(base, edited, theirs, merged)
    assert _words(merged.text) == _words(ours)
    _require_sections_kept(base, ours, merged)
    assert merge(merged.text, theirs, theirs).text == merged.text


def _require_kept(base: Draft, edited: dict[str, Any], theirs: Draft, merged: Merged) -> None:
    """Leaves that the editor changed are as they were; all others are as the record has them."""
    was, mine, new = dict(leaves(base.data)), dict(leaves(edited)), dict(leaves(_data(merged.text)))
    conflicts = [change.path for change in merged.conflicts]
    for path, value in mine.items():
        if was.get(path) != value:
            assert new.get(path) == value, path
    for path in was.keys() - mine.keys():
        assert (
            path not in new
            or path[0] == "doubts"
            or any(mine_path[: len(path)] == path for mine_path in mine)
        ), path
    for change in plan(base.data, edited, theirs.data).taken:
        if change.path not in conflicts and change.path[0] != "doubts":
            there = {path: value for path, value in new.items() if path[: len(change.path)] == change.path}
            assert bool(there) == (repr(change.after) != "MISSING"), change


def _require_sections_kept(base: Draft, ours: str, merged: Merged) -> None:
    was, mine = sections(base.body), sections(ours.split("---\n", 2)[2])
    new = sections(merged.text.split("---\n", 2)[2])
    for heading, text in mine.items():
        if was.get(heading) != text:
            assert new.get(heading) == text, heading


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_lines_end_as_the_editor_ends_them(make: Make, end: str) -> None:
    """Windows line ends are put back by the intake; the merge itself sees plain ones."""
    base = make(record())
    text = file_text(base)
    assert merge(text, base, base).text.replace("\n", end) == text.replace("\n", end)
