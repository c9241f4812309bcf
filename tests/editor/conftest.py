"""A content folder with the project's reference data, and services that a test puts there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """``content/`` with reference data and no services."""
    folder = tmp_path / "content"
    shutil.copytree(ROOT / "content" / "reference", folder / "reference")
    for name in ("procedures/ho-tich", "processes"):
        (folder / name).mkdir(parents=True)
    return folder
