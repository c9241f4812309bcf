"""The door to the repository: who may pass, what it gives, what it refuses, and what it leaves behind."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest

from functions.domain.errors import Invalid, Refused
from publisher.commands.check import judged
from publisher.editor.configuration import BASE, DOOR
from publisher.editor.door import Door
from publisher.editor.form_data import parted
from publisher.editor.repository import Author, Repository
from publisher.editor.server import PAGE, Server
from publisher.front_matter import read_document

from .conftest import NAME, SERVICE, git

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def door(repository: Path) -> Door:
    content = repository / "content"
    return Door(
        content,
        Repository(repository),
        Author("Lê Thị Lan", "lan@example.vn"),
        lambda paths: judged(content, paths)[0],
    )


def opened(door: Door, name: str = NAME) -> dict[str, Any]:
    """A file as a form holds it."""
    data, _body = parted(door.answer("getEntry", {"path": name})["data"])
    return data


def save(door: Door, data: dict[str, Any], name: str = NAME, body: str = "Lời.\n") -> None:
    raw = f"---\n{json.dumps(data, ensure_ascii=False)}\n---\n{body}"
    door.answer(
        "persistEntry",
        {"dataFiles": [{"path": name, "raw": raw}], "assets": [], "options": {"commitMessage": "Sửa"}},
    )


def commits(root: Path) -> int:
    return int(git(root, "rev-list", "--count", "HEAD"))


def test_a_form_may_be_saved_again_and_again(door: Door, repository: Path) -> None:
    form = opened(door)
    for n in (4, 5):
        save(door, form | {"time_limit": f"{n} working_days"})
    assert commits(repository) == 3
    assert read_document(repository / NAME).data["time_limit"] == "5 working_days"


def test_the_form_s_own_mark_never_reaches_the_file(door: Door, repository: Path) -> None:
    save(door, opened(door) | {"time_limit": "4 working_days"})
    assert BASE not in (repository / NAME).read_text(encoding="utf-8")


def test_saving_what_did_not_change_commits_nothing(door: Door, repository: Path) -> None:
    save(door, opened(door), body=SERVICE.rsplit("---\n", 1)[1])
    assert commits(repository) == 1 and (repository / NAME).read_text(encoding="utf-8") == SERVICE


def test_of_two_editors_the_second_is_told_and_nothing_of_the_first_is_lost(
    door: Door, repository: Path
) -> None:
    first, second = opened(door), opened(door)
    save(door, first | {"title": "Tên của người thứ nhất"})
    with pytest.raises(Refused, match="người khác sửa"):
        save(door, second | {"title": "Tên của người thứ hai"})
    assert read_document(repository / NAME).data["title"] == "Tên của người thứ nhất"


def test_work_that_somebody_has_not_committed_is_neither_taken_along_nor_lost(
    door: Door, repository: Path
) -> None:
    other = SERVICE.replace("3 working_days", "7 working_days")
    (repository / NAME).write_text(other, encoding="utf-8")
    with pytest.raises(Refused, match="chưa ghi vào kho"):
        save(door, opened(door) | {"title": "Tên mới"})
    assert (repository / NAME).read_text(encoding="utf-8") == other and commits(repository) == 1


def test_other_people_s_staged_files_stay_out_of_the_commit(door: Door, repository: Path) -> None:
    (repository / "ghi-chu.txt").write_text("của người khác", encoding="utf-8")
    git(repository, "add", "ghi-chu.txt")
    save(door, opened(door) | {"title": "Tên mới"})
    assert git(repository, "show", "--name-only", "--format=", "HEAD").split() == [NAME]
    assert git(repository, "status", "--porcelain").strip() == "A  ghi-chu.txt"


def test_what_check_refuses_is_told_and_put_back(door: Door, repository: Path) -> None:
    for wrong, said in (({"authority": "khong_co"}, "khong_co"), ({"title": "Nộp bổ xung"}, "bổ sung")):
        with pytest.raises(Refused, match=said):
            save(door, opened(door) | wrong)
    assert (repository / NAME).read_text(encoding="utf-8") == SERVICE and git(
        repository, "status", "--porcelain"
    ) == ""


def test_a_hook_of_the_repository_that_refuses_leaves_the_file_as_it_was(
    door: Door, repository: Path
) -> None:
    hook = repository / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\necho 'Phải có người duyệt' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    with pytest.raises(Refused, match="Phải có người duyệt"):
        save(door, opened(door) | {"title": "Tên mới"})
    assert (repository / NAME).read_text(encoding="utf-8") == SERVICE and git(
        repository, "status", "--porcelain"
    ) == ""


def test_a_new_procedure_becomes_a_file_that_passes_check(door: Door, repository: Path) -> None:
    name = "content/procedures/ho-tich/cap-ban-sao.md"
    data = {
        "code": "2.000635",
        "title": "Cấp bản sao",
        "field": "ho-tich",
        "authority": "ubnd_xa",
        "time_limit": "same_day",
    }
    save(door, data | {"summary": "", "related": [], "output": {"name": ""}}, name)
    assert read_document(repository / name).data == data
    assert not [one for one in judged(repository / "content", [repository / name])[0] if one.level == "error"]


def test_a_refused_new_file_leaves_nothing_behind(door: Door, repository: Path) -> None:
    name = "content/procedures/ho-tich/cap-ban-sao.md"
    with pytest.raises(Refused):
        save(door, {"title": "Thiếu mọi thứ"}, name)
    assert not (repository / name).exists() and git(repository, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    "name",
    [
        "content/reference/portal.yml",
        "content/procedures/../../etc/passwd.md",
        "/etc/passwd",
        "app.py",
        "content/news/Tin Mới.md",
        ".git/config",
        "content/pages/a.md/b.md",
    ],
)
def test_only_files_of_content_are_read_or_written(door: Door, repository: Path, name: str) -> None:
    for action in (lambda: door.answer("getEntry", {"path": name}), lambda: save(door, {"title": "x"}, name)):
        with pytest.raises(Refused):
            action()
    assert git(repository, "status", "--porcelain") == ""


def test_a_link_that_leads_out_of_the_content_is_not_followed(
    door: Door, repository: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (repository / "content" / "pages").mkdir()
    (repository / "content" / "pages" / "ra-ngoai").symlink_to(tmp_path_factory.mktemp("ngoai"))
    with pytest.raises(Refused, match="nằm ngoài"):
        save(door, {"title": "x"}, "content/pages/ra-ngoai/x.md")


def test_a_file_that_cannot_be_read_costs_the_list_no_other_file(door: Door, repository: Path) -> None:
    (repository / "content/procedures/ho-tich/hong.md").write_bytes(b"---\ntitle: \xff\n---\n")
    names = [one["file"]["path"] for one in door.answer("entriesByFolder", {"folder": "content/procedures"})]
    assert names == [NAME]
    with pytest.raises(Invalid):
        door.answer("getEntry", {"path": "content/procedures/ho-tich/hong.md"})


def test_images_are_committed_and_shown_again(door: Door, repository: Path) -> None:
    asset = {
        "path": "content/images/cong.png",
        "content": base64.b64encode(PNG).decode(),
        "encoding": "base64",
    }
    door.answer("persistMedia", {"asset": asset, "options": {"commitMessage": "Thêm hình"}})
    assert (repository / "content/images/cong.png").read_bytes() == PNG and commits(repository) == 2
    assert [one["name"] for one in door.answer("getMedia", {"mediaFolder": "content/images"})] == ["cong.png"]


@pytest.mark.parametrize(
    "asset",
    [
        {"path": "content/images/a.html", "content": "PGI+"},
        {"path": "content/images/../../x.png", "content": "PGI+"},
        {"path": "content/images/a.png", "content": "không phải base64"},
        {"path": "content/images/a.png", "content": "A" * (8 * 2**20)},
    ],
)
def test_what_is_no_image_is_refused(door: Door, repository: Path, asset: dict[str, str]) -> None:
    with pytest.raises(Refused):
        door.answer("persistMedia", {"asset": asset, "options": {}})
    assert git(repository, "status", "--porcelain") == ""


def test_nothing_is_deleted_through_the_door(door: Door) -> None:
    with pytest.raises(Refused):
        door.answer("deleteFiles", {"paths": [NAME], "options": {}})


# The server in front of the door.


class Asked:
    """One request to the server, as WSGI makes it."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def __call__(
        self, path: str, *, method: str = "GET", body: bytes = b"", **more: str
    ) -> tuple[str, dict[str, str], bytes]:
        path, _mark, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "HTTP_HOST": "127.0.0.1:8070",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        } | more
        told: list[Any] = []
        answer = b"".join(self.server(environ, lambda status, headers: told.extend((status, dict(headers)))))
        return told[0], told[1], answer


