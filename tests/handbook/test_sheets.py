"""Each published service has its controlled ISO sheet, and the sheet says nothing that nobody knows."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from functions.domain.compile import content_hash
from functions.domain.declaration import Procedure, Publication
from publisher.catalogue import Content, load
from publisher.commands.check import today
from publisher.handbook.history import History, histories
from publisher.handbook.sheet import Sheet, sheet_page
from tests.handbook.conftest import ROOT

PARTS = [
    "1. Mục đích",
    "2. Phạm vi",
    "3. Tài liệu viện dẫn",
    "4. Định nghĩa",
    "5. Nội dung",
    "6. Biểu mẫu",
    "7. Hồ sơ lưu",
]
BIRTH = "content/procedures/ho-tich/dang-ky-khai-sinh.md"


def written(content: Content, path: str, history: History | None = None) -> str:
    service = content.pages[path].service
    return sheet_page(Sheet(service, content_hash(service), path, history), content.reference)


def test_every_published_service_has_one_with_all_its_parts(sources: Path, content: Content) -> None:
    folder = sources / "handbook-src/quy-trinh"
    for page in content.pages.values():
        service = page.service
        path = folder / service.field / f"{service.slug}.md"
        assert path.exists() == (service.status is Publication.PUBLISHED), path
        if path.exists():
            text = path.read_text(encoding="utf-8")
            assert [part for part in PARTS if f"## {part}" not in text] == []
            assert f"({service.slug}.md)" in (folder / service.field / "index.md").read_text(encoding="utf-8")
            assert f"({service.field}/index.md)" in (folder / "index.md").read_text(encoding="utf-8")


def test_it_states_what_the_declaration_states(content: Content) -> None:
    text, service = written(content, BIRTH), content.pages[BIRTH].service
    assert isinstance(service, Procedure)
    for law in service.legal_basis:
        assert law.number in text and law.name in text
    for paper in service.evidence:
        assert paper.name in text
    for step in service.workflow.steps:
        assert f"**{step.label}**" in text
    assert "8.000 đồng" in text and "trong ngày" in text and "Cán bộ một cửa" in text and "Văn thư" in text
    assert content_hash(service)[:12] in text and service.retention.say() in text


def test_consulted_agencies_stand_with_their_limits(content: Content) -> None:
    text = written(content, next(path for path in content.pages if "xay-dung" in path))
    assert "Lấy ý kiến" in text and "Thời hạn trả lời" in text


def test_an_internal_process_has_no_public_door(content: Content) -> None:
    text = written(content, "content/processes/giao-nhiem-vu.md")
    assert "Người mở việc" in text and "/thu-tuc/" not in text and "Không thu." in text


def test_what_git_does_not_know_is_not_made_up(content: Content) -> None:
    text = written(content, BIRTH)
    assert "chưa được ghi vào lịch sử" in text
    assert re.search(r"\| Người phê duyệt \| chưa ghi nhận \|", text)
    signed = History(3, "abc1234", "Trần Bình", date(2026, 6, 1))
    text = written(content, BIRTH, signed)
    assert "lần sửa 3 (`abc1234`)" in text and "Trần Bình, ngày 01/06/2026" in text
    assert re.search(r"\| Người phê duyệt \| chưa ghi nhận \|", text)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "content")
    git(tmp_path, "commit", "--quiet", "-m", "Bản đầu")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    person = ["-c", "user.name=Trần Bình", "-c", "user.email=binh@example.vn"]
    subprocess.run(["git", "-C", str(folder), *person, *arguments], check=True, capture_output=True)


def test_the_approver_is_who_the_last_commit_names(repository: Path) -> None:
    path = repository / BIRTH
    path.write_text(path.read_text().replace("title: Đăng ký khai sinh", "title: Đăng ký khai sinh cho trẻ"))
    git(repository, "commit", "-am", "Đổi tên\n\nApproved-by: Nguyễn Thị Thu Hà")
    found = histories(repository, ["content/procedures"])[BIRTH]
    assert (found.revisions, found.author, found.approver) == (2, "Trần Bình", "Nguyễn Thị Thu Hà")
    text = written(load(repository / "content", today()), BIRTH, found)
    assert "| Người phê duyệt | Nguyễn Thị Thu Hà |" in text and "lần sửa 2" in text

    path.write_text(path.read_text().replace("cho trẻ", "cho trẻ em"))
    git(repository, "commit", "-am", "Đổi nữa, chưa ai duyệt")
    assert histories(repository, ["content/procedures"])[BIRTH].approver == ""


def test_a_change_that_is_not_committed_is_said(repository: Path) -> None:
    (repository / BIRTH).write_text((repository / BIRTH).read_text() + "\nThêm một dòng.\n")
    found = histories(repository, ["content/procedures"])
    assert found[BIRTH].changed and sum(one.changed for one in found.values()) == 1
    assert "chưa được ghi nhận" in written(load(repository / "content", today()), BIRTH, found[BIRTH])


def test_without_git_nothing_is_known(tmp_path: Path) -> None:
    assert histories(tmp_path, ["content"]) == {}


def test_words_of_a_declaration_stay_words(content: Content) -> None:
    service = content.pages[BIRTH].service
    odd = service.model_copy(
        update={"title": 'A | <script>alert("x")</script> [b](c) *d*', "summary": "| a |\n# b"}
    )
    text = sheet_page(Sheet(odd, "0" * 64, BIRTH, None), content.reference)
    body = text.split("---\n", 2)[2]
    assert "<script" not in body and "[b](c)" not in body and "\n# b" not in body
