"""``motcua backup``: a whole copy of the installation, taken while it serves."""

from __future__ import annotations

import os
from pathlib import Path

import click

from functions.bootstrap.own_server import back_up, not_backed_up
from functions.settings import load

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(name="backup", short_help="Copy database, files and, if wanted, keys while the portal serves")
@click.argument("folder", type=_FOLDER)
@click.option(
    "--keys", "keys_into", type=_FOLDER, help="Put the keys into a backup of their own, in this folder."
)
@click.option(
    "--with-keys", is_flag=True, help="Put the keys into the backup too. Whoever has it reads every case."
)
@click.option(
    "--keep", type=click.IntRange(min=0), default=0, help="How many backups stay in the folder; 0 for all."
)
def command(folder: Path, keys_into: Path | None, with_keys: bool, keep: int) -> None:
    """Make FOLDER/motcua-<time>, which appears when it is whole and never before.

    It holds the database as it was at one moment, every file that it names, and a manifest with sizes and
    SHA-256. Files that the last backup in FOLDER had share its place on the disk, so that a daily backup
    costs what is new. FOLDER should be on another disk, and a copy of it on another machine.

    Exit status: 0 done; 1 nothing was made (the reason is told, and kept for “motcua doctor”).
    """
    if keys_into and with_keys:
        raise click.UsageError("--keys puts the keys apart and --with-keys puts them in: choose one.")
    if keys_into and keys_into.resolve() == folder.resolve():
        raise click.UsageError("--keys names the folder of the backup itself: then they are not apart.")
    settings = load(os.environ)
    taken = back_up(settings, folder, keys_into, with_keys, keep)
    size = f"{taken.bytes / 2**20:.1f} MiB"
    click.echo(f"{taken.place}: {taken.entries} files, {size}, {taken.linked} shared with the backup before")
    for gone in taken.removed:
        click.echo(f"removed {gone}")
    _warn(with_keys, keys_into, settings.files)
    for name in not_backed_up(settings):
        click.echo(f"not in the backup: {settings.state / name}", err=True)


def _warn(with_keys: bool, keys_into: Path | None, files: str) -> None:
    if with_keys:
        click.echo(
            "WARNING: the keys are in this backup. Whoever gets hold of it reads every case.", err=True
        )
    elif keys_into is None:
        click.echo(
            "WARNING: the keys are in no backup. Without master.key nobody reads these cases again: keep a "
            "copy elsewhere, or give --keys.",
            err=True,
        )
    if files != "folder":
        click.echo(f"Files lie in {files} and are backed up there, not here.", err=True)
