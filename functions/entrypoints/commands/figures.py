"""``motcua figures``: what the scoreboard shows of the log."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click


@click.command(name="figures", short_help="Count applications from the log for the scoreboard")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="First day; 1 January of this year if not given."
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Last day; today if not given.")
@click.option("--stdout", is_flag=True, help="Print instead of writing figures.json into the build folder.")
def command(since: datetime | None, until: datetime | None, stdout: bool) -> None:
    """Count what was received, answered, answered in time and is late; the next build shows it.

    Cases last touched by an older version of the program have no time of answer: run “motcua rebuild” once.

    Exit status: 0 done; 1 the store cannot be read or the file not be written; 2 called wrongly.
    """
    from functions.bootstrap import world
    from functions.services.figures import figures

    here = world()
    try:
        today = here.clock.now().astimezone(here.cases.calendar.zone).date()
        last = until.date() if until else today
        first = since.date() if since else date(last.year, 1, 1)
        made = figures(here.cases, first, last)
        target = here.settings.build / "figures.json"
    finally:
        here.close()
    if stdout:
        click.echo(_text(made), nl=False)
    else:
        _write(target, made)
        click.echo(f"Written to {target}. Run: motcua build")


def _text(made: dict[str, Any]) -> str:
    return json.dumps(made, indent=2, sort_keys=True) + "\n"


def _write(target: Path, made: dict[str, Any]) -> None:
    """Whole or not at all: a build may be reading."""
    fresh = target.with_suffix(".fresh")
    fresh.write_text(_text(made), encoding="utf-8")
    fresh.replace(target)
