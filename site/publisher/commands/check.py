"""``motcua check``: every service file held against every rule, in seconds, without a build."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from publisher.beside import beside
from publisher.catalogue import load
from publisher.front_matter import FileFault
from publisher.spelling import misspelt


@click.command(name="check", help=_("Kiểm tra các tệp dịch vụ: báo mọi chỗ sai kèm tệp, dòng và cách sửa."))
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--content",
    default="content",
    show_default=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=_("Thư mục nội dung."),
)
def command(paths: tuple[Path, ...], content: Path) -> None:
    """Report on PATHS only, or on everything; exit with 1 when there are errors."""
    faults, count = judged(content.absolute(), paths)
    report(faults)
    errors = sum(fault.level == "error" for fault in faults)
    click.echo(
        _("{files} dịch vụ đọc được, {errors} lỗi, {warnings} nhắc nhở.").format(
            files=count, errors=errors, warnings=len(faults) - errors
        )
    )
    sys.exit(1 if errors else 0)


def judged(content: Path, paths: Sequence[Path] = ()) -> tuple[list[FileFault], int]:
    """Everything that is wrong today with the content or with ``paths`` of it; and the number of services."""
    try:
        found = load(content, today(), only=paths)
    except Invalid as error:
        return file_faults(error), 0
    faults = [*found.faults, *beside(content, found, today(), paths), *misspelt(content, paths)]
    return faults, len(found.pages)


def report(faults: Sequence[FileFault]) -> None:
    """One line a fault, in a shape that editors of code can jump to."""
    for fault in faults:
        kind = _("lỗi") if fault.level == "error" else _("nhắc")
        key = f"{fault.where}: " if fault.where else ""
        click.echo(f"{fault.path}:{fault.line}: {kind}: {key}{fault.message}")


def file_faults(error: Invalid) -> list[FileFault]:
    """The file faults that an error carries; anything else in it keeps its sentence."""
    return [
        fault
        if isinstance(fault, FileFault)
        else FileFault(where=fault.where, code=fault.code, message=fault.message, path="content", line=1)
        for fault in error.faults
    ]


def today() -> date:
    """The day on which law is held to be in force."""
    return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
