"""The sample province's own services, as tests of the engine use them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from functions.domain.declaration import AnyService, Reference
from publisher.catalogue import Content, load


@pytest.fixture(scope="session")
def content() -> Content:
    return load(Path(__file__).parents[2] / "content", date(2026, 6, 9))


@pytest.fixture(scope="session")
def reference(content: Content) -> Reference:
    return content.reference


@pytest.fixture(scope="session")
def services(content: Content) -> dict[str, AnyService]:
    return {page.service.slug: page.service for page in content.pages.values()}
