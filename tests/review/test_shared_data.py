"""Shared data change: what changed, and which services feel it though their files did not change."""

from __future__ import annotations

import pytest

from functions.domain.errors import Invalid
from publisher.review.formats import as_text
from publisher.review.reference_review import ReferenceReview
from tests.review.made import FILE, Kept


def reviewed(kept: Kept, name: str, old: str, new: str) -> ReferenceReview:
    kept.edit(f"reference/{name}", old, new)
    kept.commit()
    made = kept.review()
    assert made.reference and not made.services
    return made.reference


def test_an_agency_that_is_renamed_touches_those_that_it_decides(kept: Kept) -> None:
    kept.edit(FILE, "authority: ubnd_xa", "authority: so_tu_phap")
    kept.commit()
    kept.edit("reference/authorities.yml", "name: Sở Tư pháp", "name: Sở Tư pháp mới")
    kept.commit()
    found = kept.review("HEAD~1..HEAD").reference
    assert found and [change.text for change in found.changes] == [
        "Cơ quan “Sở Tư pháp mới”: tên: “Sở Tư pháp” → “Sở Tư pháp mới”"
    ]
    assert [one.slug for one in found.touched] == ["dang-ky-thu"]


def test_a_step_of_the_common_workflow_touches_all_that_follow_it(kept: Kept) -> None:
    found = reviewed(kept, "workflows/one_stop.yml", "label: Kiểm tra hồ sơ", "label: Xem hồ sơ")
    assert [change.where[:2] for change in found.changes] == [("workflows", "one_stop")]
    assert {(one.slug, one.brief) for one in found.touched} == {
        ("dang-ky-thu", "đổi quy trình"),
        ("dang-ky-khac", "đổi quy trình"),
    }


def test_a_standard_text_touches_only_those_without_their_own(kept: Kept) -> None:
    found = reviewed(kept, "messages.yml", "Đã nhận hồ sơ trực tuyến", "Hồ sơ trực tuyến đã đến:")
    (change,) = found.changes
    assert change.where[:2] == ("messages", "submitted/email")
    assert [(one.slug, one.brief) for one in found.touched] == [("dang-ky-khac", "đổi tin báo")]


def test_a_question_to_all_applicants_touches_all(kept: Kept) -> None:
    path = kept.content / "reference/applicant.yml"
    path.write_text(
        path.read_text(encoding="utf-8")
        + "      - {id: ma_so_thue, kind: text, label: Mã số thuế, purpose: Thử}\n",
        encoding="utf-8",
    )
    kept.commit()
    found = kept.review().reference
    assert found and "thêm câu hỏi “Mã số thuế” (chữ; bắt buộc; mục đích: Thử" in found.changes[0].text
    assert {one.brief for one in found.touched} == {"thêm 1 câu hỏi"} and len(found.touched) == 2


def test_a_holiday_touches_every_deadline(kept: Kept) -> None:
    found = reviewed(
        kept,
        "calendar.yml",
        "overrides:\n",
        "overrides:\n  - {closed: 2026-12-09, name: Bão, status: confirmed}\n",
    )
    assert [change.text for change in found.changes] == ["Thêm ngày nghỉ “09/12/2026” (“Bão”)"]
    assert len(found.touched) == 2


def test_the_portals_own_facts_stand_on_every_page(kept: Kept) -> None:
    found = reviewed(kept, "portal.yml", "hotline:", "address: Số 1\nhotline:")
    assert found.parts == {"portal"} and found.touched == []
    assert "Mọi trang của cổng" in as_text(kept.review())


def test_a_remark_in_shared_data_means_nothing(kept: Kept) -> None:
    found = reviewed(kept, "portal.yml", "hotline:", "# lời ghi\nhotline:")
    assert found.changes == [] and found.touched == []


def test_broken_shared_data_of_one_side_are_named_and_the_others_stand_in(kept: Kept) -> None:
    kept.edit(FILE, "amount: 50000", "amount: 70000")
    kept.edit("reference/roles.yml", "roles:", "rollen:")
    kept.commit()
    made = kept.review()
    assert made.faults[0].path == "content/reference/roles.yml" and made.broken
    assert [one.brief for one in made.services] == ["lệ phí +20.000 đồng"]
    assert "bản kia được dùng thay" in made.notes[0]
    back = kept.review("HEAD..base")
    assert back.old_faults and not back.broken


def test_a_revision_before_there_was_any_content(kept: Kept) -> None:
    kept.git("rm", "-rq", "content")
    kept.commit()
    empty = kept.git("rev-parse", "HEAD").strip()
    kept.back()
    made = kept.review(f"{empty}..base")
    assert {(one.slug, str(one.fate)) for one in made.services} == {
        ("dang-ky-thu", "added"),
        ("dang-ky-khac", "added"),
    }
    assert "chưa có dữ liệu dùng chung" in made.notes[0] and not made.broken


def test_broken_shared_data_of_both_sides_stop_the_review(kept: Kept) -> None:
    kept.edit("reference/roles.yml", "roles:", "rollen:")
    kept.commit()
    kept.edit("reference/roles.yml", "rollen:", "rolls:")
    kept.commit()
    with pytest.raises(Invalid) as raised:
        kept.review("HEAD~1..HEAD")
    assert {getattr(fault, "path", "") for fault in raised.value.faults} == {"content/reference/roles.yml"}
