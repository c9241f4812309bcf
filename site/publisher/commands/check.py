"""``motcua check``: every service file held against every rule, in seconds, without a build."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from publisher.beside import beside
from publisher.catalogue import load, within
from publisher.front_matter import FileFault
from publisher.spelling import misspelt
from publisher.translation import beside as translation_of
from publisher.translation import load_glossary, untranslated


@click.command(name="check", help=_("Kiểm tra các tệp dịch vụ: báo mọi chỗ sai kèm tệp, dòng và cách sửa."))
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--content",
    default="content",
    show_default=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=_("Thư mục nội dung."),
)
@click.option("--translations", is_flag=True, help=_("Kể cả những chỗ chưa có tiếng Anh; không tính là lỗi."))
def command(paths: tuple[Path, ...], content: Path, translations: bool) -> None:
    """Report on PATHS only, or on everything; exit with 1 when there are errors."""
    faults, count = judged(content.absolute(), paths)
    report(faults)
    if translations:
        for line in lacking(content.absolute(), paths):
            click.echo(line)
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


def lacking(content: Path, paths: Sequence[Path] = ()) -> Iterator[str]:
    """One line a procedure that has words without English of its own or among the shared ones."""
    found = load(content, today(), only=paths)
    shared = load_glossary(content / "reference", content.parent)
    names = [str(path.absolute()) for path in paths]
    for page in found.procedures():
        path = content.parent / page.source.path
        if names and not within(path, names):
            continue
        left = [where for where, text in untranslated(page.service, page.words) if text not in shared]
        if left or not (page.words and page.words.body.strip()):
            says = (
                _("{n} lời chưa có tiếng Anh, từ {first}") if left else _("phần hướng dẫn chưa có tiếng Anh")
            )
            said = says.format(n=len(left), first=left[0] if left else "")
            yield f"{translation_of(page.source.path)}:1: {_('ghi chú')}: {said}"


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
