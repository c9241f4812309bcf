"""The “only once” report: papers that citizens bring again, though the State has them or made them.

The aim is that what the State holds is not asked for again (Law 20/2023/QH15; see ``HeldByState``). Papers
are compared by name, since names are all that the national records have; a person judges the report.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from functions.domain.declaration import AnyService, Evidence

_WORD = re.compile(r"\w+")
_LEAST_WORDS = 2
"""Names of one word say too little: “Đơn”."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A procedure that asks for a paper."""

    slug: str
    title: str
    paper: str


@dataclass(frozen=True, slots=True)
class Twice:
    """One paper that several procedures ask for."""

    paper: str
    by: tuple[Asking, ...]


@dataclass(frozen=True, slots=True)
class Issued:
    """A result of one procedure that others ask for as a paper."""

    result: str
    result_code: str
    registry: str
    issued_by: tuple[str, ...]
    """Slugs of the procedures whose result it is, or that already take it from the register."""
    asked: tuple[Asking, ...]


@dataclass(frozen=True, slots=True)
class OnceOnly:
    """What could be asked for once."""

    procedures: int
    twice: tuple[Twice, ...]
    issued: tuple[Issued, ...]
    held: tuple[Issued, ...]
    """Papers that one procedure has the State fetch, while others still ask for them."""


def once_only(services: Iterable[AnyService]) -> OnceOnly:
    """Look across all services; papers with ``held`` are asked of nobody."""
    these = list(services)
    asked = [(service, paper) for service in these for paper in service.evidence if paper.held is None]
    return OnceOnly(len(these), _twice(asked), _issued(these, asked), _held(these, asked))


def _twice(asked: Sequence[tuple[AnyService, Evidence]]) -> tuple[Twice, ...]:
    by_name: dict[tuple[str, ...], dict[str, Asking]] = defaultdict(dict)
    for service, paper in asked:
        by_name[folded(paper.name)].setdefault(service.slug, _asking(service, paper))
    groups = [tuple(found.values()) for key, found in by_name.items() if len(found) > 1 and _telling(key)]
    return tuple(Twice(by[0].paper, by) for by in sorted(groups, key=lambda by: (-len(by), by[0].paper)))


@dataclass(frozen=True, slots=True)
class _Result:
    name: str
    code: str
    registry: str


def _issued(
    services: Sequence[AnyService], asked: Sequence[tuple[AnyService, Evidence]]
) -> tuple[Issued, ...]:
    makers: dict[tuple[str, ...], list[tuple[_Result, str]]] = defaultdict(list)
    for service in services:
        for result in _results(service):
            makers[folded(result.name)].append((result, service.slug))
    return _matched(makers, asked)


def _held(services: Sequence[AnyService], asked: Sequence[tuple[AnyService, Evidence]]) -> tuple[Issued, ...]:
    holders: dict[tuple[str, ...], list[tuple[_Result, str]]] = defaultdict(list)
    for service in services:
        for paper in service.evidence:
            if paper.held:
                result = _Result(paper.name, paper.held.result_code or "", paper.held.registry)
                holders[folded(paper.name)].append((result, service.slug))
    return _matched(holders, asked)


def _matched(
    known: dict[tuple[str, ...], list[tuple[_Result, str]]], asked: Sequence[tuple[AnyService, Evidence]]
) -> tuple[Issued, ...]:
    """Papers whose name contains the name of something known; what comes from oneself does not count."""
    starts = _by_first_word(known)
    found: dict[tuple[str, ...], list[Asking]] = defaultdict(list)
    for service, paper in asked:
        for key in _within(folded(paper.name), starts):
            if any(slug != service.slug for _result, slug in known[key]):
                found[key].append(_asking(service, paper))
    rows = [_row(known[key], asking) for key, asking in found.items()]
    return tuple(sorted(rows, key=lambda row: (-len(row.asked), row.result)))


def _row(known: Sequence[tuple[_Result, str]], asked: Sequence[Asking]) -> Issued:
    code = next((result.code for result, _slug in known if result.code), "")
    registry = next((result.registry for result, _slug in known if result.registry), "")
    slugs = tuple(dict.fromkeys(slug for _result, slug in known))
    return Issued(known[0][0].name, code, registry, slugs, tuple(dict.fromkeys(asked)))


def _by_first_word(known: Iterable[tuple[str, ...]]) -> dict[str, list[tuple[str, ...]]]:
    starts: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key in known:
        if _telling(key):
            starts[key[0]].append(key)
    return starts


def _within(words: tuple[str, ...], starts: dict[str, list[tuple[str, ...]]]) -> Iterable[tuple[str, ...]]:
    """Known names that stand in ``words``, each once."""
    here = [
        key for n, word in enumerate(words) for key in starts.get(word, ()) if words[n : n + len(key)] == key
    ]
    return dict.fromkeys(here)


def _results(service: AnyService) -> Iterable[_Result]:
    """Results with names of their own, not those made from the service's title."""
    output = service.output
    if output.result_code or not output.name.startswith("Kết quả"):
        yield _Result(output.name, output.result_code or "", output.registry)
    for part in output.parts:
        yield _Result(part.name, part.result_code or "", part.registry)


def _asking(service: AnyService, paper: Evidence) -> Asking:
    return Asking(service.slug, service.title, paper.name)


def _telling(key: Sequence[str]) -> bool:
    return len(key) >= _LEAST_WORDS


def folded(name: str) -> tuple[str, ...]:
    """A name as words without case and without what stands between them."""
    return tuple(_WORD.findall(unicodedata.normalize("NFC", name).casefold()))
