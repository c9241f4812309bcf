"""Which pages of the portal a change shows on: asked of the kinds of output themselves, not guessed.

Both sides are seen as sites that hold nothing but what changed and what names it. Pages of a procedure are
exact; of a list that runs over many pages the first is named, since the place in it depends on all others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from functions.domain.declaration import Reference
from functions.domain.model import JSON
from publisher import lists
from publisher.entry import Entry
from publisher.kinds import PROCEDURE_KINDS
from publisher.site import Site


@dataclass(frozen=True, slots=True)
class Pages:
    """Addresses that show something else, came or went."""

    own: tuple[str, ...] = ()
    """Pages and data of procedures."""
    lists: tuple[str, ...] = ()
    """Lists of procedures, by field and by whatever else the catalogue is narrowed by."""
    tellers: tuple[str, ...] = ()
    """Other files of the content that name a procedure that changed: campaigns, news, pages."""


def changed_pages(
    before: tuple[Reference, Sequence[Entry]], after: tuple[Reference, Sequence[Entry]], day: date
) -> Pages:
    """What differs between two partial sites."""
    old, new = (_site(reference, entries, day) for reference, entries in (before, after))
    return Pages(_differ(_own(old), _own(new)), _differ(_lists(old), _lists(new)))


def _site(reference: Reference, entries: Sequence[Entry], day: date) -> Site:
    return Site(reference, entries, day, defaultdict(str), lambda template: template, _unmade)


def _unmade(template: str, context: JSON) -> str:
    raise AssertionError(f"a review makes no page, and was asked for {template} of {len(context)} facts")


def _own(site: Site) -> dict[str, str]:
    made = (kind(site, entry) for entry in site.procedures for kind in PROCEDURE_KINDS)
    return {output.path: output.key for outputs in made for output in outputs}


def _lists(site: Site) -> dict[str, str]:
    """Other kinds of the whole site also show the theme, news and figures, which a review does not read."""
    return {output.path: output.key for output in lists.outputs(site)}


def _differ(old: dict[str, str], new: dict[str, str]) -> tuple[str, ...]:
    paths = [path for path in {**old, **new} if old.get(path) != new.get(path)]
    return tuple(dict.fromkeys(f"/{path.removesuffix('index.html')}" for path in sorted(paths)))
