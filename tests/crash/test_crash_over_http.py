"""The whole server killed while people send: who asks again with the same key gets the same case, once."""

from __future__ import annotations

import json
import random
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World, open_world
from functions.services.rebuild import all_cases
from functions.settings import Settings
from tests.effects.made import events, mails, work
from tests.effects.serving import PATIENCE, Served, serving
from tests.services.conftest import built
from tests.services.made import HOME, SLUG, typed

__all__ = ["built"]

KILLS = 5
SENDERS = 3


@dataclass
class Senders:
    """People who send one application after another, and each again and again until it is confirmed."""

    document: bytes
    address: str = ""
    over: bool = False
    confirmed: dict[str, str] = field(default_factory=dict)
    refused: list[int] = field(default_factory=list)
    asked_again: int = 0

    def run(self, name: str) -> None:
        number = 0
        while not self.over:
            number += 1
            key = f"nguoi-{name}-don-{number}"
            while (code := self._send(key)) is None:
                self.asked_again += 1
                time.sleep(0.05)
            self.confirmed[key] = code
            time.sleep(0.02)

    def _send(self, key: str) -> str | None:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": key}
        request = urllib.request.Request(  # noqa: S310
            f"{self.address}/nop/{SLUG}", self.document, headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                return str(json.load(answer)["code"])
        except urllib.error.HTTPError as refusal:
            self.refused.append(refusal.code)
            refusal.close()
            self.over = True
            return ""
        except (OSError, HTTPException):
            return None


@pytest.fixture(scope="module")
def world(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    clock = SetClock(datetime.now(UTC) + timedelta(days=1))
    opened = open_world(Settings(state=tmp_path_factory.mktemp("http") / "var", build=built), clock)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def senders(world: World) -> Senders:
    """The server is killed some times while they send; then it runs on until all are confirmed."""
    checked = world.submissions.save(SLUG, "", typed(), [])
    answers = json.loads(json.dumps(dict(checked.answers.values), default=str))
    them = Senders(json.dumps({"office": HOME, "answers": answers}).encode())
    threads = [threading.Thread(target=them.run, args=(str(number),)) for number in range(SENDERS)]
    for kill in range(KILLS + 1):
        with serving(world, posts_per_minute="100000") as served:
            them.address = served.address
            if kill == 0:
                for thread in threads:
                    thread.start()
            time.sleep(random.uniform(0.1, 0.8))
            if kill < KILLS:
                _kill(served)
            else:
                them.over = True
                for thread in threads:
                    thread.join()
    return them


def _kill(served: Served) -> None:
    served.process.send_signal(signal.SIGKILL)
    served.process.wait()


def test_each_key_has_one_case_and_each_case_one_key(world: World, senders: Senders) -> None:
    assert senders.refused == [] and senders.asked_again >= KILLS and len(senders.confirmed) >= SENDERS
    codes = [world.cases.load(case_id).state.code for case_id in all_cases(world.cases)]
    assert sorted(codes) == sorted(senders.confirmed.values())


def test_each_sender_was_told_once(world: World, senders: Senders) -> None:
    while any(world.store.outbox.counts()[state] for state in ("pending", "claimed")):
        work(world)
    for case_id in all_cases(world.cases):
        told = Counter(one["channel"] for one in events(world, case_id, "notified"))
        assert told == {"email": 1, "sms": 1}
    subjects = Counter(one.subject for one in mails(world, 100_000))
    assert subjects == {f"Đã nhận hồ sơ trực tuyến {code}": 1 for code in senders.confirmed.values()}
