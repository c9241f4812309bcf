"""``motcua links``: every link of the built portal, and with ``--online`` every address elsewhere."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from publisher.commands.check import report
from publisher.lychee import addresses, dead_elsewhere, dead_inside


@click.command(
    name="links", help=_("Kiểm tra mọi liên kết và hình của cổng đã dựng; --online hỏi cả trang ngoài.")
)
@click.option(
    "--content",
    default="content",
    show_default=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=_("Thư mục nội dung."),
)
@click.option(
    "--build",
    default="build",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Thư mục đã dựng."),
)
@click.option("--online", is_flag=True, help=_("Mở thử từng địa chỉ bên ngoài; cần mạng."))
def command(content: Path, build: Path, online: bool) -> None:
    """Exit with 1 where a link is dead. Without ``--online`` nothing is asked over the network."""
    portal = build.absolute() / "www"
    if not portal.is_dir():
        raise Invalid(_("Chưa có cổng đã dựng ở {folder}. Chạy: motcua build").format(folder=portal))
    faults = dead_inside(portal)
    places = addresses(content.absolute())
    if online:
        faults += dead_elsewhere(places)
    report(faults)
    dead = sum(fault.level == "error" for fault in faults)
    said = _("{dead} liên kết hỏng; {outside} địa chỉ bên ngoài, {asked}.")
    asked = _("đã mở thử") if online else _("chưa mở thử (thêm --online)")
    click.echo(said.format(dead=dead, outside=len(places), asked=asked))
    sys.exit(1 if dead else 0)
