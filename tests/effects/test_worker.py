"""What is owed is done once; what fails is tried again, later and later, and at last left to a person."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.chain import verify
from functions.domain.errors import EffectFailed, Invalid
from functions.ports import Batch, OutboxRow
from functions.services.cases import OpenCase
from functions.services.effects import NOTHING, Outcome, Owed
from functions.services.effects.backoff import FIRST, LONGEST, MOST_ATTEMPTS, wait
from tests.effects.made import events, mails, send, texts, work
from tests.services.made import SLUG, paper, typed

ROOT = Path(__file__).parents[2]


def test_the_wait_doubles_up_to_its_longest_and_never_falls_below_its_half() -> None:
    assert [wait(n, 1.0) for n in (1, 2, 3, 4)] == [FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST]
    assert wait(1, 0.0) == FIRST / 2 and wait(99, 1.0) == LONGEST and wait(10_000, 0.0) == LONGEST / 2
    assert FIRST / 2 < wait(1, 0.3) < wait(1, 0.6) < FIRST


@pytest.mark.parametrize(("attempt", "chance"), [(0, 0.5), (-1, 0.5), (1, 1.1), (1, -0.1)])
def test_a_wait_for_no_attempt_or_no_chance_is_refused(attempt: int, chance: float) -> None:
    with pytest.raises(ValueError, match="attempts count"):
        wait(attempt, chance)


def test_a_night_without_a_server_is_survived() -> None:
    assert sum((wait(n, 0.0) for n in range(1, MOST_ATTEMPTS)), timedelta()) > timedelta(hours=48)


class Acts:
    """An act that fails as often as it is told to, and counts."""

    def __init__(self, *failures: Exception) -> None:
        self.failures, self.done = list(failures), 0

    def __call__(self, case: OpenCase, owed: Owed) -> Outcome:
        if self.failures:
            raise self.failures.pop(0)
        self.done += 1
        return NOTHING


def test_what_fails_for_now_is_tried_again_after_its_wait_and_no_sooner(
    world: World, clock: SetClock
) -> None:
    send(world)
    act = Acts(EffectFailed("The server is away."), EffectFailed("The server is away."))
    assert work(world, acts={"notify": act}, chance=lambda: 1.0) == 1
    assert work(world, acts={"notify": act}, chance=lambda: 1.0) == 0
    clock.advance(FIRST)
    assert work(world, acts={"notify": act}, chance=lambda: 1.0) == 1
    clock.advance(FIRST)
    assert work(world, acts={"notify": act}) == 0
    clock.advance(FIRST)
    assert work(world, acts={"notify": act}) == 1 and act.done == 1
    assert set(world.store.outbox.counts().values()) == {0}


def test_after_its_last_attempt_a_row_lies_among_the_dead_and_can_be_revived(
    world: World, clock: SetClock
) -> None:
    send(world)
    act = Acts(*[EffectFailed("The server is away.")] * 3)
    for _attempt in range(3):
        work(world, acts={"notify": act}, most_attempts=3)
        clock.advance(LONGEST)
    (dead,) = world.store.outbox.dead()
    assert (dead.attempts, dead.last_error) == (3, "effect_failed: The server is away.")
    assert work(world, acts={"notify": act}) == 0
    assert world.store.outbox.revive(dead.id) and work(world, acts={"notify": act}) == 1 and act.done == 1


def test_a_row_that_takes_its_process_down_each_time_is_buried_at_last(world: World, clock: SetClock) -> None:
    send(world)
    for _crash in range(3):
        assert world.store.outbox.claim("killed", clock.now(), 60, 1)
        clock.advance(timedelta(seconds=60))
    act = Acts()
    work(world, acts={"notify": act}, most_attempts=3)
    (dead,) = world.store.outbox.dead()
    assert "no attempt came to its end" in dead.last_error and act.done == 0


def test_what_can_never_succeed_is_buried_at_once_with_its_reason(world: World) -> None:
    send(world)
    work(world, acts={"notify": Acts(Invalid("There is no such thing."))})
    assert world.store.outbox.dead()[0].last_error == "invalid: There is no such thing."


def test_an_unknown_kind_and_a_broken_row_are_buried_with_a_clear_word(world: World) -> None:
    sent = send(world)
    work(world)
    chain = world.store.cases.events(sent.case_id)
    now = world.clock.now()
    rows = (
        OutboxRow("x:1", sent.case_id, "levitate", {"subject": "a"}, now),
        OutboxRow("x:2", sent.case_id, "notify", {"nonsense": 1}, now),
        OutboxRow("x:3", "khong-co", "notify", {"subject": "submitted", "about": 1}, now),
    )
    world.store.cases.append(Batch(sent.case_id, len(chain), outbox=rows))
    work(world)
    said = {row.id: row.last_error for row in world.store.outbox.dead()}
    assert "levitate" in said["x:1"] and "payload" in said["x:2"] and said["x:3"].startswith("not_found")


def test_a_fault_of_ours_stops_no_other_effect_and_its_text_is_kept_from_operators(world: World) -> None:
    send(world)
    send(world)
    work(world, acts={"notify": Acts(RuntimeError("Nguyễn Thị Thu Hà, 0905123456"))})
    counts = world.store.outbox.counts()
    assert counts["pending"] == 1 and counts["dead"] == 0
    with_error = world.store.outbox.claim("look", world.clock.now() + LONGEST, 60, 9)[0]
    assert with_error.last_error.startswith("RuntimeError at test_worker.py:")


def test_a_case_that_moves_on_during_an_effect_keeps_both(world: World) -> None:
    sent = send(world)
    notify = world.acts["notify"]

    def slow(case: OpenCase, owed: Owed) -> Outcome:
        outcome = notify(case, owed)
        if owed.effect.channel == "email":
            world.tracking.withdraw(sent.code, sent.token, "Làm lại sau")
        return outcome

    work(world, acts={"notify": slow})
    kinds = [one.type for one in world.store.cases.events(sent.case_id)]
    assert kinds[:3] == ["sent", "moved", "notified"]
    assert verify(sent.case_id, world.store.cases.events(sent.case_id)) == []


def test_a_worker_that_lost_its_lease_writes_nothing(world: World, clock: SetClock) -> None:
    sent = send(world)
    notify = world.acts["notify"]

    def overtaken(case: OpenCase, owed: Owed) -> Outcome:
        outcome = notify(case, owed)
        clock.advance(timedelta(hours=1))
        work(world, name="quick")
        return outcome

    worker = replace(world.worker("slow"), acts={"notify": overtaken})
    assert worker.work()
    told = [(one["event"], one["channel"]) for one in events(world, sent.case_id, "notified")]
    assert sorted(told) == [("submitted", "email"), ("submitted", "sms")]
    assert len(mails(world)) == len(texts(world)) == 1


def test_two_processes_do_each_effect_once(world: World) -> None:
    for _n in range(25):
        send(world, paper("giay_de_nghi"))
    command = [
        sys.executable,
        "-m",
        "tests.effects.other_process",
        "work",
        world.settings.state,
        world.settings.build,
    ]
    running = [
        subprocess.Popen([*map(str, command)], stdout=subprocess.PIPE, text=True, cwd=ROOT) for _n in "ab"
    ]
    did = [int(process.communicate(timeout=100)[0]) for process in running]
    assert [process.returncode for process in running] == [0, 0] and sum(did) == 25 * 4
    kinds = Counter(
        one.type for case_id in world.store.cases.all_case_ids() for one in world.store.cases.events(case_id)
    )
    assert kinds == {"sent": 25, "file_checked": 25, "notified": 50}
    assert len(mails(world)) == len(texts(world)) == 25
    assert dict(world.store.outbox.counts()) == {"pending": 0, "claimed": 0, "dead": 0}


def test_a_draft_alone_owes_nothing(world: World) -> None:
    world.submissions.save(SLUG, "", typed(), [])
    assert work(world) == 0
