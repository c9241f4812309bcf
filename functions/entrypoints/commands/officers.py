"""``motcua officers``: who may sign in to the workspace, in which office and which roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from functions.services.staff import Staff, generated_password


@contextmanager
def _staff() -> Iterator[Staff]:
    from functions.bootstrap import world

    here = world()
    try:
        yield Staff(here.store.officers, here.catalogue.reference, here.clock)
    finally:
        here.close()


def _password(generate: bool) -> str:
    """Asked for twice without showing it, or made and shown this once. It is stored hashed only."""
    if not generate:
        return str(
            click.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True)
        )
    made = generated_password()
    click.echo(f"Password, shown only now: {made}")
    return made


_generate = click.option(
    "--generate", is_flag=True, help="Make a password and print it once, instead of asking for one."
)


@click.group(name="officers", short_help="Add officers, give passwords, close accounts")
def command() -> None:
    """Officers of this installation.

    Each works in one office (“so_tu_phap”, or “ubnd_xa:21025” for bodies of a commune) and in one or more
    roles of content/reference/roles.yml. Passwords are stored hashed (scrypt) and never logged.
    """


@command.command()
@click.argument("login")
@click.option("--name", required=True, help="The name that stands on pages and signed documents.")
@click.option("--office", required=True, help="Id of the office, see “motcua officers offices”.")
@click.option("--role", "roles", required=True, multiple=True, help="A role; repeat for several.")
@click.option("--position", default="", help="What stands above the name on documents.")
@_generate
def add(login: str, name: str, office: str, roles: tuple[str, ...], position: str, generate: bool) -> None:
    """Add an officer who signs in as LOGIN."""
    with _staff() as staff:
        staff.check(login, name, office, roles)
        made = staff.add(login, name, office, roles, _password(generate), position)
    click.echo(f"Added {made.login}: {', '.join(made.roles)} at {made.office_id}")


@command.command(name="list")
@click.option("--office", default=None, help="Only those of one office.")
def list_officers(office: str | None) -> None:
    """List officers: login, state, office, roles, name."""
    with _staff() as staff:
        for one in staff.officers.list(office):
            state = "active" if one.active else "closed"
            click.echo("\t".join((one.login, state, one.office_id, ",".join(one.roles), one.name)))


@command.command()
@click.argument("words", nargs=-1)
def offices(words: tuple[str, ...]) -> None:
    """List the offices that exist today, or those whose id or name holds all WORDS."""
    with _staff() as staff:
        for office in staff.offices():
            line = f"{office.id}\t{office.name}"
            if all(word.casefold() in line.casefold() for word in words):
                click.echo(line)


@command.command()
@click.argument("login")
@_generate
def password(login: str, generate: bool) -> None:
    """Give LOGIN a new password. Every session of this officer ends."""
    with _staff() as staff:
        staff.known(login)
        changed = staff.set_password(login, _password(generate))
    click.echo(f"{changed.login} has a new password; sessions begun before have ended")


@command.command()
@click.argument("login")
def disable(login: str) -> None:
    """Close the account of LOGIN: no sign-in, and sessions end at once. What they did stays theirs."""
    with _staff() as staff:
        staff.set_active(login, False)
    click.echo(f"{login} is closed")


@command.command()
@click.argument("login")
def enable(login: str) -> None:
    """Open a closed account again, with the password that it had."""
    with _staff() as staff:
        staff.set_active(login, True)
    click.echo(f"{login} is open")
