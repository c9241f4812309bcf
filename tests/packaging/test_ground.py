"""The ground on which everything stands: locks, fences, targets and the command line."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest
import yaml

from functions.domain.errors import Fault, Invalid, StoreUnavailable
from functions.entrypoints import cli

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
LOCKS = [*sorted((ROOT / "requirements").glob("*.txt")), ROOT / "requirements.txt"]
WANTS = sorted((ROOT / "requirements").glob("*.in"))


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, **environment}, check=False
    )


def lines_of(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line and not line.startswith(("#", "-"))]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_lock_names_versions_and_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text()
    assert not re.search(r"https?://|file:|--index|--find-links|--trusted-host", text)
    pins = [line for line in lines_of(lock) if not line.startswith(" ")]
    assert pins
    assert all(re.fullmatch(r"[a-z0-9.-]+==\S+ \\", pin) for pin in pins)
    assert text.count("--hash=sha256:") >= len(pins)


def test_the_npm_lock_names_no_address() -> None:
    assert "http" not in (ROOT / "package-lock.json").read_text()


@pytest.mark.parametrize("wants", WANTS, ids=lambda path: path.name)
def test_every_dependency_says_why_it_is_here_and_is_locked(wants: Path) -> None:
    locked = set(re.findall(r"^([a-z0-9.-]+)==", wants.with_suffix(".txt").read_text(), re.MULTILINE))
    for line in lines_of(wants):
        requirement, _, reason = line.partition("  # ")
        assert reason.strip(), f"{wants.name}: {requirement} has no reason"
        name = re.split(r"[\[<>=!~ ]", requirement, maxsplit=1)[0]
        assert re.sub(r"[-_.]+", "-", name).lower() in locked, f"{name} is not in the lock: run make lock"


def test_the_handbook_shows_the_reasons_of_today() -> None:
    shown = (ROOT / "content/handbook/engineering/dependencies.md").read_text()
    written = run(
        sys.executable,
        "-c",
        "import runpy; print(runpy.run_path('requirements/reasons.py')['page'](), end='')",
    )
    assert written.stdout == shown


def test_what_goes_to_lambda_is_what_was_tested_less_the_frame() -> None:
    def pins(path: Path) -> set[str]:
        return set(re.findall(r"^\S+==\S+", path.read_text(), re.MULTILINE))

    packaged, tested = pins(ROOT / "requirements.txt"), pins(ROOT / "requirements/functions.txt")
    assert packaged < tested
    assert not {"chalice", "pip", "setuptools"} & {pin.split("==")[0] for pin in packaged}


def test_the_rooms_are_fenced() -> None:
    answer = run(str(BIN / "lint-imports"), "--no-cache")
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_app_imports_only_the_frame_and_our_doors() -> None:
    """``app.py`` is a lone module, which the fences cannot see."""
    tree = ast.parse((ROOT / "app.py").read_text())
    found = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    found |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    strange = [
        name
        for name in found
        if name.split(".")[0] not in sys.stdlib_module_names | {"chalice"}
        and not name.startswith(("functions.entrypoints", "functions.bootstrap"))
        and name != "functions"  # what a cold start is spared
    ]
    assert strange == []


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for folder in ("functions", "site/publisher")
        for path in (ROOT / folder).rglob("*.py")
        if (count := len(path.read_text().splitlines())) > 400
    }
    assert long == {}


@pytest.mark.skipif(shutil.which("make") is None, reason="make is missing")
def test_make_alone_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    declared = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert declared
    shown = run("make", MAKEFLAGS="", MAKELEVEL="").stdout
    assert re.findall(r"^  make (\S+)", shown, re.MULTILINE) == declared[1].split()


def test_both_packages_are_importable_from_anywhere(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", "import functions, publisher, site; print(site.getsitepackages()[0])"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr


def test_help_lists_every_command_in_one_line_each_and_exits_0() -> None:
    answer = run(str(BIN / "motcua"), "--help")
    assert answer.returncode == 0, answer.stderr
    for point in entry_points(group=cli.GROUP):
        assert re.search(rf"^  {point.name}  +\S", answer.stdout, re.MULTILINE), point.name


@pytest.mark.parametrize("name", sorted(point.name for point in entry_points(group=cli.GROUP)))
def test_every_command_is_there_and_explains_itself(name: str) -> None:
    answer = run(str(BIN / "motcua"), name, "--help")
    assert answer.returncode == 0, answer.stderr
    assert f"motcua {name}" in answer.stdout


def test_the_version_is_told() -> None:
    assert re.search(r"\d+\.\d+\.\d+", run(str(BIN / "motcua"), "--version").stdout)


def test_an_unknown_command_is_wrong_usage() -> None:
    assert run(str(BIN / "motcua"), "no-such-command").returncode == 2


def test_calling_one_command_imports_no_other() -> None:
    program = (
        "import sys\nfrom functions.entrypoints import cli\n"
        "print([name for name in sys.modules if 'commands' in name or name.startswith('publisher')])"
    )
    assert run(sys.executable, "-c", program).stdout.strip() == "[]"


def test_our_errors_become_sentences_and_exit_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = Invalid("Tệp chưa đúng.", [Fault("fees[0].amount", "wrong", "Số tiền phải là số nguyên.")])

    @click.command()
    def command() -> None:
        raise error

    monkeypatch.setattr(cli, "load", lambda point: command)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["check"])
    told = capsys.readouterr()
    assert stopped.value.code == 1
    assert "Tệp chưa đúng." in told.err
    assert "fees[0].amount: Số tiền phải là số nguyên." in told.err
    assert "Traceback" not in told.err
    assert told.out == ""


def test_an_error_that_may_pass_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    cli.report(StoreUnavailable("Kho dữ liệu chưa trả lời."))
    assert "thử lại" in capsys.readouterr().err


def test_a_skipped_test_fails_where_none_may_be_skipped(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests/conftest.py", tmp_path)
    (tmp_path / "test_lazy.py").write_text("import pytest\ndef test_a():\n    pytest.skip('no scanner')\n")
    (tmp_path / "test_absent.py").write_text("import pytest\npytest.skip('gone', allow_module_level=True)\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    lenient = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    strict = subprocess.run(
        [*command, "--no-skips", "--continue-on-collection-errors"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "2 skipped" in lenient.stdout
    assert strict.returncode == 1, strict.stdout
    assert "no scanner" in strict.stdout
    assert "gone" in strict.stdout


def test_publiccode_carries_what_the_standard_demands() -> None:
    card = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    demanded = "publiccodeYmlVersion name url platforms developmentStatus softwareType description legal"
    assert {*demanded.split(), "maintenance", "localisation", "categories", "releaseDate"} <= set(card)
    for words in card["description"].values():
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]


def test_the_licence_is_whole_and_named_alike_everywhere() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert yaml.safe_load((ROOT / "publiccode.yml").read_text())["legal"]["license"] == "AGPL-3.0-or-later"
    assert 'license = "AGPL-3.0-or-later"' in (ROOT / "pyproject.toml").read_text()


def test_every_word_of_the_glossary_is_a_class() -> None:
    rows = re.findall(
        r"^\|[^|]+\| `(\w+)` \|", (ROOT / "content/handbook/thuat-ngu.md").read_text(), re.MULTILINE
    )
    classes = {
        node.name
        for path in (ROOT / "functions").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    }
    assert len(rows) > 25
    assert [word for word in rows if word not in classes] == []
