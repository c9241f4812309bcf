"""``motcua``: one command whose subcommands other packages name, so that this one imports none of them.

A subcommand is an entry point of the group ``motcua.commands`` leading to a click command. Its module is
imported when it is called or when ``--help`` wants its summary, never otherwise.

``LANGUAGE=en`` (gettext's own variable) makes commands speak English, except those that write what citizens
or editors read.

Exit status: 0 done; 1 faults were found, or the work failed; 2 the command was called wrongly.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.metadata import EntryPoint, entry_points

import click

from functions.domain.errors import Invalid, MotcuaError
from functions.domain.i18n import _, use_translations
from functions.rendering.language import ENGLISH, translations

GROUP = "motcua.commands"
WRITERS = frozenset({"build", "editor", "handbook", "import", "new", "serve", "units"})
"""Commands whose files and pages are Vietnamese, whatever their caller reads; only their help is English."""


class NotHere(click.ClickException):
    """A command that is declared, but whose parts are not on this machine."""

    exit_code = 1


class Dispatcher(click.Group):
    """A click group that finds its commands among the entry points, and imports them one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(point.name for point in entry_points(group=GROUP))

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        points = entry_points(group=GROUP, name=name)
        return load(next(iter(points))) if points else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line a command. A command that cannot be loaded says so and spoils no other line."""
        rows = []
        for point in sorted(entry_points(group=GROUP), key=lambda each: each.name):
            try:
                rows.append((point.name, load(point).get_short_help_str(limit=90)))
            except NotHere as error:
                rows.append((point.name, error.message))
        with formatter.section(_("Lệnh")):
            formatter.write_dl(rows)


def load(point: EntryPoint) -> click.Command:
    """Import one command. Raises :class:`NotHere` when its own module, or a library it needs, is absent."""
    try:
        command = getattr(importlib.import_module(point.module), point.attr)
    except ModuleNotFoundError as error:
        message = _("{command}: chưa dùng được trên máy này, thiếu {name}").format(
            command=point.name, name=error.name
        )
        raise NotHere(message) from error
    if not isinstance(command, click.Command):
        raise TypeError(f"{point.value} is {type(command).__name__}, not a click command")
    return command


@click.group(
    cls=Dispatcher,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="motcua", prog_name="motcua")
def motcua() -> None:
    """The root of all subcommands; does nothing by itself."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one subcommand and exit with its status; our own errors never show a traceback."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    with ExitStack() as spoken:
        if reads_english(given):
            spoken.enter_context(use_translations(translations(ENGLISH)))
        motcua.help = _("Motcua: mỗi dịch vụ công là một tệp Markdown, từ tệp đến kết quả đã ký số.")
        motcua.epilog = _("Mã thoát: 0 xong; 1 có lỗi trong nội dung hoặc việc không thành; 2 gọi lệnh sai.")
        try:
            motcua.main(args=given, prog_name="motcua", standalone_mode=True)
        except MotcuaError as error:
            report(error)
            sys.exit(1)


def reads_english(given: Sequence[str]) -> bool:
    """Whether this call is answered in English."""
    command = next((one for one in given if not one.startswith("-")), "")
    asked = os.environ.get("LANGUAGE", "").split(":")[0].partition("_")[0] == ENGLISH
    return asked and (command not in WRITERS or "--help" in given or "-h" in given)


def report(error: MotcuaError) -> None:
    """Say on stderr what went wrong, and for input that does not hold every fault with its place."""
    click.echo(_("Lỗi: {message}").format(message=error.message or error.code), err=True)
    for fault in error.faults if isinstance(error, Invalid) else ():
        click.echo(f"  {fault.where}: {fault.message}", err=True)
    if error.retryable:
        click.echo(_("Lỗi này có thể tạm thời: hãy thử lại sau."), err=True)
