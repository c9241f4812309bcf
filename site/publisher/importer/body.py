"""The body of a file in sections, so that an editor's rewriting of one leaves the others to the record."""

from __future__ import annotations

import re

from publisher.importer.plan import Change, Sections
from publisher.importer.rows import MISSING

_HEADING = re.compile(r"^##[ \t]+(?P<heading>[^\n]*?)[ \t#]*$", re.M)


def sections(body: str) -> Sections:
    """Texts by heading, without the blank lines around them; a heading that comes twice is one section."""
    return {heading: text.strip("\n") for heading, text in _parts(body).items() if text.strip() or heading}


def edit(body: str, change: Change) -> str:
    """The body with one section set, put in, or taken out; all other letters stay."""
    heading = change.path[-1]
    parts = _parts(body)
    if change.after is MISSING:
        parts.pop(heading, None)
    elif heading in parts:
        before = parts[heading]
        lead = before[: len(before) - len(before.lstrip("\n"))]
        trail = before[len(before.rstrip("\n")) :] if before.strip("\n") else ""
        parts[heading] = f"{lead}{change.after}{trail or chr(10)}"
    else:
        parts = _with(parts, heading, str(change.after), change.behind)
    return "".join(parts.values())


def _with(parts: Sections, heading: str, text: str, behind: tuple[str, ...]) -> Sections:
    """The parts with a new one behind the nearest of ``behind``, blank lines around it."""
    there = next((one for one in behind if one in parts), None)
    order = list(parts)
    at = order.index(there) + 1 if there is not None else (1 if order[:1] == [""] else 0)
    if at:
        last = order[at - 1]
        if parts[last].strip():
            parts[last] = parts[last].rstrip("\n") + "\n\n"
    fresh = text + ("\n\n" if at < len(order) else "\n")
    items = list(parts.items())
    return dict([*items[:at], (heading, fresh), *items[at:]])


def _parts(body: str) -> Sections:
    """Every letter of the body, by heading; joined they are the body again."""
    starts = [(match.start(), match["heading"]) for match in _HEADING.finditer(body)]
    found: Sections = {"": body[: starts[0][0] if starts else len(body)]}
    for n, (start, heading) in enumerate(starts):
        end = starts[n + 1][0] if n + 1 < len(starts) else len(body)
        found[heading] = found.get(heading, "") + body[start:end]
    return found
