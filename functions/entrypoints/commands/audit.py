"""``motcua audit``: every chain of events held against its hashes."""

from __future__ import annotations

import sys

import click

from functions.services.rebuild import Rebuilding, all_cases


@click.command(name="audit", short_help="Verify the chain of events of every case")
@click.argument("codes", nargs=-1)
def command(codes: tuple[str, ...]) -> None:
    """Verify the hash chain of every case, or of the cases with these CODES.

    A changed, missing or reordered event is named by case, number and code. No key is needed: chains of
    erased cases are verified like all others. Progress goes to stderr.

    Exit status: 0 every chain is whole; 1 some link does not hold.
    """
    from functions.bootstrap import world

    here = world()
    rebuilding, done, broken = Rebuilding(here.cases), 0, 0
    try:
        chosen = [here.cases.by_code(code) for code in codes]
        for case_id in chosen if codes else all_cases(here.cases):
            faults = rebuilding.audit(case_id)
            known = here.store.cases.projection(case_id) if faults else None
            for fault in faults:
                named = f" ({known.code})" if known else ""
                click.echo(f"{fault.where}{named}: {fault.message}")
            broken += bool(faults)
            done += 1
            if done % 1000 == 0:
                click.echo(f"{done} cases …", err=True)
    finally:
        here.close()
    click.echo(f"{done - broken} of {done} chains are whole")
    if broken:
        sys.exit(1)
