"""Everything that people read is there in English, and says the same with the same gaps."""

from __future__ import annotations

import gettext
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo

from functions.rendering.language import translations as spoken
from tests.i18n.interface import MO, ROOT, VIETNAMESE, english, extracted, fields, translations


def test_every_sentence_has_english() -> None:
    known = {one for one, said in translations() if all(said)}
    lacking = {one: sorted(files)[0] for one, files in extracted().items() if one not in known}
    assert not lacking, "no English in locale/en (make messages lists them)"


def test_the_english_keeps_every_gap() -> None:
    wrong = {one: said for one, said in translations() if any(s and fields(s) != fields(one) for s in said)}
    assert not wrong


def test_the_english_is_english() -> None:
    """Vietnamese names of papers stand in brackets beside their English."""
    for one, said in translations():
        for text in said:
            bare = text.partition("(")[0] if "(" in text else text
            assert not VIETNAMESE.search(re.sub(r"đồng|\bđ\b|{[^}]*}", "", bare)), one


def test_nothing_is_translated_that_nobody_says_any_more() -> None:
    said = extracted().keys() | {"Cổng dịch vụ công"}  # that one stands in pelicanconf.py
    assert {one for one, _said in translations()} <= said


def test_what_gettext_reads_is_what_people_wrote() -> None:
    packed = io.BytesIO()
    write_mo(packed, english())
    packed.seek(0)
    assert MO.exists(), "make setup compiles it"
    compiled, written = spoken("en"), gettext.GNUTranslations(packed)
    for one, _said in translations():
        assert compiled.gettext(one) == written.gettext(one)


@pytest.mark.slow
def test_the_words_travel_with_the_package(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    copied = tmp_path / "source"
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in [*names.splitlines(), str(MO.relative_to(ROOT))]:
        if name.startswith(("functions/", "site/", "requirements/", "pyproject", "README", "LICENSE")):
            (copied / name).parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).exists():
                (copied / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run([*command, "--wheel-dir", str(tmp_path), str(copied)], check=True)
    [wheel] = tmp_path.glob("*.whl")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(wheel), str(tmp_path / "apart")], check=True)
    assert any(name.endswith("motcua.mo") for name in zipfile.ZipFile(wheel).namelist())
    program = (
        "import functions.rendering.language as one\n"
        "print(one.__file__); print(one.translations('en').gettext('Thoát'))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path / "apart",
        env={"PYTHONPATH": str(tmp_path / "apart")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split("\n")[0].startswith(str(tmp_path / "apart"))
    assert answer.stdout.split("\n")[1] == "Sign out"
