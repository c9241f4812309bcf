"""Commands, from click: what each does, takes and says."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points

import click

from functions.domain.i18n import _
from publisher.handbook.markdown import code, page, table
from publisher.handbook.says import plain

GROUP = "motcua.commands"


def commands() -> dict[str, click.Command]:
    """All subcommands of ``motcua`` by name; those whose module is not on this machine say so."""
    points = sorted(entry_points(group=GROUP), key=lambda one: one.name)
    return {point.name: _loaded(point) for point in points}


def _loaded(point: EntryPoint) -> click.Command:
    try:
        command = getattr(importlib.import_module(point.module), point.attr)
    except ModuleNotFoundError:
        return click.Command(point.name, help=_("Chưa dùng được ở bản này."))
    if not isinstance(command, click.Command):
        raise TypeError(f"{point.value} is {type(command).__name__}, not a click command")
    return command


def commands_page() -> str:
    """One section a command, after a list of all."""
    known = commands()
    rows = ((f"[{code(f'motcua {name}')}](#{name})", plain(_summary(one))) for name, one in known.items())
    return page(
        _("# Lệnh"),
        _(
            "Mã thoát của mọi lệnh: 0 xong; 1 có lỗi hoặc việc không thành; 2 gọi lệnh sai. `--help` nói "
            "như trang này."
        ),
        table((_("Lệnh"), _("Làm gì")), rows),
        *(section for name, one in known.items() for section in _sections(name, one, 2)),
    )


def _summary(command: click.Command) -> str:
    return command.get_short_help_str(limit=200)


def _sections(path: str, command: click.Command, level: int) -> Iterator[str]:
    context = click.Context(command, info_name=f"motcua {path}")
    usage = " ".join([context.info_name or "", *command.collect_usage_pieces(context)])
    title = f"{'#' * level} motcua {path} {{ #{path.replace(' ', '-')} }}"
    told = dict.fromkeys(
        filter(
            None,
            (plain(command.help or ""), plain(command.callback.__doc__ or "") if command.callback else ""),
        )
    )
    options = table((_("Tham số"), _("Nghĩa"), _("Sẵn có")), _parameters(command, context))
    yield page(title, f"```text\n{usage}\n```", *told, options)
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            yield from _sections(f"{path} {name}", inner, level + 1)


def _parameters(command: click.Command, context: click.Context) -> Iterator[tuple[str, ...]]:
    for one in command.get_params(context):
        if isinstance(one, click.Option):
            record = one.get_help_record(context)
            if record is None or one.name == "help":
                continue
            names = ", ".join(code(name) for name in (*one.opts, *one.secondary_opts))
            kind = "" if one.is_flag else f" {one.make_metavar(context)}"
            default = one.default if isinstance(one.default, str | int) and not one.is_flag else ""
            yield names + kind, plain(one.help or ""), code(str(default))
        else:
            yield code(one.make_metavar(context)), "", ""
