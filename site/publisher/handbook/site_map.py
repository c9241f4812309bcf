"""What MkDocs and Zensical read: ``mkdocs.yml``, with our folders and every page in the menu."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml

from functions.domain.errors import Fault, Invalid
from functions.domain.i18n import _


def settings(source: Path, pages: Collection[str], folders: dict[str, str]) -> str:
    """YAML of the settings. Pages that the menu forgets join the section that holds most of their folder.

    Raises :class:`Invalid` where the menu names a page that is not there.
    """
    read: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    gone = sorted(set(_named(read["nav"])) - set(pages))
    if gone:
        faults = [
            Fault("nav", "page_unknown", _("Không có trang “{name}”.").format(name=name)) for name in gone
        ]
        raise Invalid(_("Danh mục của sổ tay trỏ vào trang không có."), faults)
    for page in sorted(set(pages) - set(_named(read["nav"]))):
        _section(read["nav"], page.rpartition("/")[0]).append(page)
    theme = {**read["theme"], "custom_dir": folders["theme"]}
    made = {**read, "docs_dir": folders["sources"], "site_dir": folders["site"], "theme": theme}
    return yaml.safe_dump(made, allow_unicode=True, sort_keys=False, width=120)


def _named(nav: list[Any]) -> Iterator[str]:
    for item in nav:
        value = next(iter(item.values())) if isinstance(item, dict) else item
        if isinstance(value, list):
            yield from _named(value)
        else:
            yield value


def _section(nav: list[Any], folder: str) -> list[Any]:
    """The section with the most pages of a folder; the top where no section has any."""
    best, most = nav, 0
    for item in nav:
        inner = next(iter(item.values())) if isinstance(item, dict) else None
        if isinstance(inner, list):
            count = sum(name.rpartition("/")[0] == folder for name in _named(inner))
            if count > most:
                best, most = inner, count
    return best
