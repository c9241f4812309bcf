"""The portal with its functions on one address, whose line can be cut and whose server can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from functions.bootstrap import World, open_world
from functions.settings import Settings
from publisher.build import build
from tests.effects.serving import MOTCUA, PATIENCE, until
from tests.journeys.filling import fill
from tests.services.made import PDF, SLUG, typed

ROOT = Path(__file__).parents[2]
FORM = f"/thu-tuc/{SLUG}/nop/"
PANEL = "section[aria-labelledby=tren-may]"
KEPT = f"{PANEL} [role=status]"
PAGES = (
    "async () => (await (await caches.open('motcua.visited')).keys()).map((one) => new URL(one.url).pathname)"
)
"""Paths of the pages that the device keeps."""


@dataclass
class Portal:
    """``motcua serve`` on a fixed port: after it was killed, it comes back at the same address."""

    world: World
    port: int
    address: str = ""
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        settings = self.world.settings
        named = {
            "STATE": settings.state,
            "BUILD": settings.build,
            "PORT": self.port,
            "POSTS_PER_MINUTE": 100000,
        }
        environment = os.environ | {f"MOTCUA_{name}": str(value) for name, value in named.items()}
        self.process = subprocess.Popen(
            [MOTCUA, "serve"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        self.address = f"http://127.0.0.1:{self.port}"
        until(self.answers)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/suc-khoe", timeout=PATIENCE) as answer:  # noqa: S310
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """As a power cut does it."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def cases(self) -> list[str]:
        """Ids of everything that was ever sent."""
        return self.world.store.cases.all_case_ids()


@dataclass
class Phone:
    """A browser of its own: its store, its service worker, its tabs."""

    context: BrowserContext
    portal: Portal
    wrong: list[str] = field(default_factory=list)

    def tab(self, path: str = FORM) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(path if path.startswith("http") else self.portal.address + path)
        return page

    def lose_signal(self) -> None:
        self.context.set_offline(True)

    def find_signal(self) -> None:
        self.context.set_offline(False)


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build(ROOT / "content", folder, ROOT / "pelicanconf.py", date(2026, 11, 25))
    return folder


@pytest.fixture(scope="package")
def portal(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    world = open_world(Settings(state=tmp_path_factory.mktemp("offline") / "var", build=built))
    running = Portal(world, port)
    running.start()
    yield running
    running.kill()
    world.close()


@pytest.fixture
def phone(chromium: Browser, portal: Portal) -> Iterator[Phone]:
    context = chromium.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    held = Phone(context, portal)
    yield held
    context.close()
    assert held.wrong == []


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "ủy quyền.pdf"
    path.write_bytes(PDF)
    return path


def filled(phone: Phone, **changes: str) -> Page:
    """A form filled in and kept; its link is in the address."""
    page = phone.tab()
    ready(page)
    fill(page, typed(**changes))
    kept(page)
    return page


def ready(page: Page) -> None:
    """The service worker answers for this page, and the form's scripts have run."""
    page.evaluate("() => navigator.serviceWorker.ready")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.wait_for_function(f"async () => (await ({PAGES})()).includes(location.pathname)")
    page.wait_for_load_state("networkidle")


def kept(page: Page) -> None:
    """Everything typed is on the disk."""
    page.wait_for_selector(f"{KEPT} >> text=Đã lưu trên máy này")
    page.wait_for_timeout(600)


def told(page: Page) -> str:
    return " ".join(page.locator(KEPT).inner_text().split())


EVERYTHING = """async () => {
  const whole = [];
  const bytes = async (one) => new TextDecoder("latin1").decode(one instanceof ArrayBuffer ? one : await one.arrayBuffer());
  const dug = async (one) => one instanceof CryptoKey ? `[key ${one.extractable}]`
    : one instanceof ArrayBuffer || one instanceof Uint8Array ? bytes(one.buffer ?? one)
    : one && typeof one === "object" ? (await Promise.all(Object.entries(one).map(async ([k, v]) => k + "=" + await dug(v)))).join(";") : String(one);
  const db = await new Promise((done) => { const asked = indexedDB.open("motcua"); asked.onsuccess = () => done(asked.result); });
  for (const name of db.objectStoreNames) {
    const rows = await new Promise((done) => { const all = db.transaction(name).objectStore(name).getAll(); all.onsuccess = () => done(all.result); });
    for (const row of rows) whole.push(await dug(row));
  }
  db.close();
  for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) {
    whole.push(request.url + " " + await (await (await caches.open(name)).match(request)).text());
  }
  whole.push(JSON.stringify({ ...localStorage, ...sessionStorage }));
  return whole;
}"""


def on_the_device(page: Page) -> list[str]:
    """All that the browser stores for the portal, as bytes and text."""
    found: list[str] = page.evaluate(EVERYTHING)
    return found


def drafts(page: Page) -> list[str]:
    """Records of begun forms, without kept pages."""
    return [one for one in on_the_device(page) if one.startswith(("id=", "draft="))]
