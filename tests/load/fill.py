"""Filling a store with cases: each with a key, sealed answers, a chained event, a code and a place in lists.

They are made by the same code as real ones and written by the same statements, many in a transaction and not
synced one by one; what they owed is marked as done. Arguments: how many cases the store is to hold, and a file
for codes and tokens of some of them. Settings come from the environment; no server may run meanwhile.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeVar, cast

from functions.adapters.sqlite import Database
from functions.adapters.sqlite.cases import SqliteCases
from functions.bootstrap import World, world
from functions.domain.case import limit_of
from functions.domain.case_code import CodeSeries
from functions.domain.declaration import ChannelKind
from functions.domain.engine import begin_effects
from functions.domain.events import CITIZEN, Sent
from functions.domain.fields.section import check_answers
from functions.domain.model import complete
from functions.ports import Claim, Store
from functions.services.cases import Cases
from functions.services.identity import new_id
from functions.services.sealing import CaseKey
from tests.benchmarks.applications import ANSWERS, OFFICE, SLUG

T = TypeVar("T")
DAYS = 60
"""The cases came in the last so many days, evenly."""
AT_ONCE = 2000
KNOWN = 1000
_FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Vũ",
    "Võ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Lý",
)
_GIVEN = (
    "An",
    "Bình",
    "Châu",
    "Giang",
    "Hà",
    "Hạnh",
    "Hoa",
    "Lan",
    "Linh",
    "Mai",
    "Minh",
    "Nga",
    "Ngọc",
    "Yến",
)


class _Within:
    """A database inside a transaction that is open already."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def write(self, work: Callable[[sqlite3.Connection], T], scrub: bool = False) -> T:
        return work(self._connection)


@dataclass(frozen=True)
class Filler:
    """Makes cases of one procedure."""

    here: World
    cases: Cases

    @classmethod
    def over(cls, connection: sqlite3.Connection) -> Filler:
        here = world()
        within = SqliteCases(cast(Database, _Within(connection)))
        store = cast(Store, SimpleNamespace(cases=within))
        return cls(here, replace(here.cases, store=store))

    def cases_until(self, now: datetime, count: int) -> Iterator[tuple[str, str]]:
        """Make ``count`` cases, giving the code and the token of each."""
        catalogue = self.here.cases.catalogue
        version, service = catalogue.current(SLUG)
        answers = check_answers(service.form, ANSWERS, self.here.submissions.context()).values
        limit = limit_of(service, ChannelKind.ONLINE, answers)
        office = catalogue.reference.office(OFFICE)
        style = self.here.settings.case_code_style
        step = timedelta(days=DAYS) / count
        for number in range(count):
            at = now - timedelta(days=DAYS) + number * step
            sent = Sent(
                at=at,
                actor=CITIZEN,
                slug=SLUG,
                version=version,
                code="",
                office_id=office.id,
                channel=ChannelKind.ONLINE,
                limit=limit,
                answers=_named(answers),
            )
            case_id, day = new_id(at), self.cases.calendar.local(at).date()
            claims = [Claim(f"draft:{new_id(at)}", case_id)]
            effects = begin_effects((), public=True)
            code = self.cases.begin(
                case_id, sent, CodeSeries(office, day, style), service, CaseKey.new(), effects, claims, None
            )
            yield code, self.here.tokens.issue("case", case_id)


def _named(answers: dict[str, Any]) -> dict[str, Any]:
    name = f"{random.choice(_FAMILY)} Thị {random.choice(_GIVEN)} {random.choice(_GIVEN)}"
    return {**answers, "nguoi_nop": {**answers["nguoi_nop"], "ho_ten": name}}


def fill(count: int, sample: Path) -> None:
    """Bring the store to ``count`` cases, and write the sample: the old one's and new ones."""
    complete()
    here = world()
    here.cases.catalogue.archive(SLUG)
    known: list[tuple[str, str]] = json.loads(sample.read_text()) if sample.exists() else []
    with closing(sqlite3.connect(here.settings.state / "motcua.sqlite3", isolation_level=None)) as connection:
        for pragma in ("synchronous = OFF", "cache_size = -262144", "wal_autocheckpoint = 20000"):
            connection.execute(f"PRAGMA {pragma}")
        (present,) = connection.execute("SELECT count(*) FROM case_key").fetchone()
        missing = count - present
        made = Filler.over(connection).cases_until(datetime.now(UTC), max(missing, 1))
        keep = max(1, missing // KNOWN)
        for begun in range(0, missing, AT_ONCE):
            connection.execute("BEGIN IMMEDIATE")
            for number in range(begun, min(begun + AT_ONCE, missing)):
                one = next(made)
                if number % keep == 0:
                    known.append(one)
            connection.execute("UPDATE outbox SET state = 'done' WHERE state = 'pending'")
            connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    here.close()
    sample.write_text(json.dumps(known[-KNOWN * 2 :]))


if __name__ == "__main__":
    fill(int(sys.argv[1]), Path(sys.argv[2]))
