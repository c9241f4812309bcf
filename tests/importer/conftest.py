"""A content folder to import into, and drafts made of records by the project's own reference data."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from publisher.commands import import_
from publisher.importer.draft import Draft, make_draft
from publisher.importer.vocabulary import Vocabulary, load_vocabulary
from publisher.reference import load_reference

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "content" / "reference"

Make = Callable[..., Draft]
Run = Callable[..., Result]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary(load_reference(REFERENCE, ROOT), REFERENCE)


@pytest.fixture(scope="session")
def make(vocabulary: Vocabulary) -> Make:
    """The draft of a record, with the ids of an earlier draft where one is given."""

    def run(record: Mapping[str, str], last: Draft | None = None) -> Draft:
        return make_draft(record, vocabulary, last.data if last else None)

    return run


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """``content/`` with reference data and no services."""
    folder = tmp_path / "content"
    shutil.copytree(REFERENCE, folder / "reference")
    (folder / "procedures").mkdir()
    return folder


@pytest.fixture
def run(content: Path, tmp_path: Path) -> Run:
    """``motcua import`` of records, as JSON lines in one file, or of files as they are."""

    def call(*given: Any, options: tuple[str, ...] = ()) -> Result:
        records = [one for one in given if isinstance(one, dict)]
        files = [str(one) for one in given if isinstance(one, Path)]
        if records:
            path = tmp_path / "records.jsonl"
            path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
            files.append(str(path))
        return CliRunner().invoke(import_.command, [*files, "--content", str(content), *options])

    return call


def kinds(draft: Draft) -> dict[str, str]:
    """The doubts of a draft: where by kind."""
    return {doubt["kind"]: doubt["where"] for doubt in draft.data.get("doubts", ())}
