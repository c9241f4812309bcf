"""One release of the portal: its files with their hashes, and how long who may keep them."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from functions.domain.errors import Fault, Invalid

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate, s-maxage=31536000"
"""Browsers ask each time and mostly hear “unchanged”. The CDN may hold it: releases differ in address."""
_HASHED = re.compile(r"(^|[.-])[0-9a-f]{16,64}\.\w+$")
_NEVER_CHANGES = (".woff2",)
"""Endings of files whose content never changes under one name, as on our own server."""
_TEXTUAL = ("javascript", "json", "xml", "manifest+json")

mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/calendar", ".ics")


@dataclass(frozen=True, slots=True)
class PortalFile:
    """``path`` from the portal's root without a slash before; ``sha256`` of its bytes in hex."""

    path: str
    sha256: str
    size: int
    kind: str
    cache: str


@dataclass(frozen=True, slots=True)
class Release:
    """``id`` is the hash of all of it; ``sources`` say where each file lies here."""

    id: str
    files: Mapping[str, PortalFile]
    sources: Mapping[str, Path]


def gather(folders: Mapping[str, Path], functions: Iterable[str] = ()) -> Release:
    """The files below some folders, each by the path it is to have (``""`` for the root).

    ``functions`` are the path patterns that lead to functions. Raises ``Invalid`` for no portal, and for
    files that nobody would ever see, as a function answers at their address.
    """
    sources = {
        f"{below}/{file.relative_to(folder).as_posix()}".lstrip("/"): file
        for below, folder in folders.items()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    if "index.html" not in sources:
        raise Invalid(f"There is no built portal in {folders.get('', '')}. Run “motcua build” first.")
    hidden = [path for path in sources if _answered(path, functions)]
    if hidden:
        faults = [
            Fault(path, "hidden", "A function answers at this address. Rename the file.") for path in hidden
        ]
        raise Invalid("Some files of the portal would never be seen.", faults)
    files = {path: _described(path, file) for path, file in sorted(sources.items())}
    lines = "".join(f"{one.path}\0{one.sha256}\0{one.kind}\0{one.cache}\n" for one in files.values())
    return Release(hashlib.sha256(lines.encode()).hexdigest()[:32], files, sources)


def _answered(path: str, functions: Iterable[str]) -> bool:
    return any(
        f"/{path}".startswith(pattern[:-1]) if pattern.endswith("/*") else f"/{path}" == pattern
        for pattern in functions
    )


def _described(path: str, file: Path) -> PortalFile:
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind.endswith(_TEXTUAL):
        kind += "; charset=utf-8"
    data = file.read_bytes()
    return PortalFile(path, hashlib.sha256(data).hexdigest(), len(data), kind, cache_of(path))


def cache_of(path: str) -> str:
    """Who may keep a file for how long: for good where its name holds its hash, otherwise never unasked."""
    name = path.rpartition("/")[2]
    return FOREVER if _HASHED.search(name) or name.endswith(_NEVER_CHANGES) else ASK_AGAIN
