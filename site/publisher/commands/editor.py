"""``motcua editor``: build the editors' page, and serve it before the repository of this machine."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

import click

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from publisher.commands.check import judged
from publisher.editor.choices import Choices
from publisher.editor.configuration import configuration
from publisher.editor.door import Door
from publisher.editor.git_host import load_git_host
from publisher.editor.page import write_page
from publisher.editor.repository import Author, Repository
from publisher.editor.server import HOST, MAX_BODY, PAGE, Server
from publisher.front_matter import FileFault


@click.command(
    name="editor", help=_("Mở trang soạn bài /bien-tap/: sửa nội dung bằng biểu mẫu, lưu thẳng vào kho git.")
)
@click.option(
    "--content",
    default="content",
    show_default=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=_("Thư mục nội dung."),
)
@click.option(
    "--output",
    default="build/editor",
    show_default=True,
    type=click.Path(file_okay=False, path_type=Path),
    help=_("Thư mục ghi trang ra."),
)
@click.option("--port", default=8070, show_default=True, help=_("Cổng trên máy này; 0 là cổng còn trống."))
@click.option("--name", default="", help=_("Tên người sửa, ghi vào kho; mặc định theo git."))
@click.option("--email", default="", help=_("Thư điện tử của người sửa; mặc định theo git."))
@click.option(
    "--git-host", is_flag=True, help=_("Chỉ dựng trang dùng máy chủ git khai ở content/reference/editor.yml.")
)
def command(content: Path, output: Path, port: int, name: str, email: str, git_host: bool) -> None:
    """Serve until Ctrl-C; with ``--git-host`` build the page for a province's git host and end."""
    content = content.absolute()
    choices = Choices.load(content)
    if git_host:
        host = load_git_host(content)
        if host is None:
            raise Invalid(_("Chưa có content/reference/editor.yml. Xem trang “Soạn bài” của sổ tay."))
        write_page(output, configuration(choices, host), host)
        click.echo(
            _("Đã dựng trang soạn bài vào {folder}. Đặt ở {page} của cổng.").format(folder=output, page=PAGE)
        )
        return
    repository = Repository.around(content)
    author = Author(name, email) if name and email else repository.author()
    write_page(output, configuration(choices, branch=repository.branch))

    def judge(paths: Sequence[Path]) -> Sequence[FileFault]:
        return judged(content, paths)[0]

    _serve(
        Server(output, Door(content, repository, author, judge), secret := secrets.token_urlsafe(24)),
        port,
        secret,
    )


def _serve(server: Server, port: int, secret: str) -> None:
    from waitress.server import create_server

    try:
        listening = create_server(
            server, host=HOST, port=port, threads=2, max_request_body_size=MAX_BODY, ident=None
        )
    except OSError as error:
        reason = _("Không mở được cổng {port}: {reason}. Chọn cổng khác bằng --port.")
        raise Invalid(reason.format(port=port, reason=error.strerror)) from error
    address = f"http://{HOST}:{listening.effective_port}{PAGE}?ma={secret}"
    click.echo(_("Mở trang soạn bài: {address}").format(address=address))
    click.echo(_("Chỉ máy này mở được. Ai có địa chỉ trên thì sửa được nội dung; dừng bằng Ctrl-C."))
    try:
        listening.run()
    finally:
        listening.close()
