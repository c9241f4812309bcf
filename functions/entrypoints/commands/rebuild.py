"""``motcua rebuild``: the lists of cases made anew from their events."""

from __future__ import annotations

import sys

import click

from functions.services.rebuild import Rebuilding, all_cases


@click.command(name="rebuild", short_help="Make the lists of cases anew from their events")
def command() -> None:
    """Fold every case's events and replace what inboxes and look-ups know of it.

    Events are the truth and are only read. It may run while the portal serves: a case that moves on
    meanwhile keeps its newer entry. Progress goes to stderr.

    Exit status: 0 done; 1 some case could not be read (each is named).
    """
    from functions.bootstrap import world

    here = world()
    rebuilding, done, faults = Rebuilding(here.cases), 0, 0
    try:
        for case_id in all_cases(here.cases):
            fault = rebuilding.rebuild(case_id)
            if fault is not None:
                faults += 1
                click.echo(f"{fault.where}: {fault.message}", err=True)
            done += 1
            if done % 1000 == 0:
                click.echo(f"{done} cases …", err=True)
    finally:
        here.close()
    click.echo(f"rebuilt {done - faults} of {done} cases")
    if faults:
        sys.exit(1)
