"""``motcua review A..B``: what a change of the content means, before it is published."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from publisher.commands.check import file_faults, report, today
from publisher.progress import Progress
from publisher.review.counts import read_counts
from publisher.review.formats import FORMATS
from publisher.review.whole import review

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(
    name="review",
    help=_("Nói một thay đổi nội dung có nghĩa gì: giấy tờ, lệ phí, thời hạn, câu hỏi, bản nháp, trang.")
    + "\n\n"
    + _("“A..B” so bản A với bản B; “A...B” so B với gốc chung; “A” so với thư mục làm việc."),
    epilog=_("Mã thoát: 0 xong; 1 bản mới có chỗ chưa đọc được hoặc chưa công bố được; 2 gọi lệnh sai."),
)
@click.argument("revisions", metavar="A..B", default="HEAD")
@click.option(
    "--format",
    "form",
    type=click.Choice([*FORMATS]),
    default="text",
    show_default=True,
    help=_("Chữ cho màn hình 80 cột, Markdown cho yêu cầu hợp nhất, hay JSON cho máy."),
)
@click.option("--content", default="content", show_default=True, type=_FOLDER, help=_("Thư mục nội dung."))
@click.option("--counts", type=_FILE, help=_("Số bản nháp, hồ sơ theo bản, lấy bằng: motcua counts"))
@click.option("--build", type=_FOLDER, help=_("Thư mục dựng, nơi còn các bản đã công bố trước A."))
@click.option("--once-only", is_flag=True, help=_("Thêm: giấy tờ cả danh mục hỏi hơn một lần."))
def command(
    revisions: str, form: str, content: Path, counts: Path | None, build: Path | None, once_only: bool
) -> None:
    """Exit with 1 when the newer side has errors; everything that could be read is told all the same."""
    numbers = read_counts(counts) if counts else None
    try:
        made = review(
            *(revisions, content, today()),
            counts=numbers,
            build=build,
            across=once_only,
            progress=Progress(),
        )
    except Invalid as error:
        report(file_faults(error))
        click.echo(_("Lỗi: {message}").format(message=error.message), err=True)
        sys.exit(1)
    click.echo(FORMATS[form](made), nl=False)
    sys.exit(1 if made.broken else 0)
