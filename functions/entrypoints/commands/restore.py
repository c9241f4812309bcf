"""``motcua restore``: an installation from a backup, where none is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from functions.bootstrap.own_server import restore, restoring
from functions.settings import load

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command(name="restore", short_help="Make an installation from a backup, where none is")
@click.argument("backup", type=_FOLDER)
@click.option("--keys", type=_FOLDER, help="Backup of the keys, where they were put apart.")
@click.option(
    "--without-keys", is_flag=True, help="Restore without keys; you put them there before the start."
)
@click.option("--check", is_flag=True, help="Only hold the backup against its manifest.")
@click.option(
    "--hold-notices", is_flag=True, help="Set aside messages that may have gone out since the backup."
)
@click.option(
    "--skip-numbers",
    type=click.IntRange(min=0),
    default=1000,
    show_default=True,
    help="How many case numbers of today each office leaves out, since lost cases may have had them.",
)
def command(
    backup: Path, keys: Path | None, without_keys: bool, check: bool, hold_notices: bool, skip_numbers: int
) -> None:
    """Restore BACKUP into MOTCUA_STATE, which must be empty or not there; then verify every chain of events.

    Every file is held against the manifest; one that is missing, cut off or altered is named, and nothing is
    restored. The database is brought to the shape of this release. Effects that were owed go on; messages
    that went out after the backup go out again under the same id, unless they are held (for “motcua outbox”).

    Exit status: 0 done, and every chain is whole; 1 refused, or some chain is broken (each is named).
    """
    given = restoring(backup, keys, without_keys, hold_notices, skip_numbers)
    if check:
        manifest = given.check()
        click.echo(f"{backup} is whole: {len(manifest.entries)} files, made {manifest.head.made_at}")
        return
    settings = load(os.environ)
    restored, cases, faults = restore(settings, given)
    head = restored.manifest.head
    click.echo(f"restored {backup}, made {head.made_at} by motcua {head.program}, into {settings.state}")
    click.echo(f"{restored.owed} effects are owed and will be done, {restored.held} notices are held")
    for fault in faults:
        click.echo(f"{fault.where}: {fault.message}", err=True)
    click.echo(f"{cases} chains of events audited, {len(faults)} faults")
    if without_keys:
        click.echo(
            f"Put master.key, tokens.key and test-authority into {settings.state} before the start.", err=True
        )
    if faults:
        sys.exit(1)
