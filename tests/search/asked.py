"""The list of everyday questions, and how well an index answers them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import yaml

from tests.search.built import ROOT, Built


class Question(NamedTuple):
    ask: str
    right: tuple[str, ...]
    slip: bool


@dataclass
class Rate:
    """At which place the first right code stood, for the questions that the index can answer at all."""

    places: list[int] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.places)

    def within(self, most: int) -> float:
        return sum(place <= most for place in self.places) / self.asked


def questions() -> list[Question]:
    rows = yaml.safe_load((ROOT / "tests/search/queries.yml").read_text(encoding="utf-8"))["queries"]
    return [Question(row["ask"], tuple(row["right"]), row.get("slip", False)) for row in rows]


def hits(built: Built) -> Rate:
    """Ask all that has a right answer here."""
    here = {code for line in built.open(built.index.codes) for code in line.split()}
    rate = Rate()
    for one in questions():
        if here.isdisjoint(one.right):
            continue
        codes = [hit.item.code for hit in built.ask(one.ask)]
        rate.places.append(next((n for n, code in enumerate(codes, 1) if code in one.right), 10**6))
        if rate.places[-1] > 5:
            rate.missed.append(one.ask)
    return rate
