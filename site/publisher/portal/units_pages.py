"""Administrative units by the days between which they exist: old names lead to today's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from functions.domain.declaration import AdministrativeUnit
from functions.domain.model import JSON
from publisher.guidance import slug_of
from publisher.outputs import Output, digest
from publisher.site import Site

_KINDS = ("Thành phố ", "Thị xã ", "Thị trấn ", "Huyện ", "Phường ", "Đặc khu ", "Xã ")
"""Words before a unit's own name, by which nobody looks it up."""


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of today or of the past, with those of today that hold its ground."""

    name: str
    within: str
    """The district and province that it belonged to, for a unit of the past."""
    district: bool
    since: date | None
    until: date | None
    """Its last day; None for a unit of today."""
    successors: tuple[str, ...]
    predecessors: tuple[str, ...]

    @property
    def own_name(self) -> str:
        return next((self.name.removeprefix(one) for one in _KINDS if self.name.startswith(one)), self.name)

    @property
    def letter(self) -> str:
        return slug_of(self.own_name)[:1] or "khac"


def outputs(site: Site) -> Iterable[Output]:
    if not site.reference.units:
        return
    key = digest(site.communes_key, site.writings.data.keys.get("former", ""))
    letters = by_letter(lines_of(site))
    first = partial(_context, site, letters, "")
    yield site.page("don-vi-hanh-chinh/index.html", "units.html", key, context=first)
    for letter in letters:
        context = partial(_context, site, letters, letter)
        yield site.page(f"don-vi-hanh-chinh/{letter}/index.html", "units.html", key, letter, context=context)


def lines_of(site: Site) -> list[Line]:
    """All units, past and present, by their own names."""
    today = {one.code: one for one in site.reference.communes(site.day)}
    former = [one for one in site.writings.data.former if one.valid_to < site.day]
    before: dict[str, list[str]] = {}
    for old in former:
        for code in old.successors if old.district else ():
            before.setdefault(code, []).append(old.name)
    lines = [_present(unit, before.get(unit.code, [])) for unit in today.values()]
    lines += [
        Line(
            name=old.name,
            within=", ".join(part for part in (old.district, old.province) if part),
            district=not old.district,
            since=None,
            until=old.valid_to,
            successors=tuple(today[code].name for code in old.successors if code in today),
            predecessors=(),
        )
        for old in former
    ]
    return sorted(lines, key=lambda one: (slug_of(one.own_name), one.until is not None, one.name, one.within))


def _present(unit: AdministrativeUnit, before: Sequence[str]) -> Line:
    return Line(unit.name, "", False, unit.valid_from, None, (), tuple(before))


def by_letter(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """The lines under the first letter of their own names."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.letter, []).append(line)
    return dict(sorted(found.items()))


def _context(site: Site, letters: Mapping[str, Sequence[Line]], letter: str) -> JSON:
    ended = [one.until for lines in letters.values() for one in lines if one.until]
    return {
        "letters": list(letters),
        "letter": letter,
        "lines": letters.get(letter, []),
        "districts": [one for lines in letters.values() for one in lines if one.district],
        "count": len(site.reference.communes(site.day)),
        "since": max(ended) + timedelta(days=1) if ended else None,
        "current": "",
    }
