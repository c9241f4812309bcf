"""All that the handbook is built from, in one folder: what people wrote, and what code and services tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from functions.domain.errors import Refused
from functions.domain.i18n import _
from publisher.cache.stamps import every, walk
from publisher.catalogue import FOLDERS, Content
from publisher.handbook.commands import commands_page
from publisher.handbook.conditions import conditions_page
from publisher.handbook.faults import faults_page
from publisher.handbook.history import histories
from publisher.handbook.keys import keys_page
from publisher.handbook.portal_frame import FONTS, portal_frame
from publisher.handbook.questions import questions_page
from publisher.handbook.routes import routes_page
from publisher.handbook.settings import settings_page
from publisher.handbook.sheets import FOLDER as SHEETS
from publisher.handbook.sheets import sheet_pages
from publisher.handbook.site_map import settings

SOURCES, THEME, SITE, SETTINGS = "handbook-src", "handbook-theme", "handbook-zensical", "mkdocs.yml"
"""Names below the output folder. Only Zensical takes the third; MkDocs is told on its command line."""

_REFERENCE = {
    "khoa": keys_page,
    "cau-hoi": questions_page,
    "dieu-kien": conditions_page,
    "loi": faults_page,
    "lenh": commands_page,
    "cai-dat": settings_page,
    "dia-chi": routes_page,
}
"""Pages below ``tra-cuu/``, each from the part of the code that it tells of."""


@dataclass(frozen=True, slots=True)
class Places:
    """Folders that the handbook is made from."""

    content: Path
    portal_theme: Path
    theme: Path
    """What the handbook changes in its theme."""
    settings: Path
    output: Path


@dataclass(frozen=True, slots=True)
class Made:
    """What was written."""

    pages: int
    sheets: int
    written: int
    deleted: int


def make(places: Places, content: Content) -> Made:
    """Write what differs, delete what nobody names. Raises :class:`Refused` where two pages share a name."""
    pages = _pages(places, content)
    menu = [name for name in pages if name.endswith(".md") and not _unlisted(name)]
    folders = {"sources": SOURCES, "theme": THEME, "site": SITE}
    theme = dict(_theme(places, content))
    config = {SETTINGS: settings(places.settings, menu, folders).encode()}
    results = [
        _sync(pages, places.output / SOURCES),
        _sync(theme, places.output / THEME),
        (_put(config, places.output), 0),
    ]
    sheets = sum(name.startswith(f"{SHEETS}/") and not name.endswith("index.md") for name in pages)
    named = sum(name.endswith(".md") for name in pages)
    return Made(named, sheets, sum(one[0] for one in results), sum(one[1] for one in results))


def _unlisted(name: str) -> bool:
    """Sheets are too many for a menu: each page of the handbook would carry them all."""
    return name.startswith(f"{SHEETS}/") and name.count("/") > 1


def _pages(places: Places, content: Content) -> dict[str, bytes]:
    written = dict(_files(places.content / "handbook"))
    known = histories(places.content.parent, [f"{places.content.name}/{folder}" for folder in FOLDERS])
    made = {name: text.encode() for name, text in sheet_pages(content, known)}
    made |= {f"tra-cuu/{name}.md": write().encode() for name, write in _REFERENCE.items()}
    if both := sorted(written.keys() & made.keys()):
        raise Refused(
            _("Trang sinh từ mã nguồn trùng tên với trang viết tay: {names}").format(names=", ".join(both))
        )
    return written | made


def _theme(places: Places, content: Content) -> Iterator[tuple[str, bytes]]:
    yield from _files(places.theme)
    for name, data in _files(places.portal_theme / "static" / FONTS):
        yield f"assets/{FONTS}/{name}", data
    for name, text in portal_frame(
        places.portal_theme, {"portal": content.reference.portal, "current": "huong-dan"}
    ):
        yield name, text.encode()


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for name, _stamp in walk(str(folder), every):
        yield name, (folder / name).read_bytes()


def _sync(files: Mapping[str, bytes], folder: Path) -> tuple[int, int]:
    """Make a folder hold exactly these files; how many were written, and how many deleted."""
    gone = [name for name, _stamp in walk(str(folder), every) if name not in files]
    for name in gone:
        (folder / name).unlink()
    return _put(files, folder), len(gone)


def _put(files: Mapping[str, bytes], folder: Path) -> int:
    written = 0
    for name, data in files.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            written += 1
    return written
