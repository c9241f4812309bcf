"""``motcua probe``: a synthetic application through the real doors, and the report for the status page."""

from __future__ import annotations

import os

import click

from functions.domain.errors import MotcuaError
from functions.domain.status import Part, PartState, Report
from functions.settings import Settings, load


@click.command(
    name="probe", short_help="Try the installation as a citizen would; write the status page's report"
)
@click.option("--address", default="", help="Where it answers; MOTCUA_PUBLIC_URL unless given.")
@click.option("--no-report", is_flag=True, help="Only try; leave the status page's report as it is.")
def command(address: str, no_report: bool) -> None:
    """Send an application of nobody's by the form, check it, send it, follow it, take it back.

    It belongs to the service “thu-he-thong”, which no list shows: no officer sees it, no figure counts it;
    it is erased after a day. With MOTCUA_PROBE_MAIL its notice goes to that mailbox. Run it from a timer,
    every ten minutes: the status page says “không biết” once its report is older than half an hour.

    Exit status: 0 all parts work; 1 one fails, or the report cannot be written.
    """
    from functions.bootstrap.observed import hang, journey

    settings = load(os.environ)
    run = journey(settings, address)
    report = run.run()
    report = Report({**report.states, **_mail(settings, run.code)})
    stamped = report if no_report else hang(settings, report)
    for part in Part:
        click.echo(f"{part.value:6} {stamped.of(part).value}")
    for line in run.trouble:
        click.echo(line, err=True)
    if not stamped.whole:
        raise SystemExit(1)


def _mail(settings: Settings, code: str) -> dict[Part, PartState]:
    """Whether the notice of the probe's own case went out; unknown where nobody can tell."""
    if not code or not settings.probe_mail:
        return {}
    from functions.bootstrap import world
    from functions.services.probe import mail_went_out

    try:
        here = world()
        try:
            sent = mail_went_out(here.cases, code)
        finally:
            here.close()
    except MotcuaError:
        return {}
    return {Part.MAIL: PartState.WORKS if sent else PartState.FAILS}
