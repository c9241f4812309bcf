"""What a person does with a form in a browser: types, chooses, attaches; and what the page then holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, Response

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
BY_NAME = """(form) => Object.fromEntries([...new FormData(form)].filter(([, v]) => typeof v === "string"))"""


def fill(page: Page, raw: Mapping[str, Sequence[str]], form: str = "#don") -> None:
    """Answer questions in their order: what an answer makes appear is there for the next."""
    for name, texts in raw.items():
        inputs = page.locator(f'{form} [name="{name}"]')
        kind = inputs.first.evaluate("one => one.tagName + one.type")
        if kind in ("INPUTradio", "INPUTcheckbox"):
            for text in texts:
                page.locator(f'{form} [name="{name}"][value="{text}"]').check()
        elif kind.startswith("SELECT"):
            inputs.select_option(texts[0])
        else:
            inputs.fill(texts[0])


def held(page: Page, form: str = "#don") -> dict[str, Any]:
    """What the form would send now."""
    found: dict[str, Any] = page.locator(form).evaluate(BY_NAME)
    return found


def violations(page: Page) -> str:
    """What axe finds wrong, with the elements; empty when nothing."""
    page.evaluate(AXE)
    found = page.evaluate("async () => (await axe.run()).violations")
    return "\n".join(json.dumps([one["id"], [n["html"][:200] for n in one["nodes"]]]) for one in found)


@contextmanager
def tab(browser: Browser, script: bool) -> Iterator[Page]:
    """A fresh browser window. What the page's own policy forbids, and errors of scripts, fail the test."""
    context = browser.new_context(java_script_enabled=script, locale="vi-VN")
    page = context.new_page()
    wrong: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            wrong.append(message.text)

    def answered(response: Response) -> None:
        if response.status >= 500:
            wrong.append(f"{response.status} {response.request.method}")

    page.on("console", heard)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", answered)
    yield page
    context.close()
    assert wrong == []
