"""``motcua digest``: what is late, stuck or failing, in Vietnamese, printed and sent by mail."""

from __future__ import annotations

import hashlib

import click

from functions.bootstrap import World
from functions.domain.errors import EffectFailed, Invalid, MotcuaError
from functions.ports import Mail
from functions.services.digest import Digest


@click.command(name="digest", short_help="Sum up what is late, stuck or failing; mail it to MOTCUA_DIGEST_TO")
@click.option("--print-only", is_flag=True, help="Send nothing.")
def command(print_only: bool) -> None:
    """Print the digest of now, and send it to the addresses of MOTCUA_DIGEST_TO, each once a day.

    It counts by office and names neither cases nor people. Run it from a timer each morning.

    Exit status: 0 done; 1 it could not be made, or not be handed over to everybody.
    """
    from functions.bootstrap import world
    from functions.bootstrap.observed import last_report

    here = world()
    try:
        made = here.digesting.make(last_report(here.settings))
        click.echo(made.text(), nl=False)
        to = [] if print_only else [one.strip() for one in here.settings.digest_to.split(",") if one.strip()]
        failed = sum(not _sent(here, made, address) for address in to)
    finally:
        here.close()
    if failed:
        raise EffectFailed(f"The digest was not handed over to {failed} of {len(to)} addresses.")


def _sent(here: World, made: Digest, address: str) -> bool:
    """One id a day and address, so that a timer that fires twice sends the same message."""
    named = hashlib.sha256(f"{made.at:%Y-%m-%d} {address}".encode()).hexdigest()[:24]
    mail = Mail(
        f"digest.{named}", address, here.settings.mail_from, made.subject(), made.text(), here.clock.now()
    )
    try:
        here.mailer.send(mail)
    except (EffectFailed, Invalid) as error:
        click.echo(f"An address did not get it: {_why(error)}", err=True)
        return False
    return True


def _why(error: MotcuaError) -> str:
    return error.message or error.code
