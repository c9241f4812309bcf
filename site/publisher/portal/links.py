"""Links that stay on this portal, held against what the portal has."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from functions.domain.i18n import _
from publisher.front_matter import FileFault
from publisher.portal.piece import Link, Piece

DOORS = frozenset(
    {
        *("tim", "nop", "ban-nhap", "ho-so", "kiem-tra-chu-ky", "suc-khoe", "san-sang", "thu-nghiem"),
        *("can-bo", "huong-dan", "theme"),
    }
)
"""First parts of addresses that the functions, the handbook or the theme answer."""


def broken(pieces: Iterable[Piece], paths: Collection[str]) -> list[FileFault]:
    """A fault for each link of ``pieces`` that leads to none of the portal's files, by file and line."""
    return [
        piece.fault("", "link_dead", _reason(link.address), line=link.line)
        for piece in pieces
        for link in piece.links
        if not leads_somewhere(link, paths, piece.made)
    ]


def leads_somewhere(link: Link, paths: Collection[str], made: str = "") -> bool:
    """Whether the portal has what a link names. An anchor is looked for where it is on the same page."""
    address, _mark, anchor = link.address.partition("#")
    if not address:
        return not anchor or f'id="{anchor}"' in made or anchor == "noi-dung"
    path = address.partition("?")[0].lstrip("/")
    if path.partition("/")[0] in DOORS:
        return True
    whole = f"{path}index.html" if path == "" or path.endswith("/") else path
    return whole in paths or f"{path}/index.html" in paths


def _reason(address: str) -> str:
    if address.startswith("/hinh/"):
        return _("Không có hình “{name}” trong content/images. Thêm tệp hình, hoặc bỏ hình.").format(
            name=address.removeprefix("/hinh/")
        )
    return _("Liên kết “{address}” không dẫn đến đâu trên cổng này. Sửa địa chỉ, hoặc bỏ liên kết.").format(
        address=address
    )
