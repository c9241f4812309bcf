"""One application from its form to the signed result, begun again after each death; and what must be true then."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.domain.declaration import Status
from functions.domain.errors import Conflict
from functions.services.effects.perform import LEASE_SECONDS
from functions.services.rebuild import Rebuilding, all_cases
from functions.services.submit import SentCase
from tests.effects.made import WHO
from tests.services.made import SLUG, officer, paper, typed

WAY = ("receive", "transfer", "propose", "approve", "publish")
ENDED = frozenset({Status.DONE, Status.RETURNED})


@dataclass
class Citizen:
    """Sends one form, and sends it again as long as nobody said that it arrived."""

    token: str = ""
    sent: SentCase | None = None

    def send(self, world: World) -> None:
        if self.sent is None:
            if not self.token:
                draft = world.submissions.save(SLUG, "", typed(), [paper("giay_de_nghi")]).draft
                self.token = draft.token
            self.sent = world.submissions.send(self.token)


@dataclass
class Officers:
    """Take every case one step further, until its result is issued."""

    moved: Counter[str] = field(default_factory=Counter)

    def work(self, world: World) -> None:
        for case_id in list(all_cases(world.cases)):
            case = world.cases.load(case_id)
            step = case.service.workflow.step(case.state.step)
            way = next((one.id for one in step.transitions if one.id in WAY), "") if step else ""
            if way:
                who = officer(world, WHO.get(way, "reception"))
                with suppress(Conflict):
                    world.casework.move(who, case.state.code, way, "", {}, case.seq)
                    self.moved[way] += 1


def workers(world: World, name: str = "w") -> int:
    """Everything that is ready now; how many effects were taken up."""
    worker, done = world.worker(name), 0
    while worker.work():
        done += 1
    return done


def lifetime(world: World, citizen: Citizen, officers: Officers) -> None:
    """From wherever it stands to the end."""
    citizen.send(world)
    workers(world)
    for _step in WAY:
        officers.work(world)
        workers(world)


def recover(world: World, clock: SetClock) -> None:
    """Time passes until the leases of the dead have run out and every pause is over; nobody lends a hand."""
    for _hour in range(80):
        counts = world.store.outbox.counts()
        if not counts.get("pending") and not counts.get("claimed"):
            return
        clock.advance(timedelta(seconds=LEASE_SECONDS + 1))
        workers(world)
        clock.advance(timedelta(hours=1))


def broken(world: World, citizens: list[Citizen], messages: dict[str, int]) -> list[str]:
    """Every promise that was not kept, in words; none is what we want. ``messages`` counts them by id."""
    found = list(_lost(world, citizens))
    states = world.store.outbox.counts()
    if any(states.values()):
        found.append(f"the backlog did not drain: {dict(states)}")
    for case_id in all_cases(world.cases):
        found += [f"chain: {fault.message}" for fault in Rebuilding(world.cases).audit(case_id)]
        found += _twice(world, case_id)
        found += _unreadable(world, case_id)
    found += [f"message {id} went out {n} times" for id, n in messages.items() if n > 1]
    return found


def _lost(world: World, citizens: list[Citizen]) -> list[str]:
    known = set(all_cases(world.cases))
    sent = [one.sent for one in citizens if one.sent]
    found = [f"{one.code} was acknowledged and is gone" for one in sent if one.case_id not in known]
    if len(known) != len(citizens):
        found.append(f"{len(citizens)} people sent, {len(known)} cases are there")
    codes = Counter(world.cases.load(id).state.code for id in known)
    return found + [f"code {code} was given {n} times" for code, n in codes.items() if n > 1]


def _twice(world: World, case_id: str) -> list[str]:
    """No document and no notice is recorded twice, and those that are due are there."""
    events = world.store.cases.events(case_id)
    issued = [one.data for one in events if one.type == "document_issued"]
    documents = Counter(f"{one['kind']} signed by {len(one.get('signed_by', ()))}" for one in issued)
    found = [f"document {name} was issued {n} times" for name, n in documents.items() if n > 1]
    notices = Counter(str(one.data.get("message", one.data)) for one in events if one.type == "notified")
    found += [f"notice {name} is recorded {n} times" for name, n in notices.items() if n > 1]
    status = world.cases.load(case_id).state.status
    if status in ENDED and not any(one["kind"] == "result" and one.get("final", True) for one in issued):
        found.append(f"the result is missing; there are {sorted(documents)}")
    return found


def _unreadable(world: World, case_id: str) -> list[str]:
    case = world.cases.load(case_id)
    missing = [one.id for one in case.state.files if not world.blobs.exists(one.id, "clean")]
    return [f"file {name} of the case is not there" for name in missing]


def messages_of(world: World) -> dict[str, int]:
    """Messages of the folders by what they say, to whom."""
    kept: Counter[str] = Counter()
    for channel, folder in world.kept_messages.items():
        for one in folder.kept(10_000):
            kept[f"{channel} {one.to} {one.subject} {hash(one.body)}"] += 1
    return dict(kept)
