"""``motcua buckets``: the buckets for files, held against the shape that they must have, or made so."""

from __future__ import annotations

import os
import sys

import click


@click.command(name="buckets", short_help="Check the buckets for files, or make them as they must be")
@click.option("--create", is_flag=True, help="Make what is missing, and set what can be set.")
def command(create: bool) -> None:
    """Name each bucket that is otherwise than it must be, with what to do about it.

    For MOTCUA_FILES=s3. With --create, missing buckets are made, and versions, lifecycle, CORS for
    MOTCUA_PUBLIC_URL and encryption are set; objects and locks stay as they are.

    Exit status: 0 all as it must be; 1 something is otherwise, or the storage is away; 2 called wrongly.
    """
    from functions.bootstrap.buckets import misshapen
    from functions.settings import load

    wrong = misshapen(load(os.environ), create=create)
    for one in wrong:
        click.echo(f"{one.bucket}: {one.what} {one.mend}", err=True)
    if wrong:
        sys.exit(1)
    click.echo("The buckets are as they must be.")
