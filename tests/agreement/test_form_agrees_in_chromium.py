"""A person types into the real page: what the browser refuses, the server refuses in the same words at the
same place, and the other way round. The second press on unchanged answers always reaches the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from functions.domain.declaration import Procedure
from tests.agreement.every_kind import KINDS, TABLE, posted, section
from tests.served_forms import ServedForms

pytestmark = pytest.mark.browser

FILL = """(given) => {
  const form = document.getElementById("don");
  for (const input of form.querySelectorAll("input, select, textarea")) {
    if (input.type === "hidden" || input.type === "file") continue;
    const texts = given[input.name] ?? [];
    if (input.type === "radio" || input.type === "checkbox") input.checked = texts.includes(input.value);
    else input.value = texts[0] ?? "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""
SHOWN = """() => ({
  summary: [...document.querySelectorAll(".errsum li a")].map((a) => [a.getAttribute("href"), a.textContent]),
  fields: Object.fromEntries([...document.querySelectorAll("#don .err")].map((e) => [e.id, e.textContent.trim()])),
  invalid: [...document.querySelectorAll('#don [aria-invalid="true"]')].map((e) => e.name || e.dataset.q).sort(),
  described: [...document.querySelectorAll('#don [aria-describedby]')].filter((e) => e.getAttribute("aria-describedby").includes("-e"))
    .map((e) => [e.id || e.dataset.q, e.getAttribute("aria-describedby")]).sort(),
  title: document.title,
})"""


ARMED = """() => {
  const before = document.body.dataset;
  before.press = "made";
  addEventListener("submit", (event) => { if (event.defaultPrevented) before.press = "stopped"; }, { once: true });
}"""
STOPPED_OR_GONE = "() => document.body && document.body.dataset.press !== 'made'"


@dataclass
class Filled:
    """A form open in the browser."""

    page: Page
    served: ServedForms

    def fill(self, given: dict[str, list[str]]) -> None:
        self.page.evaluate(FILL, given)

    def press(self) -> int:
        """Press the button; how many forms have reached the server since."""
        before = len(self.served.posted)
        self.page.evaluate(ARMED)
        self.page.click(".btns button[value=tiep]")
        self.page.wait_for_function(STOPPED_OR_GONE)
        self.page.wait_for_load_state()
        return len(self.served.posted) - before

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = self.page.evaluate(SHOWN)
        return found


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.clock.install()
    page.clock.set_fixed_time("2026-11-25T08:00:00+07:00")
    yield page
    page.close()


@pytest.fixture(scope="module")
def sample(procedures: list[Procedure]) -> Procedure:
    """A procedure with one question of every kind, and a paper."""
    donor = next(one for one in procedures if one.slug == "dang-ky-khai-sinh")
    paper = donor.evidence[0].model_copy(update={"when": None})
    return donor.model_copy(
        update={"slug": "thu", "form": (section(),), "evidence": (paper,), "authority": "so_noi_vu"}
    )


ROUNDS = max(len(rows) for rows in TABLE.values())


@pytest.mark.parametrize("half", [0, 1])
def test_browser_and_server_say_the_same_of_everything_typed(
    page: Page, served: ServedForms, sample: Procedure, half: int
) -> None:
    address = served.show(sample)
    for number in range(half, ROUNDS, 2):
        given: dict[str, list[str]] = {"thu.sex": ["nu"]}
        for kind in KINDS:
            given |= posted(f"thu.{kind}", TABLE[kind][number % len(TABLE[kind])])
        page.goto(address)
        form = Filled(page, served)
        form.fill(given)
        assert form.press() == 0, "something is always wrong: the file is missing"
        browser = form.shown()
        assert form.press() == 1, "the second press goes through"
        server = form.shown()
        assert browser == server, given
        assert browser["title"].startswith("Lỗi: ")
