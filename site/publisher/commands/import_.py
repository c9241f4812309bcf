"""``motcua import``: records of the national database as drafts; later changes merged into edited files."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from publisher.commands.check import file_faults
from publisher.commands.check import report as report_faults
from publisher.importer import extend
from publisher.importer.base import FOLDER, Bases
from publisher.importer.intake import Intake, Outcome, Taken
from publisher.importer.places import look_around
from publisher.importer.records import Record, chosen, read_files, require_codes
from publisher.importer.report import write_report
from publisher.importer.tally import Tally, tally
from publisher.importer.vocabulary import load_vocabulary
from publisher.reference import load_reference

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(
    name="import",
    help=_("Nhập bản ghi của cơ sở dữ liệu quốc gia về thủ tục (JSON, JSON từng dòng, gzip) thành tệp nháp.")
    + "\n\n"
    + _("Nhập lại thì chỉ nhận điều đã đổi ở bản quốc gia; chữ người biên tập đã sửa được giữ nguyên."),
    epilog=_("Mã thoát: 0 xong; 1 có bản ghi không nhập được hoặc có chỗ phải chọn; 2 gọi lệnh sai."),
)
@click.argument("files", nargs=-1, required=True, type=_FILE, metavar=_("TỆP…"))
@click.option("--only", multiple=True, metavar=_("MÃ"), help=_("Chỉ nhập mã này; viết nhiều lần được."))
@click.option(
    "--level",
    type=click.Choice(["commune", "province", "all"]),
    default="all",
    show_default=True,
    help=_("Chỉ nhập thủ tục mà cấp xã, hoặc cấp tỉnh, thực hiện."),
)
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Thư mục ghi tệp mới; mặc định là procedures trong thư mục nội dung."),
)
@click.option("--content", default="content", show_default=True, type=_FOLDER, help=_("Thư mục nội dung."))
@click.option(
    "--report",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Ghi việc phải quyết của từng bản ghi; tên tệp tận cùng .json thì ghi JSON. Viết nhiều lần được."),
)
@click.option(
    "--crawled",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar=_("NĂM-THÁNG-NGÀY"),
    help=_("Ngày lấy dữ liệu từ trang quốc gia; ghi vào “source.checked_on”."),
)
@click.option(
    "--extend-reference",
    is_flag=True,
    help=_("Thêm lĩnh vực, cơ quan chưa có vào sectors.yml, authorities.yml trước khi nhập."),
)
@click.option("--dry-run", is_flag=True, help=_("Chạy thử: xem kết quả, không ghi tệp nội dung nào."))
def command(
    files: tuple[Path, ...],
    only: tuple[str, ...],
    level: str,
    into: Path | None,
    content: Path,
    report: tuple[Path, ...],
    crawled: datetime | None,
    extend_reference: bool,
    dry_run: bool,
) -> None:
    """Exit with 1 when a record was refused or failed, or when there are conflicts to decide."""
    content = content.absolute()
    into = (into or content / "procedures").absolute()
    with _faults_by_line():
        records = read_files(files)
        require_codes(records, only)
        wanted = chosen(records.good.values(), only, level)
        if extend_reference and not dry_run:
            _extend(_intake(content, into, crawled, dry=True), wanted, content)
        taken = _run(_intake(content, into, crawled, dry=dry_run), wanted)
    figures = tally(taken)
    for path in report:
        write_report(path, taken, figures, records.faults)
    report_faults(records.faults)
    _tell(taken, figures, dry=dry_run)
    troubled = {Outcome.FAILED, Outcome.CONFLICT} & set(figures.outcomes)
    sys.exit(1 if records.faults or troubled else 0)


@contextmanager
def _faults_by_line() -> Iterator[None]:
    """What cannot be read at all is told by file and line, as ``motcua check`` tells it; exit status 1."""
    try:
        yield
    except Invalid as error:
        if not error.faults:
            raise
        report_faults(file_faults(error))
        click.echo(_("Lỗi: {message}").format(message=error.message), err=True)
        sys.exit(1)


def _intake(content: Path, into: Path, crawled: datetime | None, *, dry: bool) -> Intake:
    folder = content / "reference"
    reference = load_reference(folder, content.parent)
    return Intake(
        vocabulary=load_vocabulary(reference, folder),
        places=look_around(content, into),
        bases=Bases(content / FOLDER),
        root=content.parent,
        crawled=crawled.date() if crawled else None,
        dry=dry,
    )


def _run(intake: Intake, records: list[Record]) -> list[Taken]:
    """Take in all records, with a bar on stderr where somebody watches."""
    with click.progressbar(
        intake.run(records), length=len(records), label=_("Đang nhập"), file=sys.stderr
    ) as bar:
        return list(bar)


def _extend(intake: Intake, records: list[Record], content: Path) -> None:
    sectors, agencies = extend.extend_reference(tally(_run(intake, records)), content)
    click.echo(
        _("Đã thêm {sectors} lĩnh vực, {agencies} cơ quan.").format(sectors=sectors, agencies=agencies)
    )


def _tell(taken: list[Taken], figures: Tally, *, dry: bool) -> None:
    for one in taken:
        if one.outcome is Outcome.FAILED:
            click.echo(f"{one.code}: {_('lỗi')}: {one.reason}")
        elif one.outcome is Outcome.CONFLICT:
            said = _("{code}: {n} chỗ phải chọn, đánh dấu ở {path}")
            click.echo(said.format(code=one.code, n=len(one.conflicts), path=one.path))
    told = ", ".join(f"{outcome.say()} {n}" for outcome, n in figures.outcomes.most_common())
    click.echo(_("{n} bản ghi: {told}.").format(n=figures.records, told=told or _("không có gì để nhập")))
    share = figures.doubts
    click.echo(
        _("Không có chỗ ngờ {none}, 1–3 chỗ {some}, từ 4 chỗ {many}.").format(
            none=share.none, some=share.some, many=share.many
        )
    )
    if dry:
        click.echo(_("Chạy thử: chưa ghi gì vào nội dung."))
