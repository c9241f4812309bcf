"""Links that stay on this portal, held against what the portal has."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from functions.domain.i18n import _
from publisher.entry import Entry
from publisher.front_matter import FileFault
from publisher.portal.piece import Piece

DOORS = frozenset(
    {
        *("tim", "nop", "ban-nhap", "ho-so", "kiem-tra-chu-ky", "suc-khoe", "san-sang", "thu-nghiem"),
        *("can-bo", "huong-dan", "tai-len", "theme"),
    }
)
"""First parts of addresses that the functions, the handbook or the theme answer."""


def broken(pieces: Iterable[Piece], entries: Iterable[Entry], paths: Collection[str]) -> list[FileFault]:
    """A fault for each link that leads to none of the portal's files, by file and line."""
    found = [
        piece.fault("", "link_dead", _reason(address), line=line)
        for piece in pieces
        for address, line in piece.links
        if not leads_somewhere(address, paths, piece.made)
    ]
    for entry in entries:
        level: Any = "warning" if entry.status == "draft" else "error"
        found += [
            FileFault("", "link_dead", _reason(address), entry.path, line, level)
            for address, line in entry.links
            if not address.startswith("#") and not leads_somewhere(address, paths)
        ]
    return found


def leads_somewhere(link: str, paths: Collection[str], made: str = "") -> bool:
    """Whether the portal has what a link names. An anchor is looked for where it is on the same page."""
    address, _mark, anchor = link.partition("#")
    if not address:
        return not anchor or f'id="{anchor}"' in made
    path = address.partition("?")[0].lstrip("/")
    if path.partition("/")[0] in DOORS:
        return True
    whole = f"{path}index.html" if path == "" or path.endswith("/") else path
    return whole in paths or f"{path}/index.html" in paths


def _reason(address: str) -> str:
    if address.startswith("/hinh/"):
        name = address.removeprefix("/hinh/")
        return _("Không có hình “{name}” trong content/images. Thêm tệp hình, hoặc bỏ hình.").format(
            name=name
        )
    reason = _("Liên kết “{address}” không dẫn đến đâu trên cổng này. Sửa địa chỉ, hoặc bỏ liên kết.")
    return reason.format(address=address)
