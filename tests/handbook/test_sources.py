"""Generating the handbook's sources: only what changed, all or nothing, and faults that say where."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from functions.domain.errors import Invalid, Refused
from publisher.catalogue import Content
from publisher.handbook.scoped_css import scoped
from publisher.handbook.site_map import settings
from publisher.handbook.sources import make
from tests.handbook.conftest import ROOT, places

FOLDERS = {"sources": "s", "theme": "t", "site": "w"}
BIN = Path(sys.executable).parent


def test_a_second_run_writes_nothing_and_deletes_what_vanished(content: Content, tmp_path: Path) -> None:
    first = make(places(tmp_path), content)
    assert first.written > 50 and first.sheets == len(content.pages)
    (tmp_path / "handbook-src/cu.md").write_text("# Trang đã bỏ")
    second = make(places(tmp_path), content)
    assert (second.written, second.deleted) == (0, 1)


def test_a_broken_service_stops_it_before_anything_is_written(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    broken = tmp_path / "content/procedures/ho-tich/dang-ky-khai-sinh.md"
    broken.write_text(broken.read_text().replace("authority: ubnd_xa", "authority: khong_co", 1))
    done = subprocess.run(
        [
            str(BIN / "motcua"),
            "handbook",
            "--content",
            str(tmp_path / "content"),
            "--output",
            str(tmp_path / "out"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "dang-ky-khai-sinh.md:" in done.stdout and "authority" in done.stdout
    assert not (tmp_path / "out").exists()


def test_a_page_that_the_menu_forgets_joins_its_folder(tmp_path: Path) -> None:
    source = tmp_path / "mkdocs.yml"
    source.write_text("theme: {name: material}\nnav:\n  - A: index.md\n  - B:\n      - C: b/c.md\n")
    made = yaml.safe_load(settings(source, ["index.md", "b/c.md", "b/d.md", "e.md"], FOLDERS))
    assert made["nav"] == [{"A": "index.md"}, {"B": [{"C": "b/c.md"}, "b/d.md"]}, "e.md"]
    assert made["docs_dir"] == "s" and made["site_dir"] == "w" and made["theme"]["custom_dir"] == "t"


def test_a_menu_that_names_a_missing_page_says_which(tmp_path: Path) -> None:
    source = tmp_path / "mkdocs.yml"
    source.write_text("theme: {name: material}\nnav:\n  - A: index.md\n  - B: gone.md\n")
    with pytest.raises(Invalid) as told:
        settings(source, ["index.md"], FOLDERS)
    assert "gone.md" in told.value.faults[0].message


def test_a_written_page_never_hides_a_generated_one(content: Content, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content/handbook", tmp_path / "content/handbook")
    (tmp_path / "content/handbook/tra-cuu").mkdir()
    (tmp_path / "content/handbook/tra-cuu/khoa.md").write_text("# Khóa")
    with pytest.raises(Refused, match=r"tra-cuu/khoa\.md"):
        make(places(tmp_path / "out", content=tmp_path / "content"), content)


def test_the_portals_style_reaches_no_further_than_its_frame() -> None:
    css = """
    /* a { } */ @font-face { font-family: x } :root { --a: 1rem; } html { color: red }
    .mast a, .other a { margin: -.5rem 2rem } body.dark .mast { top: 0 }
    @media (max-width: 40em) { .mast { gap: 1rem } .other { gap: 1rem } }
    """
    made = scoped(css, ".frame", {"mast", "dark"})
    assert ".frame { --a: 0.8rem; }" in made
    assert ".frame .mast a { margin: -0.4rem 1.6rem }" in made
    assert "other" not in made and "font-face" not in made and "@media (max-width: 40em)" in made
    heads = [line.split("{")[0].strip() for line in made.splitlines() if "{" in line]
    assert all(head.startswith((".frame", "@media")) for head in heads)
