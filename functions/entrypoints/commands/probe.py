"""``motcua probe``: a synthetic application through the real doors, and the report for the status page."""

from __future__ import annotations

import os
import time

import click

from functions.domain.errors import MotcuaError
from functions.domain.status import Part, PartState, Report
from functions.settings import Settings, load

PATIENCE = 60.0


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
    try:
        return {Part.MAIL: PartState.WORKS if _sent(code) else PartState.FAILS}
    except MotcuaError:
        return {}


def _sent(code: str) -> bool:
    from functions.bootstrap import world

    here = world()
    try:
        case_id, end = here.cases.by_code(code), time.monotonic() + PATIENCE
        while True:
            told = [one.data for one in here.store.cases.events(case_id) if one.type == "notified"]
            mails = [one["outcome"] for one in told if one["channel"] == "email"]
            if mails or time.monotonic() > end:
                return "sent" in mails
            time.sleep(0.5)
    finally:
        here.close()
