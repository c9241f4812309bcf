"""One repository for each module's tests, brought back to its beginning before each of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.review.made import Kept


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def kept(made_once: Kept) -> Iterator[Kept]:
    made_once.back()
    yield made_once
