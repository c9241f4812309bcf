"""``motcua handbook``: what MkDocs builds the handbook from."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from publisher.catalogue import load
from publisher.commands.check import file_faults, report, today
from publisher.handbook.sources import Places, make


def _folder(name: str, default: str, words: str, *, exists: bool = True, file: bool = False) -> click.Option:
    kind = click.Path(exists=exists, file_okay=file, dir_okay=not file, path_type=Path)
    return click.Option([name], default=default, show_default=True, type=kind, help=words)


def run(content: Path, portal_theme: Path, theme: Path, settings: Path, output: Path) -> None:
    """Exit with 1, and write nothing, when a service file has an error."""
    found = load(content.absolute(), today())
    if found.errors:
        report(found.errors)
        click.echo(_("Có {n} lỗi; chưa viết gì.").format(n=len(found.errors)), err=True)
        sys.exit(1)
    places = Places(*(path.absolute() for path in (content, portal_theme, theme, settings, output)))
    try:
        made = make(places, found)
    except Invalid as error:
        report(file_faults(error))
        raise
    said = _("Sổ tay: {pages} trang, trong đó {sheets} phiếu quy trình; ghi {written}, xóa {deleted}.")
    click.echo(said.format(pages=made.pages, sheets=made.sheets, written=made.written, deleted=made.deleted))


command = click.Command(
    "handbook",
    callback=run,
    help=_("Viết nguồn của sổ tay: trang viết tay, trang tra cứu từ mã nguồn, phiếu quy trình ISO."),
    params=[
        _folder("--content", "content", _("Thư mục nội dung.")),
        _folder(
            "--portal-theme", "themes/civic", _("Giao diện của cổng; phần đầu và chân trang lấy từ đây.")
        ),
        _folder("--theme", "themes/handbook", _("Điều sổ tay sửa ở giao diện của nó.")),
        _folder("--settings", "mkdocs.yml", _("Cấu hình và danh mục của sổ tay."), file=True),
        _folder("--output", "build", _("Thư mục ghi ra."), exists=False),
    ],
)
