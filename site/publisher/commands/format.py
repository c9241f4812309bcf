"""``motcua format``: service files in one common shape; ``--check`` only says which are not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from functions.domain.i18n import _
from publisher.editor.formatter import unlike


@click.command(
    name="format", help=_("Đưa các tệp dịch vụ về một lối trình bày; ý nghĩa và ghi chú giữ nguyên.")
)
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--content",
    default="content",
    show_default=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=_("Thư mục nội dung."),
)
@click.option("--check", is_flag=True, help=_("Chỉ nêu tên tệp chưa đúng lối, không sửa."))
def command(paths: tuple[Path, ...], content: Path, check: bool) -> None:
    """With ``--check`` exit with 1 where a file is not in the common shape."""
    found = unlike(content.absolute(), paths)
    for path, text in found.items():
        click.echo(os.path.relpath(path))
        if not check:
            fresh = path.with_name(f".{path.name}.new")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(path)
    said = (
        _("{n} tệp chưa đúng lối. Chạy: motcua format") if check else _("Đã sửa lối trình bày của {n} tệp.")
    )
    click.echo(said.format(n=len(found)))
    sys.exit(1 if check and found else 0)
