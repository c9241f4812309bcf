"""``motcua counts``: how many drafts and running cases stand on which version, for ``motcua review``."""

from __future__ import annotations

import json
from collections import Counter, defaultdict

import click

from functions.domain.declaration import Status
from functions.services.rebuild import all_cases

OVER = frozenset({Status.DONE, *(status for status in Status if status.final)})
"""Cases in these have their result, or will never have one."""


@click.command(name="counts", short_help="Count drafts and running cases by version, as JSON")
def command() -> None:
    """Write the numbers to stdout. They name no person and no case.

    Drafts of a procedure that has left the catalogue are not counted: nothing lists them any more.

    Exit status: 0 done; 1 the store cannot be read.
    """
    from functions.bootstrap import world

    here = world()
    try:
        store = here.cases.store
        drafts = {slug: store.drafts.count_by_version(slug) for slug in here.cases.catalogue.slugs()}
        cases: dict[str, Counter[str]] = defaultdict(Counter)
        for case_id in all_cases(here.cases):
            case = store.cases.projection(case_id)
            if case is not None and case.status not in OVER:
                cases[case.slug][case.version] += 1
        taken_at = here.cases.clock.now().isoformat(timespec="seconds")
    finally:
        here.close()
    counted = {slug: found for slug, found in drafts.items() if found}
    made = {"taken_at": taken_at, "drafts": counted, "cases": cases}
    click.echo(json.dumps(made, ensure_ascii=False, indent=2, sort_keys=True))
