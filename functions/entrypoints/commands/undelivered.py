"""``motcua undelivered``: a mail server's report of a mail that came back, on the way into its case."""

from __future__ import annotations

import sys

import click

LARGEST = 2**20


@click.command(name="undelivered", short_help="Take a delivery report from the mail server")
def command() -> None:
    """Read one delivery report (RFC 3464) or complaint (RFC 5965) from stdin and note it in its case.

    Have the mail server pipe what comes back to the sender of notices into this command. Reports that are
    not about a mail of this installation change nothing.

    Exit status: 0 noted, or nothing to note; 1 no report about a mail of ours; 2 called wrongly; 75 try
    again later, as mail servers understand it.
    """
    from functions.bootstrap import world
    from functions.domain.errors import Unavailable
    from functions.entrypoints.mail_news import of_report

    news = of_report(sys.stdin.buffer.read(LARGEST))
    if news is None:
        click.echo("nothing to note: the report tells of no failure")
        return
    here = world()
    try:
        fresh = here.undelivered.report(*news)
    except Unavailable as error:
        click.echo(error.message, err=True)
        sys.exit(75)
    finally:
        here.close()
    click.echo("noted" if fresh else "nothing to note: it was known")
