"""``motcua migrate``: the shape of the database file, forward and back."""

from __future__ import annotations

import os

import click

from functions.bootstrap.own_server import database_file
from functions.domain.errors import Invalid
from functions.settings import load


@click.command(name="migrate", short_help="Show, and with --to change, the shape of the database")
@click.option("--to", type=click.IntRange(min=1), help="Take all steps to this shape, forward or back.")
@click.option("--newest", is_flag=True, help="Take all steps to the shape of this program.")
@click.option("--mend", is_flag=True, help="Make indexes and triggers that are missing anew.")
@click.option("--yes", is_flag=True, help="Do not ask before a step that loses something.")
def command(to: int | None, newest: bool, mend: bool, yes: bool) -> None:
    """Say which shape the database has, which steps lead to the wanted one, and what is not as it should be.

    Starting “motcua serve” takes all steps forward by itself. To go back to an older release: stop the
    portal, run “motcua migrate --to N” with the release that is still installed, then install the older
    one. Each step holds as a whole or not at all. Before the first, a copy of the database is put beside
    it, named after its shape. It holds people's papers and the keys of cases that are erased later: remove
    it when the new release has proved itself.

    Exit status: 0 done, and the database is as its shape says; 1 it is not, or a step failed and left
    nothing behind.
    """
    file = database_file(load(os.environ))
    if mend:
        for name in file.mend():
            click.echo(f"made anew: {name}")
    present = file.shape()
    wanted = file.newest if to is None else to
    plan = file.plan(wanted)
    click.echo(f"{file.path} has shape {present}; this program knows shapes up to {file.newest}")
    for step in plan:
        direction = "forward" if step.forward else "back"
        click.echo(f"  {direction} to {step.to_shape}: {step.migration.name}")
        if step.lost:
            click.echo(f"    loses {step.lost}")
    if plan and (newest or to is not None):
        _ask([step.lost for step in plan if step.lost], yes)
        copy = file.migrate(wanted)
        click.echo(f"shape {wanted} now" + (f"; as it was before: {copy}" if copy else ""))
    for at, before, after, program in file.history():
        click.echo(f"  {at}  {before} → {after}  by {program or 'an unnamed release'}")
    if faults := file.differences():
        raise Invalid("The database is not as its shape says. Try “motcua migrate --mend”.", faults)


def _ask(lost: list[str], yes: bool) -> None:
    if lost and not yes:
        click.confirm(f"This loses {', '.join(lost)}. Go on?", abort=True)
