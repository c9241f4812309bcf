"""Administrative units by the days between which they exist: old names lead to today's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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

    unit: AdministrativeUnit
    own_name: str
    today: bool
    successors: tuple[AdministrativeUnit, ...]
    predecessors: tuple[AdministrativeUnit, ...]


def outputs(site: Site) -> Iterable[Output]:
    if not site.reference.units:
        return
    gone = tuple(one.code for one in site.reference.units if not one.exists_on(site.day))
    key = digest(site.communes_key, gone)
    letters = by_letter(site)
    first = partial(_context, site, letters, "")
    yield site.page("don-vi-hanh-chinh/index.html", "units.html", key, context=first)
    for letter in letters:
        context = partial(_context, site, letters, letter)
        yield site.page(f"don-vi-hanh-chinh/{letter}/index.html", "units.html", key, letter, context=context)


def by_letter(site: Site) -> dict[str, list[Line]]:
    """All units, past and present, under the first letter of their own names."""
    found: dict[str, list[Line]] = {}
    for line in sorted(_lines(site), key=lambda one: (slug_of(one.own_name), one.unit.code)):
        found.setdefault(slug_of(line.own_name)[:1] or "khac", []).append(line)
    return found


def _lines(site: Site) -> Iterable[Line]:
    units = site.reference.units
    by_code = {one.code: one for one in units}
    after: dict[str, list[AdministrativeUnit]] = {}
    for unit in units:
        for code in unit.successors:
            after.setdefault(code, []).append(unit)
    for unit in units:
        successors = _today(unit, by_code, site, set())
        yield Line(
            unit,
            next((unit.name.removeprefix(one) for one in _KINDS if unit.name.startswith(one)), unit.name),
            unit.exists_on(site.day),
            tuple(one for one in successors if one is not unit),
            tuple(after.get(unit.code, ())),
        )


def _today(
    unit: AdministrativeUnit, by_code: dict[str, AdministrativeUnit], site: Site, seen: set[str]
) -> list[AdministrativeUnit]:
    """Units of today that follow on from one, through as many changes as there were."""
    if unit.exists_on(site.day) or unit.code in seen:
        return [unit]
    seen.add(unit.code)
    found = [by_code[code] for code in unit.successors if code in by_code]
    return list(dict.fromkeys(last for one in found for last in _today(one, by_code, site, seen)))


def _context(site: Site, letters: Mapping[str, Sequence[Line]], letter: str) -> JSON:
    return {
        "letters": list(letters),
        "letter": letter,
        "lines": letters.get(letter, []),
        "districts": [one for lines in letters.values() for one in lines if one.unit.level == "district"],
        "count": len(site.reference.communes(site.day)),
        "current": "",
    }
