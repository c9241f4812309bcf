"""``motcua erase``: the person behind a case is erased for good, by destroying its key."""

from __future__ import annotations

import click


@click.command(name="erase", short_help="Erase the person behind a case for good")
@click.argument("code")
@click.option("--basis", required=True, help="The law, or the request's number. Kept in clear: names nobody.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(code: str, basis: str, yes: bool) -> None:
    """Destroy the key of the case with this CODE: answers, reasons, files and documents become unreadable.

    Its events stay as a chain that still verifies, with kinds, times and statuses. Files and captured
    messages are deleted. Nothing brings them back; copies of the key in backups must be destroyed there.

    Exit status: 0 erased, now or before; 1 there is no such case, or you did not agree; 2 called wrongly.
    """
    from functions.bootstrap import world

    here = world()
    try:
        case_id = here.cases.by_code(code)
        case = here.cases.load(case_id)
        step = case.service.workflow.step(case.state.step)
        if step is not None and step.transitions:
            click.echo(f"The case {code} has not ended: it is in the step “{step.label}”.", err=True)
        if not yes:
            click.confirm(f"Erase the case {code} ({case.service.title}) for good?", abort=True, err=True)
        fresh = here.erasure.erase(case_id, basis)
        click.echo(f"erased {code}" if fresh else f"{code} was erased before; nothing personal is left")
    finally:
        here.close()
