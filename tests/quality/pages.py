"""One address of each kind of page, found in what was built, and what a page weighs on the line."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

FUNCTIONS = ("/ho-so", "/kiem-tra-chu-ky", "/can-bo/dang-nhap")
"""Pages of functions that open without a case; those of cases are looked at in the journeys."""
_ASSET = re.compile(r'<(?:link rel="(?:stylesheet|modulepreload)"|script)[^>]*(?:href|src)="(/[^"]+)"')


def kinds(portal: Path) -> dict[str, str]:
    """By kind (``thu-tuc/*/nop``) the address of its largest page."""
    found: dict[str, tuple[int, str]] = {}
    for file in portal.rglob("*.html"):
        place = file.relative_to(portal)
        if place.parts[0] == "huong-dan":
            continue  # the handbook has its own theme
        address = f"/{place.as_posix().removesuffix('index.html')}"
        kind = kind_of(place)
        found[kind] = max(found.get(kind, (0, "")), (file.stat().st_size, address))
    return {kind: address for kind, (_size, address) in sorted(found.items())}


def kind_of(place: Path) -> str:
    """The shape of a path: what stands below a list is one kind, whatever its name."""
    parts = place.parts if place.name != "index.html" else place.parts[:-1]
    return "/".join(["*" if n == 1 else part for n, part in enumerate(parts)]) or "home"


def weight(portal: Path, page: Path) -> int:
    """Bytes on the line of a page with its style sheets and scripts, compressed; fonts apart."""
    text = page.read_text(encoding="utf-8")
    assets = {portal / one.lstrip("/") for one in _ASSET.findall(text)}
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in {page, *assets})
