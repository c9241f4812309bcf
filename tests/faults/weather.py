"""Bad weather: full disks, absent stores, jumping clocks, refusing servers, queues that repeat and garble."""

from __future__ import annotations

import itertools
import random
import shutil
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from functions.adapters.clamd import ClamdScanner
from functions.adapters.clock import SetClock
from functions.bootstrap import World, chosen
from functions.domain.errors import EffectFailed, MotcuaError, StoreUnavailable
from tests.effects.mail_server import MailServer
from tests.faults.kills import BEGIN, Ground
from tests.faults.life import ENDED, Citizen, Officers, broken, messages_of, recover, workers


@dataclass
class Told:
    """What one kind of weather did: how often it struck, and which promises broke."""

    name: str
    cases: int = 0
    struck: int = 0
    broken: list[str] = field(default_factory=list)


@dataclass
class Weather:
    """One installation under one kind of weather."""

    ground: Ground
    chance: random.Random
    cases: int = 5

    def all(self) -> Iterator[Told]:
        """Every kind, one after the other."""
        yield self.store_away()
        yield self.store_slow()
        yield self.clock_jumps()
        yield self.mail_refuses()
        yield self.signer_away_for_a_day()
        yield self.stamps_hang()
        yield self.scanner_hangs()
        yield self.queue_repeats_and_garbles()
        yield self.workers_race()

    def store_away(self) -> Told:
        """One call of the store in ten is refused; everybody tries again, and nothing is there twice."""
        told = Told("store away, one call in ten")

        def refuses(_name: str) -> None:
            if not self._calm and self.chance.random() < 0.1:
                told.struck += 1
                raise StoreUnavailable("The store is away.")

        with self._opened(told, store=_through(refuses)) as (world, clock):
            self._persist(told, world, clock, tries=400)
        return told

    def store_slow(self) -> Told:
        """Each call of the store takes up to 50 ms more."""
        told = Told("store slow, up to 50 ms a call")

        def drags(_name: str) -> None:
            told.struck += 1
            time.sleep(self.chance.random() * 0.05 if told.struck % 10 == 0 else 0)

        with self._opened(told, store=_through(drags)) as (world, clock):
            self._persist(told, world, clock)
        return told

    def clock_jumps(self) -> Told:
        """Between any two acts the clock jumps, up to a day forward and up to an hour back."""
        told = Told("clock jumps, a day forward to an hour back")
        with self._opened(told) as (world, clock):

            def jumps() -> None:
                told.struck += 1
                clock.advance(timedelta(minutes=self.chance.randint(-60, 24 * 60)))

            self._persist(told, world, clock, between=jumps)
        return told

    def mail_refuses(self) -> Told:
        """A real mail server refuses for a while every message, some at the address, some at the end."""
        told, server = Told("mail server refuses, then takes"), MailServer()
        server.start()
        options = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "sms": "none"}
        try:
            with self._opened(told, options) as (world, clock):
                for number in range(12):
                    server.at_address = "451 later" if number % 2 else ""
                    server.at_end = "" if number % 2 else "452 full"
                    self._once(world)
                    clock.advance(timedelta(minutes=20))
                    told.struck += world.store.outbox.counts().get("pending", 0)
                server.at_address = server.at_end = ""
                self._persist(told, world, clock)
                ids = Counter(str(one["Message-ID"]) for one in server.taken)
                told.broken += [f"{id} came {n} times" for id, n in ids.items() if n > 1]
                if len(ids) < told.cases:
                    told.broken.append(f"{told.cases} people sent, {len(ids)} messages came")
        finally:
            server.stop()
        return told

    def signer_away_for_a_day(self) -> Told:
        """Nothing is signed for a day. Sending goes on; then the backlog drains without a hand."""
        told, away = Told("signing service away for a day"), [True]

        def refuses(name: str) -> None:
            if name == "sign" and away[0]:
                told.struck += 1
                raise EffectFailed("The signing service does not answer.")

        with self._opened(told, signer=_through(refuses)) as (world, clock):
            for _hour in range(24):
                self._once(world)
                clock.advance(timedelta(hours=1))
            away[0] = False
            self._persist(told, world, clock)
        return told

    def stamps_hang(self) -> Told:
        """The time-stamp authority takes the connection and never answers; then it does."""
        told = Told("time-stamp authority hangs, then answers")
        with (
            _hanging() as port,
            patch("functions.adapters.pyhanko.stamping.PATIENCE", 0.5),
            self._opened(told, {"tsa_url": f"http://127.0.0.1:{port}/"}) as (world, clock),
        ):
            self._once(world)
            told.struck += world.store.outbox.counts().get("pending", 0)
            self._hand_over(told, world, clock)
        return told

    def scanner_hangs(self) -> Told:
        """The scanner takes files and never answers. Nobody opens a file meanwhile; sending goes on."""
        told = Told("scanner hangs, then is replaced")
        with _hanging() as port:
            hanging = ClamdScanner("127.0.0.1", port, timeout=0.3)
            with self._opened(told, scanner=lambda _one: hanging) as (world, clock):
                self._once(world)
                told.struck += world.store.outbox.counts().get("pending", 0)
                cases = world.store.cases.all_case_ids()
                states = [file.state for id in cases for file in world.cases.load(id).state.files]
                if any(str(state) == "clean" for state in states):
                    told.broken.append("a file counts as clean that nobody scanned")
                self._hand_over(told, world, clock)
        return told

    def queue_repeats_and_garbles(self) -> Told:
        """Messages of a queue come twice, in any order, late, cut off, and for rows that never were."""
        told = Told("queue repeats, reorders, garbles")
        with self._opened(told) as (world, clock):
            citizens = [Citizen() for _n in range(self.cases)]
            for one in citizens:
                one.send(world)
            worker, officers = world.worker("queue"), Officers()
            for _turn in range(8):
                rows = [row for id in world.store.cases.all_case_ids() for row in _rows(world, id)]
                cut_off = [row[: self.chance.randint(0, len(row))] for row in rows[:20]]
                posts = [*rows, *rows, *cut_off, "", "\x00", "x" * 900]
                self.chance.shuffle(posts)
                for post in posts:
                    with suppress(MotcuaError):
                        told.struck += 1
                        worker.work_row(post)
                officers.work(world)
                clock.advance(timedelta(hours=1))
            self._judge(told, world, clock, citizens)
        return told

    def workers_race(self) -> Told:
        """Eight workers go for the same rows at once, and leases run out under some of them."""
        told = Told("eight workers race for the same rows")
        with self._opened(told) as (world, clock):
            world.complete()
            citizens = [Citizen() for _n in range(self.cases)]
            for one in citizens:
                one.send(world)
            officers = Officers()
            for _turn in range(7):
                names = [f"race-{n}" for n in range(8)]
                lease = [1 if n % 4 == 0 else 300 for n in range(8)]
                crew = [
                    threading.Thread(target=_drain, args=(replace(world.worker(name), lease_seconds=short),))
                    for name, short in zip(names, lease, strict=True)
                ]
                for hand in crew:
                    hand.start()
                for hand in crew:
                    hand.join()
                told.struck += len(crew)
                officers.work(world)
                clock.advance(timedelta(hours=1))
            self._judge(told, world, clock, citizens)
        return told

    @contextmanager
    def _opened(
        self, told: Told, options: dict[str, Any] | None = None, **changed: Callable[[Any], Any]
    ) -> Iterator[tuple[World, SetClock]]:
        state, clock = self.ground.fresh(), SetClock(BEGIN)
        self._calm = False
        self._citizens: list[Citizen] = [Citizen() for _n in range(self.cases)]
        self._officers, self._state = Officers(), state
        self._options = {**self.ground.options()}
        with ExitStack() as stack:
            for name, how in changed.items():
                stack.enter_context(patch.object(chosen, name, _changed(name, how)))
            world = self.ground.open(state, clock, {**self._options, **(options or {})})
            try:
                yield world, clock
            finally:
                world.close()
        told.cases = self.cases
        shutil.rmtree(state.parent, ignore_errors=True)

    def _once(self, world: World) -> None:
        """Everybody does what they can; who is refused comes back another time."""
        for one in self._citizens:
            with suppress(StoreUnavailable):
                one.send(world)
        with suppress(StoreUnavailable):
            workers(world)
        with suppress(StoreUnavailable):
            self._officers.work(world)

    def _persist(
        self,
        told: Told,
        world: World,
        clock: SetClock,
        *,
        tries: int = 12,
        between: Callable[[], None] | None = None,
    ) -> None:
        """Until everybody has what they came for, as long as the weather lasts."""
        told.cases = self.cases
        for _try in range(tries):
            self._once(world)
            (between or (lambda: clock.advance(timedelta(minutes=10))))()
            if all(one.sent for one in self._citizens) and _over(world):
                break
        self._judge(told, world, clock, self._citizens)

    def _hand_over(self, told: Told, world: World, clock: SetClock) -> None:
        """The weather ends: the same state is opened without it."""
        told.cases = self.cases
        if not all(one.sent for one in self._citizens):
            told.broken.append("somebody could not send because of a slow effect")
        world.close()
        fine = self.ground.open(self._state, clock, self._options)
        with patch.object(chosen, "scanner", _PLAIN_SCANNER):
            try:
                self._persist(told, fine, clock)
            finally:
                fine.close()

    def _judge(self, told: Told, world: World, clock: SetClock, citizens: list[Citizen]) -> None:
        told.cases, self._calm = len(citizens), True
        for _turn in range(8):
            recover(world, clock)
            self._officers.work(world)
        recover(world, clock)
        told.broken += broken(world, citizens, messages_of(world))


