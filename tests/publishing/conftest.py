"""A content folder to break: the project's own reference data, and files that a test writes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from publisher.front_matter import FileFault

if TYPE_CHECKING:
    from functions.domain.declaration import Reference

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 23)

TEN_LINES = """---
code: "1.004873"
title: Cấp Giấy xác nhận tình trạng hôn nhân
field: ho-tich
authority: ubnd_xa
time_limit: 3 working_days
---
Dùng khi bạn cần chứng minh mình đang độc thân, đã kết hôn hoặc đã ly hôn.
"""

PORTAL_DATA = ("front_page.yml", "life_events.yml", "sections.yml", "targets.yml", "former_units.csv")
"""Reference data of the portal's own screens: they point at this province's services, pages and news."""

Judge = Callable[..., list[FileFault]]


@pytest.fixture(scope="session")
def reference() -> Reference:
    from publisher.reference import load_reference

    return load_reference(ROOT / "content" / "reference", ROOT)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """``content/`` with reference data and no services."""
    folder = tmp_path / "content"
    without = shutil.ignore_patterns(*PORTAL_DATA)
    shutil.copytree(ROOT / "content" / "reference", folder / "reference", ignore=without)
    (folder / "procedures" / "ho-tich").mkdir(parents=True)
    (folder / "processes").mkdir()
    return folder


@pytest.fixture
def judge(content: Path) -> Judge:
    """Write the ten-line file with more keys, and return what is found in it, errors only by default."""
    from publisher.catalogue import load

    def run(more: str = "", *, base: str = TEN_LINES, warnings: bool = False) -> list[FileFault]:
        head, body = base.rsplit("---\n", 1)
        path = content / "procedures" / "ho-tich" / "thu.md"
        path.write_text(f"{head}{more}---\n{body}", encoding="utf-8")
        found = load(content, DAY).faults
        return [fault for fault in found if warnings or fault.level == "error"]

    return run
