"""``LANGUAGE=en``: commands speak English, and find the same; what they write for others stays Vietnamese."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.i18n.interface import ROOT, VIETNAMESE

PROGRAM = "from functions.entrypoints.cli import main; main()"


def called(*given: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *given],
        cwd=ROOT,
        env={**os.environ, "LANGUAGE": language},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_is_english() -> None:
    said = called("--help").stdout
    assert "Check the service files" in said and not VIETNAMESE.search(said)


def test_the_check_finds_the_same_in_both_languages() -> None:
    ours, theirs = called("check", language="vi"), called("check")
    assert ours.returncode == theirs.returncode == 0
    assert len(ours.stdout.splitlines()) == len(theirs.stdout.splitlines())
    assert "0 errors" in theirs.stdout and "0 lỗi" in ours.stdout


def test_a_new_file_is_vietnamese_whoever_asks_for_it(tmp_path: Path) -> None:
    assert not VIETNAMESE.search(called("new", "--help").stdout)
    shutil.copytree(ROOT / "content" / "reference", tmp_path / "reference")
    given = ("new", "thu", "--title", "Thử", "--code", "NB.THU.001", "--content", str(tmp_path))
    assert called(*given).returncode == 0
    (made,) = tmp_path.rglob("thu.md")
    assert "Viết ở đây bằng lời thường" in made.read_text()


def test_other_languages_are_not_promised() -> None:
    assert called("check", language="fr").stdout == called("check", language="").stdout
