"""Anybody checks a file on the page, by machine, or at the command line, and nothing of it is kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from functions.bootstrap import World
from functions.entrypoints.gateway import Gateway
from tests.documents.conftest import AGENCY, PERSON, ROOT, plain, subject, typesetter
from tests.documents.forged import flipped, repainted
from tests.entrypoints.browsing import Visitor
from tests.entrypoints.conftest import built, clock, visitor, world

__all__ = ["built", "clock", "plain", "subject", "typesetter", "visitor", "world"]

URL = "/kiem-tra-chu-ky"
JSON = "application/json"


@pytest.fixture
def signed(world: World, plain: bytes) -> bytes:
    return world.signer.sign(world.signer.sign(plain, PERSON, "Ký kết quả"), AGENCY, "Phát hành")


def kept(world: World) -> dict[Path, bytes]:
    """Everything below the installation's folder, save the counters of the database."""
    files = (path for path in world.settings.state.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if "sqlite3" not in path.name}


def test_the_page_asks_for_a_file_and_says_its_limits(visitor: Visitor) -> None:
    page = visitor.get(URL)
    assert page.status == 200
    assert "nhỏ hơn 20 MB. Cổng không giữ lại tệp." in page.words
    assert 'enctype="multipart/form-data"' in page.text and 'aria-current="page"' in page.text


def test_a_test_signature_is_told_in_plain_words(visitor: Visitor, signed: bytes) -> None:
    page = visitor.upload(URL, {}, [("tep", "Giấy xác nhận.pdf", signed)])
    assert page.status == 200
    assert "<title>Chữ ký thử nghiệm, không có giá trị pháp lý - " in page.text
    for said in (
        "Nội dung không bị sửa sau khi ký, nhưng tệp này ký bằng chứng thư thử.",
        "1, cá nhân Lê Văn Bình , Phó Chủ tịch, Ủy ban nhân dân phường Cẩm Thành",
        "2, cơ quan Ủy ban nhân dân phường Cẩm Thành",
        "09/06/2026 08:30:00",
        "Có dấu thời gian tin cậy",
        "Đừng dùng tệp này để giao dịch",
        "Tệp “Giấy xác nhận.pdf”",
    ):
        assert said in page.words, said


@pytest.mark.parametrize("forge", [repainted, flipped])
def test_a_changed_file_is_told_with_what_to_do(forge: object, visitor: Visitor, signed: bytes) -> None:
    assert callable(forge)
    page = visitor.upload(URL, {}, [("tep", "a.pdf", forge(signed))])
    assert page.status == 200 and "seal--bad" in page.text
    assert "Tệp đã bị sửa sau khi ký lúc 08:30 ngày 09/06/2026." in page.words
    assert "Không đạt: Nội dung đã bị sửa sau khi ký" in page.words
    assert "Tải lại tệp gốc từ cổng rồi kiểm tra lần nữa." in page.words


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Chọn tệp PDF cần kiểm tra"),
        ([("khac", "a.pdf", b"%PDF-1.7")], "Chọn tệp PDF cần kiểm tra"),
        ([("tep", "a.pdf", b"")], "Tệp này rỗng (0 byte)"),
        ([("tep", "a.pdf", b"<script>alert(1)</script>")], "Tệp này không phải PDF"),
    ],
    ids=["none", "another field", "empty", "no pdf"],
)
def test_a_wrong_file_is_told_at_its_field(
    files: list[tuple[str, str, bytes]], said: str, visitor: Visitor
) -> None:
    page = visitor.upload(URL, {"x": ["1"]}, files)
    assert page.status == 422 and said in page.words
    assert 'href="#f-tep"' in page.text and 'aria-invalid="true"' in page.text
    assert "<title>Lỗi:" in page.text


def test_names_of_files_and_signers_are_shown_as_text(visitor: Visitor, world: World, plain: bytes) -> None:
    from functions.ports import Signatory

    hostile = Signatory("person", "x", "<img src=x onerror=alert(1)>", "<b>Chủ tịch</b>")
    pdf = world.signer.sign(plain, hostile, "<script>")
    page = visitor.upload(URL, {}, [("tep", "<svg onload=1>.pdf", pdf)])
    assert "<img" not in page.text and "<b>Chủ" not in page.text and "<svg onload" not in page.text
    assert "<img src=x onerror=alert(1)>" in page.words


