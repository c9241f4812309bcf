"""Ids of cases and drafts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from functions.services.identity import new_id

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)


def test_ids_of_one_moment_differ() -> None:
    assert len({new_id(NOW) for _n in range(1000)}) == 1000


def test_ids_sort_in_the_order_of_time() -> None:
    made = [new_id(NOW + timedelta(milliseconds=n)) for n in range(50)]
    assert made == sorted(made)
    assert {len(one) for one in made} == {32}
