"""Killed at any moment: what was acknowledged is there once, each effect has happened once, nothing is torn."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World, open_world
from functions.domain.chain import verify
from functions.domain.declaration import MessageEvent
from functions.services.cases import OpenCase, file_aad
from functions.services.rebuild import all_cases
from functions.settings import Settings
from tests.effects.made import events, mails, texts, work
from tests.services.conftest import built

__all__ = ["built"]

ROOT = Path(__file__).parents[2]
LIVES = 30
LONGEST_LIFE = 0.6
"""Seconds. Long enough for every kind of effect to be cut off in some life, at any of its points."""

DOCUMENTS = {"receive": ["receipt"], "approve": ["result"], "publish": ["result"]}
MESSAGES = {"receive": "received", "transfer": "in_progress", "publish": "done"}


class Acknowledged:
    """What the lives said before they were killed."""

    def __init__(self) -> None:
        self.drafts: set[str] = set()
        self.sent: dict[str, tuple[str, str]] = {}
        self.moved: list[tuple[str, str]] = []

    def hear(self, line: str) -> None:
        kind, *words = line.split()
        if kind == "draft":
            self.drafts.add(words[0])
        elif kind == "sent":
            self.sent[words[0]] = (words[1], words[2])
        elif kind == "moved":
            self.moved.append((words[0], words[1]))


@pytest.fixture(scope="module")
def said(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Acknowledged, Path]:
    """Many lives over one state folder, each killed at a moment of chance."""
    state = tmp_path_factory.mktemp("crash") / "var"
    command = [sys.executable, "-m", "tests.crash.living", str(state), str(built)]
    heard = Acknowledged()
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        for _life in range(LIVES):
            process.stdin.write("\n")
            process.stdin.flush()
            began = process.stdout.readline()
            while not began.startswith("life "):
                heard.hear(began)
                began = process.stdout.readline()
            time.sleep(random.uniform(0.02, LONGEST_LIFE))
            os.kill(int(began.split()[1]), signal.SIGKILL)
            for line in iter(process.stdout.readline, "ended\n"):
                assert line, "the process that gives lives has died itself"
                heard.hear(line)
        process.stdin.close()
    return heard, state


@pytest.fixture(scope="module")
def after(said: tuple[Acknowledged, Path], built: Path) -> Iterator[World]:
    """Restarted a day later: citizens who got no answer send once more, then all that is owed is done."""
    heard, state = said
    world = open_world(Settings(state=state, build=built), SetClock(datetime.now(UTC) + timedelta(days=1)))
    for token in heard.drafts - heard.sent.keys():
        sent = world.submissions.send(token)
        heard.sent[token] = (sent.case_id, sent.code)
    while any(world.store.outbox.counts()[state] for state in ("pending", "claimed")):
        work(world)
        assert isinstance(world.clock, SetClock)
        world.clock.advance(timedelta(hours=3))
    yield world
    world.close()


def cases(world: World) -> list[OpenCase]:
    return [world.cases.load(case_id) for case_id in all_cases(world.cases)]


def turns(case: OpenCase) -> list[str]:
    return [turn.transition for turn in case.state.history if turn.transition]


def test_the_lives_were_cut_off_in_the_middle_of_their_work(said: tuple[Acknowledged, Path]) -> None:
    heard, _state = said
    assert len(heard.sent) >= LIVES / 2 and len(heard.moved) >= LIVES / 2


def test_every_application_is_there_exactly_once(said: tuple[Acknowledged, Path], after: World) -> None:
    heard, _state = said
    ids = list(all_cases(after.cases))
    assert sorted(ids) == sorted(case_id for case_id, _code in heard.sent.values())
    assert all(after.cases.by_code(code) == case_id for case_id, code in heard.sent.values())
    assert all(case.state.answers for case in cases(after))


def test_every_acknowledged_turn_was_taken_once(said: tuple[Acknowledged, Path], after: World) -> None:
    heard, _state = said
    taken = {case.id: turns(case) for case in cases(after)}
    assert all(taken[case_id].count(way) == 1 for case_id, way in heard.moved)


def test_nothing_is_owed_and_nothing_was_given_up(after: World) -> None:
    assert dict(after.store.outbox.counts()) == {"pending": 0, "claimed": 0, "dead": 0}


def test_each_file_was_judged_once_and_lies_where_it_belongs(after: World) -> None:
    for case in cases(after):
        (file,) = case.state.files
        assert [one["file"] for one in events(after, case.id, "file_checked")] == [file.id]
        assert case.key is not None
        data = case.key.open(after.blobs.get(file.id, "clean"), file_aad(file.id))
        assert hashlib.sha256(data).hexdigest() == file.sha256 and not after.blobs.exists(
            file.id, "quarantine"
        )


def test_each_document_was_issued_once_whole_and_with_a_number_of_its_own(after: World) -> None:
    numbers: list[str] = []
    kept: set[str] = set()
    for case in cases(after):
        owed = [kind for way in turns(case) for kind in DOCUMENTS.get(way, [])]
        documents = events(after, case.id, "document_issued")
        assert sorted(one["kind"] for one in documents) == sorted(owed)
        for one in documents:
            assert case.key is not None
            pdf = case.key.open(after.blobs.get(one["id"], "documents"), file_aad(one["id"]))
            assert hashlib.sha256(pdf).hexdigest() == one["sha256"]
            kept.add(one["id"])
            if one["final"]:
                numbers.append(one["number"])
                assert after.verifier.verify(pdf).verdict == "test"
    assert numbers and len(numbers) == len(set(numbers))
    assert {path.name for path in (after.settings.state / "files" / "documents").iterdir()} == kept


def test_each_message_went_out_once_each_way(after: World) -> None:
    bodies = Counter[str]()
    for case in cases(after):
        owed = {"submitted", *(MESSAGES[way] for way in turns(case) if way in MESSAGES)}
        told = Counter((one["event"], one["channel"]) for one in events(after, case.id, "notified"))
        assert told == {(MessageEvent(one), way): 1 for one in owed for way in ("email", "sms")}
        bodies[case.state.code] = len(owed)
    for kept in (mails(after, 10_000), texts(after, 10_000)):
        named = Counter(code for one in kept for code in bodies if code in one.body)
        assert named == bodies


def test_no_chain_is_broken_and_no_list_is_stale(after: World) -> None:
    for case in cases(after):
        assert verify(case.id, after.store.cases.events(case.id)) == []
        known = after.store.cases.projection(case.id)
        assert known is not None and (known.seq, known.state) == (case.seq, case.state.step)


def test_the_database_is_whole_and_what_nobody_sent_goes_with_time(after: World) -> None:
    """Last of all: it lets time pass. A file whose draft was never stored is sealed by a key that is gone."""
    with sqlite3.connect(after.settings.state / "motcua.sqlite3") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    assert isinstance(after.clock, SetClock)
    after.clock.advance(timedelta(days=40))
    after.housekeeping.tidy()
    left = list((after.settings.state / "files" / "quarantine").iterdir())
    assert len(left) <= LIVES
