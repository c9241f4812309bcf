"""``motcua build``: the portal and the catalogue, or nothing when a file is broken."""

from __future__ import annotations

import gc
import signal
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

import click

from functions.domain.errors import Invalid, MotcuaError
from functions.domain.i18n import _
from publisher.build import Built, Publisher
from publisher.commands.check import file_faults, report, today
from publisher.progress import Progress
from publisher.watch import watch


@click.command(name="build", help=_("Dựng cổng (build/www) và danh mục đã biên dịch (build/catalogue)."))
@click.option(
    "--content",
    default="content",
    show_default=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=_("Thư mục nội dung."),
)
@click.option(
    "--output",
    default=None,
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Thư mục ghi ra; mặc định là build, bản xem trước là build/preview."),
)
@click.option(
    "--settings",
    default="pelicanconf.py",
    show_default=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Cấu hình Pelican; publishconf.py cho bản công bố."),
)
@click.option("--full", is_flag=True, help=_("Dựng lại từ đầu, không dùng gì của lần trước."))
@click.option(
    "--preview",
    is_flag=True,
    help=_("Bản xem trước riêng: cả bản nháp và bài hẹn ngày đăng, đánh dấu trên từng trang."),
)
@click.option(
    "--progress/--no-progress", default=None, help=_("Báo tiến độ; mặc định chỉ báo khi có màn hình lệnh.")
)
@click.option("--watch", "watching", is_flag=True, help=_("Dựng lại mỗi khi có tệp đổi, đến khi bị dừng."))
def command(
    content: Path,
    output: Path | None,
    settings: Path,
    full: bool,
    preview: bool,
    progress: bool | None,
    watching: bool,
) -> None:
    """Exit with 1, and publish nothing, when any file has an error."""
    gc.set_threshold(100_000, 50, 50)  # ten thousand rows are no garbage, and looking for some takes longest
    output = output or Path("build/preview" if preview else "build")
    publisher = Publisher(
        content.absolute(), output.absolute(), settings.absolute(), Progress(progress), preview=preview
    )
    if watching:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            watch(publisher, today, partial(_tell, output))
        return
    try:
        built = publisher.build(today(), full=full)
    except Invalid as error:
        report(file_faults(error))
        click.echo(_("Lỗi: {message}").format(message=error.message), err=True)
        sys.exit(1)
    _tell_done(built, output)


def _tell(output: Path, result: Built | MotcuaError, seconds: float) -> None:
    """After one build of a watch."""
    if isinstance(result, Built):
        _tell_done(result, output)
    else:
        faults = file_faults(result) if isinstance(result, Invalid) else []
        report([fault for fault in faults if fault.level == "error"])
        click.echo(_("Lỗi: {message}").format(message=result.message), err=True)
    click.echo(_("({seconds} giây; đang chờ tệp đổi)").format(seconds=f"{seconds:.2f}".replace(".", ",")))


def _tell_done(built: Built, output: Path) -> None:
    report(built.faults)
    if built.warnings > len(built.faults):
        more = built.warnings - len(built.faults)
        click.echo(_("Còn {n} nhắc nhở ở các tệp không đổi; xem bằng: motcua check").format(n=more))
    click.echo(
        _("Đã dựng {n} dịch vụ vào {folder}: đọc {read} tệp, ghi {written}, xóa {deleted}.").format(
            n=built.services, folder=output, read=built.read, written=built.written, deleted=built.deleted
        )
    )
