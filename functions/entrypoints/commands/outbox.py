"""``motcua outbox``: what is owed, what was given up on, and another try for it."""

from __future__ import annotations

import click

from functions.domain.errors import NotFound
from functions.ports import Outbox

_SHOWN = 100


@click.command(name="outbox", short_help="Show effects that are owed; try again what was given up on")
@click.option("--revive", metavar="ID|all", help="Let a dead row, or all of them, be tried from the start.")
def command(revive: str | None) -> None:
    """Show how many effects (scans, documents, messages, erasures) are owed, and which were given up on.

    Dead rows wait for a person: mend what their last error names, then revive them. A running
    “motcua serve” takes revived rows up by itself.

    Exit status: 0 nothing is dead; 1 dead rows remain, or the row to revive is not there.
    """
    from functions.bootstrap import world

    here = world()
    outbox = here.store.outbox
    try:
        if revive is not None:
            click.echo(f"revived {_revive(outbox, revive)}")
        _show(outbox)
        if outbox.counts()["dead"]:
            raise SystemExit(1)
    finally:
        here.close()


def _revive(outbox: Outbox, which: str) -> int:
    """Raises :class:`NotFound` for a row that is not among the dead."""
    if which != "all":
        if not outbox.revive(which):
            raise NotFound(f"No dead row has the id “{which}”. “motcua outbox” lists them.")
        return 1
    revived = 0
    while dead := outbox.dead(_SHOWN):
        revived += sum(outbox.revive(row.id) for row in dead)
    return revived


def _show(outbox: Outbox) -> None:
    counts = outbox.counts()
    for state in ("pending", "claimed", "dead"):
        click.echo(f"{state:8} {counts[state]:6}")
    dead = outbox.dead(_SHOWN)
    for row in dead:
        click.echo(f"\n{row.id}\n  {row.kind}, {row.attempts} attempts: {row.last_error}")
    if counts["dead"] > len(dead):
        click.echo(f"\nand {counts['dead'] - len(dead)} more")
