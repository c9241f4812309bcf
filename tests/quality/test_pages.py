"""What is held of every page at every change: its weight, and that machines which read aloud can read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from functions.bootstrap import World, open_world
from functions.settings import Settings
from tests.effects.serving import Served, serving
from tests.journeys.filling import tab, violations
from tests.quality.pages import FUNCTIONS, kinds, weight
from tests.services.conftest import built
from tests.services.made import SLUG

__all__ = ["built"]

MOST = 30_000


@pytest.fixture(scope="module")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    world: World = open_world(Settings(state=tmp_path_factory.mktemp("quality") / "var", build=built))
    with serving(world) as running:
        yield running
    world.close()


def test_every_procedure_is_light_enough_for_a_slow_line(built: Path) -> None:
    portal = built / "www"
    pages = [*portal.glob("thu-tuc/*/index.html")]
    assert pages
    heavy = {page.parent.name: size for page in pages if (size := weight(portal, page)) > MOST}
    assert heavy == {}


@pytest.mark.browser
def test_a_procedure_says_all_of_it_without_scripts(chromium: Browser, served: Served) -> None:
    said = []
    for script in (True, False):
        with tab(chromium, script) as page:
            page.goto(f"{served.address}/thu-tuc/{SLUG}/")
            said.append(page.locator("main").inner_text())
    assert said[0] == said[1] and len(said[0]) > 1000


@pytest.mark.browser
def test_axe_finds_nothing_on_any_kind_of_page(chromium: Browser, built: Path, served: Served) -> None:
    with tab(chromium, script=True) as page:
        page.set_viewport_size({"width": 390, "height": 844})
        wrong = {}
        for kind, address in {**kinds(built / "www"), **{one: one for one in FUNCTIONS}}.items():
            page.goto(served.address + address)
            # Long lists of communes are alike, and each option is judged.
            page.evaluate(
                "() => document.querySelectorAll('option:nth-child(n + 6)').forEach((e) => e.remove())"
            )
            if found := violations(page):
                wrong[kind] = found
    assert wrong == {}