_PLAIN_SCANNER = chosen.scanner


def _through(before: Callable[[str], None]) -> Callable[[Any], Any]:
    """A port whose every call ``before`` may hold up or refuse."""

    class Through:
        def __init__(self, inner: Any) -> None:
            self._inner = inner

        def __getattr__(self, name: str) -> Any:
            found = getattr(self._inner, name)
            if name in ("cases", "outbox", "drafts", "versions", "limits", "officers"):
                return Through(found)
            if name.startswith("_") or name == "close" or not callable(found):
                return found

            def call(*given: Any, **named: Any) -> Any:
                before(name)
                return found(*given, **named)

            return call

    return Through


def _changed(name: str, how: Callable[[Any], Any]) -> Callable[..., Any]:
    make = getattr(chosen, name)
    return lambda *given, **named: how(make(*given, **named))


def _over(world: World) -> bool:
    """Whether every case has ended and nothing is owed; not while the store is away."""
    with suppress(StoreUnavailable):
        states = [world.cases.load(id).state.status for id in world.store.cases.all_case_ids()]
        return all(one in ENDED for one in states) and not any(world.store.outbox.counts().values())
    return False


def _rows(world: World, case_id: str) -> Iterator[str]:
    """Ids that rows of a case have, and some that none has."""
    last = len(world.store.cases.events(case_id))
    for seq, number, kind in itertools.product(range(1, last + 2), range(3), ("scan", "issue", "notify")):
        own = f"{case_id}:{seq}:{number}:{kind}"
        yield from (own, f"{own}.0", f"{own}.1", f"{own}.0.0")


def _drain(worker: Any) -> None:
    while worker.work():
        pass


@contextmanager
def _hanging() -> Iterator[int]:
    """A server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        held: list[socket.socket] = []

        def take() -> None:
            with suppress(OSError):
                while True:
                    held.append(server.accept()[0])

        threading.Thread(target=take, daemon=True).start()
        yield server.getsockname()[1]
        for one in held:
            one.close()
