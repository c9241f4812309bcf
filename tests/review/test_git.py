"""Repositories as they come: bad revisions, shallow ones, renamed and broken files, the working tree."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from functions.domain.errors import Invalid, MotcuaError, Unavailable
from publisher.review.formats import as_text
from publisher.review.git import Repository
from publisher.review.model import Fate
from publisher.review.whole import review
from tests.review.made import BASE, DAY, FILE, OTHER, Kept


@pytest.mark.parametrize(
    "revisions",
    [
        "khong-co..HEAD",
        "HEAD..khong-co",
        "khong-co",
        "--output=x..HEAD",
        "HEAD:content..HEAD",
        "a\x1bb",
        "..-x",
    ],
)
def test_a_revision_that_is_none_is_named(kept: Kept, revisions: str) -> None:
    with pytest.raises(Invalid, match="Kho git không có bản"):
        kept.review(revisions)


def test_a_folder_outside_any_repository(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    with pytest.raises(Invalid, match=r"không nằm trong kho git nào đọc được.*not a git repository"):
        review("HEAD", tmp_path / "content", DAY)


def test_a_machine_without_git(kept: Kept, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match="chưa có git"):
        kept.review("HEAD")


def test_a_shallow_clone_says_how_to_get_the_rest(kept: Kept, tmp_path: Path) -> None:
    kept.changed("amount: 50000", "amount: 70000")
    old = kept.git("rev-parse", "base").strip()
    kept.git("branch", "-f", "nhanh", "HEAD")
    kept.git(
        "clone", "-q", "--depth", "1", "--branch", "nhanh", f"file://{kept.folder}", str(tmp_path / "can")
    )
    with pytest.raises(Invalid, match="git fetch --unshallow"):
        review(f"{old}..HEAD", tmp_path / "can/content", DAY)


def test_a_file_whose_bytes_the_repository_lacks_is_named_and_stops_no_other(
    kept: Kept, tmp_path: Path
) -> None:
    copy = tmp_path / "ban-sao"
    shutil.copytree(kept.folder, copy)
    one = Kept.__new__(Kept)
    one.folder, one.content = copy, copy / "content"
    one.edit(FILE, "amount: 50000", "amount: 70000")
    one.edit("procedures/ho-tich/dang-ky-khac.md", "3 working_days", "4 working_days")
    id = one.git("rev-parse", f"HEAD:content/{FILE}").strip()
    (copy / ".git/objects" / id[:2] / id[2:]).unlink()
    made = one.review("HEAD")
    told = {Path(found.path).name: found for found in made.services}
    assert told["dang-ky-thu.md"].fate is Fate.UNREADABLE
    assert "thiếu tệp ấy" in told["dang-ky-thu.md"].old_faults[0].message
    assert told["dang-ky-khac.md"].brief == "thời hạn 3 → 4 ngày làm việc"


def test_one_revision_alone_is_held_against_the_working_tree(kept: Kept) -> None:
    kept.edit(FILE, "amount: 50000", "amount: 70000")
    kept.write("procedures/ho-tich/moi.md", OTHER.replace("1.009998", "1.009990").replace("khác", "mới"))
    made = kept.review("HEAD")
    assert made.after == "thư mục làm việc"
    assert {(one.slug, one.fate) for one in made.services} == {
        ("dang-ky-thu", Fate.CHANGED),
        ("moi", Fate.ADDED),
    }


def test_three_dots_leave_out_what_the_other_branch_did(kept: Kept) -> None:
    kept.git("checkout", "-q", "-B", "cua-toi", "base")
    kept.changed("amount: 50000", "amount: 70000")
    kept.git("checkout", "-q", "-B", "cua-ho", "base")
    kept.edit("procedures/ho-tich/dang-ky-khac.md", "3 working_days", "4 working_days")
    kept.commit()
    assert [one.slug for one in kept.review("cua-ho...cua-toi").services] == ["dang-ky-thu"]
    assert len(kept.review("cua-ho..cua-toi").services) == 2


def test_histories_without_a_common_beginning(kept: Kept) -> None:
    kept.git("checkout", "-q", "--orphan", "khac-goc")
    kept.commit("another beginning")
    with pytest.raises(Invalid, match="không có gốc chung"):
        kept.review("base...HEAD")


def test_a_renamed_file_is_the_same_service_with_another_address(kept: Kept) -> None:
    kept.git("mv", f"content/{FILE}", "content/procedures/ho-tich/dang-ky-that.md")
    kept.edit("procedures/ho-tich/dang-ky-that.md", "amount: 50000", "amount: 70000")
    kept.commit()
    (one,) = kept.review().services
    assert one.old_path == f"content/{FILE}" and one.path.endswith("dang-ky-that.md")
    assert [change.text for change in one.changes] == [
        "Địa chỉ trang: /thu-tuc/dang-ky-thu/ → /thu-tuc/dang-ky-that/",
        "Khoản thu “Lệ phí đăng ký”: mức thu: 50.000 đồng → 70.000 đồng",
    ]


def test_a_file_written_anew_under_another_name_is_known_by_its_code(kept: Kept) -> None:
    (kept.content / FILE).unlink()
    kept.write("procedures/cu-tru/khac-han.md", OTHER.replace("1.009998", "1.009999"))
    kept.commit()
    (one,) = kept.review().services
    assert (one.old_path, one.slug) == (f"content/{FILE}", "khac-han")


def test_two_procedures_that_read_alike_are_not_taken_for_one(kept: Kept) -> None:
    (kept.content / FILE).unlink()
    kept.write("procedures/ho-tich/giong.md", BASE.replace("1.009999", "1.009991"))
    kept.commit()
    assert {(one.slug, one.fate) for one in kept.review().services} == {
        ("dang-ky-thu", Fate.REMOVED),
        ("giong", Fate.ADDED),
    }


def test_another_folder_means_nothing(kept: Kept) -> None:
    (kept.content / "procedures/cu-tru").mkdir(parents=True)
    kept.git("mv", f"content/{FILE}", "content/procedures/cu-tru/dang-ky-thu.md")
    kept.commit()
    made = kept.review()
    (one,) = made.services
    assert one.fate is Fate.SAME and one.old_path == f"content/{FILE}" and not made.pages.own


def test_a_translation_is_told_as_another_file_and_broken_by_nothing(kept: Kept) -> None:
    name = FILE.replace(".md", ".en.md")
    (kept.content / name).write_text("---\ntitle: A trial\n---\nIn English.\n")
    kept.commit()
    made = kept.review()
    assert not made.services and not made.broken
    assert [(one.path, one.fate) for one in made.others] == [(f"content/{name}", Fate.ADDED)]


def test_a_broken_new_file_is_named_by_line_and_the_rest_is_reviewed(kept: Kept) -> None:
    kept.edit(FILE, "amount: 50000", "amount: nhiều")
    kept.edit("procedures/ho-tich/dang-ky-khac.md", "3 working_days", "4 working_days")
    kept.commit()
    made = kept.review()
    told = {one.slug: one for one in made.services}
    (fault,) = told["dang-ky-thu"].faults
    assert (fault.path, fault.where, fault.line > 1) == (f"content/{FILE}", "fees[0].amount", True)
    assert told["dang-ky-khac"].brief == "thời hạn 3 → 4 ngày làm việc" and made.broken
    assert f"content/{FILE}:{fault.line}: lỗi: fees[0].amount" in " ".join(as_text(made).split())


def test_a_mended_file_is_no_fault(kept: Kept) -> None:
    kept.edit(FILE, "amount: 50000", "amount: nhiều")
    kept.commit()
    kept.edit(FILE, "amount: nhiều", "amount: 50000")
    kept.commit()
    made = kept.review("HEAD~1..HEAD")
    (one,) = made.services
    assert one.fate is Fate.UNREADABLE and one.old_faults and not one.faults and not made.broken
    assert one.brief == "bản cũ không đọc được, nên không so được"


def test_a_file_of_a_later_declaration_says_so(kept: Kept) -> None:
    one = kept.changed("title:", "schema_version: 2\ntitle:")
    assert "“schema_version” phải là số từ 1 đến 1; tệp này ghi “2”" in one.faults[0].message


def test_a_service_that_came_and_one_that_went(kept: Kept) -> None:
    kept.git("rm", "-q", f"content/{FILE}")
    kept.write("processes/viec.md", "hỏng")
    kept.commit()
    told = {one.slug: one for one in kept.review().services}
    assert told["dang-ky-thu"].brief.lower() == "bỏ tệp của “đăng ký thử”"
    assert told["viec"].fate is Fate.UNREADABLE and told["viec"].process


def test_a_name_that_would_move_the_cursor_does_not(kept: Kept) -> None:
    kept.write("news/\x1b[31mđỏ.md", "x")
    kept.commit()
    assert "\x1b" not in as_text(kept.review()) and "news/" in as_text(kept.review())


def test_the_form_of_a_paper_names_the_procedures_that_use_it(kept: Kept) -> None:
    kept.edit(FILE, "Đơn đăng ký,", "Đơn đăng ký, template: don.docx,")
    kept.write("forms/don.docx", "x")
    kept.commit()
    kept.write("forms/don.docx", "y")
    kept.commit()
    (other,) = kept.review("HEAD~1..HEAD").others
    assert (other.path, other.named_by) == ("content/forms/don.docx", ("dang-ky-thu",))


def test_git_that_fails_is_quoted(kept: Kept) -> None:
    with pytest.raises(MotcuaError, match="git báo lỗi"):
        Repository(kept.content).files("0" * 40, "content")
