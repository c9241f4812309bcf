"""``motcua status``: what the installation stands on, what waits in it, and which alarms are on."""

from __future__ import annotations

import json
import os

import click

from functions.services.survey import Now


@click.command(name="status", short_help="Say what works, what waits and which alarms are on")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.option(
    "--metrics", is_flag=True, help="The measures of this machine as Prometheus reads them, and no more."
)
def command(as_json: bool, metrics: bool) -> None:
    """Try what a sending stands on, count what waits, and name the alarms that are on.

    Each alarm has an entry of its name in the run-book (van-hanh/so-tay-su-co). Alarms that need a history,
    such as “requests-slow”, are judged by whoever collects the measures.

    Exit status: 0 no alarm is on; 1 one is, or the installation cannot be opened.
    """
    from functions.bootstrap import world
    from functions.bootstrap.observed import probed_at

    if metrics:
        click.echo(_metrics(), nl=False)
        return
    here = world()
    try:
        now = here.survey.look(probed_at(here.settings))
        late, drafts = here.survey.count() if not _store_away(now) else (None, None)
    finally:
        here.close()
    (_tell_json if as_json else _tell)(now, late, drafts)
    if now.alarms():
        raise SystemExit(1)


def _metrics() -> str:
    from functions.bootstrap.observed import measured
    from functions.settings import load

    return measured(load(os.environ))


def _store_away(now: Now) -> bool:
    return any(one.check == "store" and one.state == "failed" for one in now.findings)


def _tell(now: Now, late: int | None, drafts: int | None) -> None:
    for one in now.findings:
        click.echo(f"{one.check:10} {one.state:9} {one.detail}".rstrip())
    for state, count in now.outbox.items():
        click.echo(f"{'effects':10} {state:9} {count}")
    if late is not None:
        click.echo(f"{'cases':10} {'late':9} {late}")
        click.echo(f"{'drafts':10} {'kept':9} {drafts}")
    age = "never" if now.probe_age is None else f"{now.probe_age / 60:.0f} minutes ago"
    click.echo(f"{'probe':10} {'last':9} {age}")
    for alarm in now.alarms():
        click.echo(f"ALARM {alarm.name}: {alarm.says}.")


def _tell_json(now: Now, late: int | None, drafts: int | None) -> None:
    made = {
        "checks": {one.check: {"state": one.state, "detail": one.detail} for one in now.findings},
        "effects": dict(now.outbox),
        "longest_wait_seconds": now.wait,
        "cases_late": late,
        "drafts": drafts,
        "probe_age_seconds": now.probe_age,
        "alarms": [one.name for one in now.alarms()],
    }
    click.echo(json.dumps(made, indent=2))