@pytest.fixture
def ask(door: Door, tmp_path: Path) -> Asked:
    folder = tmp_path / "page"
    folder.mkdir()
    (folder / "index.html").write_text("trang", encoding="utf-8")
    return Asked(Server(folder, door, "bi-mat"))


COOKIE = {"HTTP_COOKIE": "motcua_bien_tap=bi-mat"}
HERE = {"HTTP_ORIGIN": "http://127.0.0.1:8070"}
QUESTION = json.dumps({"action": "getEntry", "params": {"path": NAME}}).encode()


def test_the_printed_link_lets_in_by_a_cookie_that_scripts_cannot_read(ask: Asked) -> None:
    status, headers, _body = ask(f"{PAGE}?ma=bi-mat")
    assert status.startswith("303") and headers["Location"] == PAGE
    assert "HttpOnly" in headers["Set-Cookie"] and "SameSite=Strict" in headers["Set-Cookie"]
    status, headers, body = ask(PAGE, **COOKIE)
    assert status.startswith("200") and body == b"trang"
    assert (
        "default-src 'none'" in headers["Content-Security-Policy"]
        and "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    )


def test_without_the_secret_nobody_sees_or_writes_anything(ask: Asked) -> None:
    assert ask(PAGE)[0].startswith("401") and ask(f"{PAGE}?ma=khac")[0].startswith("403")
    assert ask(DOOR, method="POST", body=QUESTION, **HERE)[0].startswith("401")
    assert ask(DOOR, method="POST", body=QUESTION, HTTP_COOKIE="motcua_bien_tap=sai", **HERE)[0].startswith(
        "401"
    )


def test_other_pages_of_the_same_browser_are_refused(ask: Asked) -> None:
    assert ask(DOOR, method="POST", body=QUESTION, **COOKIE, **HERE)[0].startswith("200")
    for origin in ("http://xau.example", "null", ""):
        assert ask(DOOR, method="POST", body=QUESTION, HTTP_ORIGIN=origin, **COOKIE)[0].startswith("403")
    assert ask(PAGE, **(COOKIE | {"HTTP_HOST": "xau.example:8070"}))[0].startswith("403")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"x"',
        b"{}",
        b"\xff",
        b'{"action": "getEntry", "params": 5}',
        b'{"action":"persistEntry","params":{"dataFiles":[{}]}}',
    ],
)
def test_a_request_that_cannot_be_read_is_answered_in_words(ask: Asked, body: bytes) -> None:
    status, _headers, said = ask(DOOR, method="POST", body=body, **COOKIE, **HERE)
    assert status[:3] in ("400", "422") and json.loads(said)["error"]


def test_files_beside_the_page_are_not_given_out(ask: Asked) -> None:
    for path in (f"{PAGE}../content/reference/portal.yml", "/etc/passwd", f"{PAGE}khong-co.js"):
        assert ask(path, **COOKIE)[0].startswith("404")