def test_machines_get_the_facts_as_json(visitor: Visitor, signed: bytes) -> None:
    answer = visitor.ask("POST", URL, signed, "application/pdf", JSON)
    assert (answer.status, answer.json["verdict"]) == (200, "test")
    first, second = answer.json["signatures"]
    assert (first["kind"], first["signer"], first["stamp"]) == ("person", "Lê Văn Bình", "good")
    assert second["covers_all"] and second["intact"] and second["trust"] == "test"
    form = visitor.upload(URL, {}, [("tep", "a.pdf", repainted(signed))], accept=JSON)
    assert form.json["verdict"] == "invalid" and form.json["changed_after"] == "co-quan"
    wrong = visitor.ask("POST", URL, b"khong phai", "application/pdf", JSON)
    assert wrong.status == 422 and wrong.json["faults"][0]["code"] == "unreadable"


def test_nothing_that_was_uploaded_is_kept(visitor: Visitor, world: World, signed: bytes) -> None:
    before = kept(world)
    visitor.upload(URL, {}, [("tep", "Giấy của Lê Văn Bình.pdf", signed)])
    visitor.upload(URL, {}, [("tep", "a.pdf", b"khong phai PDF")])
    assert kept(world) == before
    database = b"".join(path.read_bytes() for path in world.settings.state.glob("*.sqlite3*"))
    assert "Bình".encode() not in database and b"192.0.2.7" not in database


def test_one_address_may_ask_so_often_and_no_more(visitor: Visitor, world: World, plain: bytes) -> None:
    most = world.settings.checks_per_minute
    seen = [visitor.upload(URL, {}, [("tep", "a.pdf", plain)]).status for _n in range(most + 1)]
    assert seen == [200] * most + [429]
    other = Visitor(visitor.gateway, address="198.51.100.9")
    assert other.upload(URL, {}, [("tep", "a.pdf", plain)]).status == 200


def test_a_file_over_the_limit_is_told_its_size(world: World) -> None:
    from app import app

    roomy = Visitor(Gateway(app, world.settings.build / "www", 25 * 2**20))
    page = roomy.upload(URL, {}, [("tep", "lon.pdf", b"%PDF-1.7\n" + bytes(21 * 2**20))])
    assert page.status == 422 and "Tệp này 21,0 MB, lớn hơn 20 MB" in page.words


def motcua(world: World, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "MOTCUA_STATE": str(world.settings.state), "MOTCUA_BUILD": "/nowhere"}
    program = "from functions.entrypoints.cli import main; main()"
    command = [sys.executable, "-c", program, "verify", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, cwd=ROOT)


def test_the_command_tells_the_same_and_exits_by_it(world: World, signed: bytes, tmp_path: Path) -> None:
    good, bad, text = tmp_path / "tot.pdf", tmp_path / "xau.pdf", tmp_path / "chu.txt"
    good.write_bytes(signed)
    bad.write_bytes(repainted(signed))
    text.write_text("không phải PDF")
    done = motcua(world, str(good))
    assert done.returncode == 0, done.stderr
    assert "Chữ ký thử nghiệm" in done.stdout and "1. cá nhân: Lê Văn Bình, Phó Chủ tịch" in done.stdout
    done = motcua(world, str(good), str(bad), str(text), str(tmp_path / "thieu.pdf"))
    assert done.returncode == 1
    assert f"{bad}: Không xác thực được chữ ký" in done.stdout
    assert f"{text}: Tệp này không phải PDF" in done.stdout
    assert "thieu.pdf: Không đọc được tệp" in done.stdout
    assert "Traceback" not in done.stderr
    lines = motcua(world, "--json", str(good), str(text)).stdout.splitlines()
    assert [json.loads(line)["verdict"] for line in lines] == ["test", "unreadable"]
    assert motcua(world).returncode == 2
