"""Real records of the national database, read from the folder that ``--data`` names."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

Record = dict[str, str]


@pytest.fixture(scope="session")
def records(request: pytest.FixtureRequest) -> list[Record]:
    """All records, as published: dirty as reality, and never copied into the project."""
    path = Path(request.config.getoption("--data")) / "national-procedures.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
