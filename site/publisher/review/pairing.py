"""Which file of the older side is which of the newer one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from publisher.review.git import Pair
from publisher.review.sides import REFERENCE, Range, Side, kind_of

_CODE = re.compile(r"^code:[ \t]*[\"']?([^\"'\s#]+)", re.M)

Names = tuple[str | None, str | None]
"""A file's name from the content folder before and after; None where it was not, or is no more."""


@dataclass(slots=True)
class Changed:
    """The files that differ, by what they are."""

    services: list[Names] = field(default_factory=list)
    moved: list[Names] = field(default_factory=list)
    """Service files that lie elsewhere under the same name, with the same bytes."""
    reference: bool = False
    others: list[Names] = field(default_factory=list)


def sort_out(range_: Range) -> Changed:
    """Fetch the service files that differ, and pair them: by path, by what git sees as alike, by code."""
    found, services = Changed(), list[Pair]()
    for pair in range_.changed:
        names = _names(pair, range_)
        kinds = [kind_of(name) for name in names if name]
        if any(kind is not None for kind in kinds):
            services.append(pair)
        elif any(name.startswith(f"{REFERENCE}/") for name in names if name):
            found.reference = True
        else:
            found.others.append(names)
    range_.before.fetch(pair.before for pair in services if pair.before)
    range_.after.fetch(pair.after for pair in services if pair.after)
    for pair in _by_code(services, range_):
        names = _names(pair, range_)
        same = pair.before and pair.after and pair.before.id == pair.after.id
        calm = same and Path(names[0] or "").name == Path(names[1] or "").name and _kinds_agree(names)
        (found.moved if calm else found.services).append(names)
    return found


def _kinds_agree(names: Names) -> bool:
    return kind_of(names[0] or "") == kind_of(names[1] or "")


def _names(pair: Pair, range_: Range) -> Names:
    before = range_.before.short(pair.before.name) if pair.before else None
    return before, range_.after.short(pair.after.name) if pair.after else None


def _by_code(pairs: Iterable[Pair], range_: Range) -> list[Pair]:
    """Pairs with each file that went joined to the one that came with the same code.

    Code beats likeness: git takes two procedures of one author for one that moved.
    """
    whole, went, came = list[Pair](), dict[str, Pair](), dict[str, Pair]()
    for pair in pairs:
        old, new = _code(range_.before, pair, 0), _code(range_.after, pair, 1)
        moved = pair.before and pair.after and pair.before.name != pair.after.name
        if pair.before and pair.after and not (moved and old != new):
            whole.append(pair)
            continue
        if pair.before:
            went[old or f"\0{pair.before.name}"] = Pair(pair.before, None)
        if pair.after:
            came[new or f"\0{pair.after.name}"] = Pair(None, pair.after)
    joined = [Pair(went[code].before, came[code].after) for code in came if code in went]
    rest = [pair for code, pair in went.items() if code not in came]
    return [*whole, *joined, *rest, *(pair for code, pair in came.items() if code not in went)]


def _code(side: Side, pair: Pair, which: int) -> str:
    """The code that a file states; ``""`` where it cannot be told."""
    blob = pair[which]
    if blob is None:
        return ""
    try:
        text = side.path(side.short(blob.name)).read_bytes()[:65536].decode(errors="replace")
    except OSError:
        return ""
    found = _CODE.search(text)
    return found[1] if found else ""
