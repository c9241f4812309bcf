"""``motcua doctor``: what is missing, where, and how to mend it."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from functions.bootstrap.doctor import Finding

_MARKS = {"ok": "ok     ", "warning": "WARNING", "fault": "FAULT  "}


@click.command(
    name="doctor", short_help="Say what is missing in this installation, where, and how to mend it"
)
@click.option("--strict", is_flag=True, help="A warning counts as something wrong too.")
@click.option("--quiet", is_flag=True, help="Say only what is wrong.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for machines.")
def command(strict: bool, quiet: bool, as_json: bool) -> None:
    """Look at settings, folders, database, catalogue, keys, certificates, mail, scanner, and AWS.

    It reads, and changes nothing; no mail and no message is sent. It shows no secret and nobody's data.

    Exit status: 0 all is well; 1 something is wrong.
    """
    from functions.bootstrap.doctor import examine

    wrong = False
    for one in examine(os.environ):
        wrong = wrong or one.state == "fault" or (strict and one.state == "warning")
        if quiet and one.state == "ok":
            continue
        click.echo(json.dumps(asdict(one), ensure_ascii=False) if as_json else _line(one))
    sys.exit(1 if wrong else 0)


def _line(one: Finding) -> str:
    mend = f"\n         → {one.mend}" if one.mend else ""
    return f"{_MARKS[one.state]}  {one.check}: {one.where}: {one.says}{mend}"
