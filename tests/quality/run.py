"""Measure the portal's pages: Lighthouse, the Nu checker, axe and weight. ``make quality`` runs it.

Builds the portal anew, serves it as ``motcua serve`` does, and says what it found; exit status 1 where an aim
is missed. Needs Node 20, Java and Chromium. Lighthouse's own figure for the machine is printed too: where it is
below about 1000, the machine is slow or busy, and a slowdown of 4 asks for more than a slow phone is.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from functions.bootstrap import open_world
from functions.settings import Settings
from publisher.build import build
from tests.effects.serving import serving
from tests.journeys.filling import violations
from tests.quality.pages import FUNCTIONS, kinds, weight
from tests.services.made import SLUG

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
TOOLS = HERE / "node_modules"
WEIGHED = {
    "home": "/",
    "catalogue": "/thu-tuc/",
    "procedure": f"/thu-tuc/{SLUG}/",
    "form": f"/thu-tuc/{SLUG}/nop/",
}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
CHROMIUM = shutil.which("chromium") or "chromium"


def lighthouse(address: str, slowdown: float) -> dict[str, Any]:
    """The report of one page under the mobile profile: slow 4G, and a processor ``slowdown`` times slower."""
    node = shutil.which("node") or "node"
    command = [
        *(node, TOOLS / "lighthouse/cli/index.js", address, "--quiet", "--output=json"),
        "--chrome-flags=--headless=new --no-sandbox",
        f"--throttling.cpuSlowdownMultiplier={slowdown}",
    ]
    environment = os.environ | {"CHROME_PATH": CHROMIUM}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def scores(report: Mapping[str, Any]) -> dict[str, int]:
    return {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}


def missed(report: Mapping[str, Any]) -> Iterator[str]:
    """What cost a point: each audit with a weight that was not passed."""
    for name in CATEGORIES:
        for one in report["categories"][name]["auditRefs"]:
            audit = report["audits"][one["id"]]
            if one["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                yield f"{name}: {one['id']} {audit.get('displayValue', '')}".strip()


def nu(folder: Path) -> list[str]:
    """Errors of the Nu checker in all HTML files below a folder."""
    if not shutil.which("java"):
        raise SystemExit("The Nu checker needs Java 17 or later: apt-get install default-jre-headless")
    jar = TOOLS / "vnu-jar/build/dist/vnu.jar"
    command = ["java", "-jar", jar, "--skip-non-html", "--errors-only", "--format", "json", folder]
    done = subprocess.run(command, capture_output=True, text=True)
    found = json.loads(done.stderr or done.stdout)["messages"]
    head = f"file:{folder}/"
    return [f"{one['url'].removeprefix(head)}:{one.get('lastLine')}: {one['message']}" for one in found]


def axe(address: str, pages: Mapping[str, str]) -> dict[str, str]:
    """Violations by kind of page, on a phone's width and a desk's."""
    found = {}
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for width in (390, 1280):
            page = browser.new_page(viewport={"width": width, "height": 844})
            for kind, path in pages.items():
                page.goto(address + path)
                if wrong := violations(page):
                    found[f"{kind} at {width} px"] = wrong
        browser.close()
    return found


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--slowdown", type=float, default=4, help="1 where the machine is slow or busy itself")
    slowdown = asked.parse_args().slowdown
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        build(ROOT / "content", folder / "build", ROOT / "pelicanconf.py", date.today())
        world = open_world(Settings(state=folder / "var", build=folder / "build"))
        with serving(world) as served:
            status = measure(served.address, folder / "build/www", folder / "fetched", served.get, slowdown)
        world.close()
    return status


def measure(address: str, portal: Path, fetched: Path, get: Any, slowdown: float) -> int:
    """Print all figures; 1 where an aim is missed."""
    pages = kinds(portal)
    bad = False
    print(f"Lighthouse, mobile profile, processor slowed {slowdown:g} times")
    print(
        f"{'page':<12}{'perf.':>7}{'access.':>9}{'practice':>10}{'seo':>5}{'LCP ms':>8}{'KB':>7}{'machine':>9}"
    )
    for name, path in WEIGHED.items():
        report = lighthouse(address + path, slowdown)
        given = scores(report)
        bad |= any(score < 100 for score in given.values())
        slow = report["audits"]["largest-contentful-paint"]["numericValue"]
        size = weight(portal, portal / path.lstrip("/") / "index.html") / 1000
        columns = zip(given.values(), (7, 9, 10, 5), strict=True)
        row = "".join(f"{score:>{width}}" for score, width in columns)
        speed = report["environment"]["benchmarkIndex"]
        print(f"{name:<12}{row}{slow:>8.0f}{size:>7.1f}{speed:>9.0f}")
        for line in missed(report):
            print(f"    {line}")
    procedures = [weight(portal, page) / 1000 for page in portal.glob("thu-tuc/*/index.html")]
    print(
        f"\nprocedure pages, compressed, without fonts: at most {max(procedures):.1f} KB of {len(procedures)}"
    )
    shutil.copytree(
        portal, fetched, ignore=lambda folder, names: [one for one in names if one == "huong-dan"]
    )
    for path in FUNCTIONS:
        file = fetched / f"functions{path}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(get(path)[1], encoding="utf-8")
    errors = nu(fetched)
    print(f"\nNu checker: {len(errors)} errors in {len([*fetched.rglob('*.html')])} pages")
    print("\n".join(f"    {line}" for line in errors[:40]))
    found = axe(address, {**pages, **{one: one for one in FUNCTIONS}})
    print(f"\naxe: violations on {len(found)} of {2 * (len(pages) + len(FUNCTIONS))} views")
    print("\n".join(f"    {kind}: {wrong}" for kind, wrong in found.items()))
    return int(bad or bool(errors) or bool(found))


if __name__ == "__main__":
    sys.exit(main())
