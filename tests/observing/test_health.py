"""Readiness means that a sending would be taken; strangers are told no more than that."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.errors import StoreUnavailable
from functions.entrypoints import health
from functions.entrypoints.commands.status import command as status
from tests.entrypoints.browsing import Visitor
from tests.observing.test_trace import send


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "HELD_SECONDS", -1.0)


def states(world: World) -> dict[str, str]:
    return {one.check: one.state for one in world.health.findings()}


def test_a_whole_installation_is_ready(visitor: Visitor, world: World) -> None:
    assert set(states(world).values()) == {"ok"}
    answer = visitor.get("/san-sang")
    assert answer.status == 200 and answer.json["status"] == "ok"


def _no_room(world: World) -> None:
    object.__setattr__(world.health, "least_room", 2**60)


def _no_catalogue(world: World) -> None:
    world.catalogue.slugs = lambda: ()  # type: ignore[method-assign]


def _no_key(world: World) -> None:
    def gone(*_args: Any) -> bytes:
        raise StoreUnavailable("master.key: 051189000012")

    world.keys.unwrap = gone  # type: ignore[method-assign]


def _no_store(world: World) -> None:
    world.store.close()


@pytest.mark.parametrize(
    ("check", "breaks"),
    [("disk", _no_room), ("catalogue", _no_catalogue), ("keys", _no_key), ("store", _no_store)],
)
def test_what_a_sending_stands_on_is_tried_and_strangers_learn_only_that_it_fails(
    check: str, breaks: Callable[[World], None], visitor: Visitor, world: World
) -> None:
    assert states(world)[check] == "ok"
    breaks(world)
    assert states(world)[check] == "failed"
    answer = visitor.get("/san-sang")
    assert (answer.status, answer.json) == (503, {"status": "unavailable"})
    assert "051189000012" not in repr(world.health.findings())


def test_effects_that_are_stuck_are_said_and_take_nothing_out_of_service(
    visitor: Visitor, world: World, clock: SetClock
) -> None:
    send(visitor)
    assert states(world)["effects"] == "ok"
    clock.advance(timedelta(minutes=6))
    assert states(world)["effects"] == "degraded"
    answer = visitor.get("/san-sang")
    assert (answer.status, answer.json["status"]) == (200, "degraded")
    assert "not-ready" not in [one.name for one in world.survey.look().alarms()]


def test_asking_often_asks_the_store_once(
    visitor: Visitor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "HELD_SECONDS", 3600.0)
    monkeypatch.setattr(health, "_held", None)
    asked: list[int] = []
    monkeypatch.setattr(type(world.store._store), "check", lambda _store: asked.append(1))  # type: ignore[attr-defined]
    for _again in range(5):
        assert visitor.get("/san-sang").status == 200
    assert len(asked) == 1


def test_operators_are_told_everything_by_status(visitor: Visitor, world: World, clock: SetClock) -> None:
    send(visitor)
    clock.advance(timedelta(minutes=6))
    run = CliRunner().invoke(status, ["--json"])
    told = json.loads(run.output)
    assert run.exit_code == 1
    assert told["checks"]["store"]["state"] == "ok" and told["checks"]["effects"]["state"] == "degraded"
    assert told["effects"]["pending"] == 2 and told["longest_wait_seconds"] == 360
    assert told["alarms"] == ["effects-waiting", "probe-stopped"]


def test_status_in_words_names_the_alarms_and_a_store_that_is_away(world: World) -> None:
    world.store.close()
    run = CliRunner().invoke(status, [])
    assert run.exit_code == 1 and "ALARM not-ready:" in run.output and "Traceback" not in run.output
    assert "store      failed    store_unavailable" in run.output


def test_status_shows_the_measures_of_the_machine(visitor: Visitor, world: World) -> None:
    visitor.get("/suc-khoe")
    world.measures.flush()
    run = CliRunner().invoke(status, ["--metrics"])
    assert run.exit_code == 0 and 'http_route="/suc-khoe"' in run.output
