"""The page that tells what works now, and its report before anybody has tried: nothing is known.

``motcua probe`` writes over the report. Page and report are files, so they are there with all functions down.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from functions.domain.model import JSON
from functions.domain.status import Part, PartState, Report
from functions.rendering.status_now import report_page
from publisher.outputs import Output
from publisher.site import Site

FOLDER = "tinh-trang"


def page(site: Site) -> Iterable[Output]:
    yield site.page(f"{FOLDER}/index.html", "status.html", context=_context)


def report(site: Site) -> Iterable[Output]:
    """Once: a build writes only what it would write otherwise, and what was tried since stands.

    None in a preview, which nobody tries.
    """
    if site.preview:
        return
    made = {"hien-tai.json": Report().json(), "hien-tai.html": report_page(Report(), None)}
    for name, text in made.items():
        yield Output(f"{FOLDER}/{name}", site.key("", text), partial(str.encode, text))


def _context() -> JSON:
    return {"parts": [*Part], "states": [*PartState], "current": "", "unlisted": True}
