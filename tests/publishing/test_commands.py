"""The editors' commands: what they print, and with which status they end."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from functions.domain.errors import Invalid
from publisher.commands import build, check, new
from tests.publishing.conftest import TEN_LINES


def _run(command: object, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)  # type: ignore[arg-type]


def test_check_prints_file_line_key_and_sentence_and_counts(content: Path) -> None:
    path = content / "procedures/ho-tich/thu.md"
    path.write_text(TEN_LINES.replace("field:", "titel: x\nfield:"), encoding="utf-8")
    result = _run(check.command, "--content", str(content))
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0].startswith("content/procedures/ho-tich/thu.md:4: lỗi: titel: Không có khóa “titel”")
    assert lines[-1] == "0 dịch vụ đọc được, 1 lỗi, 0 nhắc nhở."


def test_check_ends_well_on_warnings_alone(content: Path) -> None:
    (content / "procedures/ho-tich/thu.md").write_text(TEN_LINES, encoding="utf-8")
    result = _run(check.command, "--content", str(content))
    assert result.exit_code == 0
    assert "nhắc: legal_basis" in result.output and "1 dịch vụ đọc được, 0 lỗi" in result.output


def test_check_of_one_file_is_silent_about_others(content: Path) -> None:
    good, bad = content / "procedures/ho-tich/tot.md", content / "procedures/ho-tich/hong.md"
    good.write_text(TEN_LINES, encoding="utf-8")
    bad.write_text("---\n", encoding="utf-8")
    assert _run(check.command, "--content", str(content), str(good)).exit_code == 0
    assert _run(check.command, "--content", str(content), str(bad)).exit_code == 1
    assert _run(check.command, "--content", str(content)).exit_code == 1


def test_check_reports_broken_reference_data_instead_of_failing(content: Path) -> None:
    (content / "reference/portal.yml").write_text("name: x\n", encoding="utf-8")
    result = _run(check.command, "--content", str(content))
    assert result.exit_code == 1
    assert "content/reference/portal.yml:1: lỗi: province" in result.output


def test_new_writes_ten_lines_that_pass(content: Path) -> None:
    given = ("dang-ky-moi", "--title", 'Đăng ký: "mới"', "--code", "1.000999", "--content", str(content))
    result = _run(new.command, *given)
    assert result.exit_code == 0, result.output
    text = (content / "procedures/ho-tich/dang-ky-moi.md").read_text(encoding="utf-8")
    assert text.count("\n") == 10
    assert _run(check.command, "--content", str(content)).exit_code == 0


def test_new_overwrites_nothing_and_repeats_no_code(content: Path) -> None:
    path = content / "procedures/ho-tich/thu.md"
    path.write_text(TEN_LINES, encoding="utf-8")
    same_name = _run(new.command, "thu", "--title", "x", "--code", "1.000999", "--content", str(content))
    same_code = _run(new.command, "moi", "--title", "x", "--code", "1.004873", "--content", str(content))
    assert isinstance(same_name.exception, Invalid) and isinstance(same_code.exception, Invalid)
    assert path.read_text(encoding="utf-8") == TEN_LINES
    assert not (content / "procedures/ho-tich/moi.md").exists()


def test_new_says_everything_that_is_wrong_with_what_it_was_given(content: Path) -> None:
    given = ("Tên Sai", "--title", "x", "--code", "12", "--field", "khong", "--time-limit", "3")
    result = _run(new.command, *given, "--content", str(content))
    assert isinstance(result.exception, Invalid)
    assert {fault.where for fault in result.exception.faults} == {"SLUG", "--code", "--field", "--time-limit"}
    assert not (content / "procedures/khong").exists()


def test_build_ends_with_one_and_publishes_nothing_when_a_file_is_broken(
    content: Path, tmp_path: Path
) -> None:
    (content / "procedures/ho-tich/hong.md").write_text("---\ncode: 1\n---\n", encoding="utf-8")
    result = _run(build.command, "--content", str(content), "--output", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "hong.md:2: lỗi: code" in result.output
    assert not (tmp_path / "out/www").exists()
