"""What tests of effects do over and over: send, work until nothing is owed, look into the chain."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from functions.bootstrap import World
from functions.ports import KeptMessage
from functions.services.submit import SentCase
from tests.services.made import SLUG, officer, typed

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The test file that every scanner takes for a virus by agreement; kept in two pieces, so that none
takes this source for one."""


def send(world: World, *uploads: Any, **changes: str) -> SentCase:
    draft = world.submissions.save(SLUG, "", typed(**changes), list(uploads)).draft
    return world.submissions.send(draft.token)


def work(world: World, **parts: Any) -> int:
    """All that is ready now, by one worker; how many effects were taken up."""
    worker = replace(world.worker("w"), **parts)
    done = 0
    while worker.work():
        done += 1
    return done


def events(world: World, case_id: str, kind: str) -> list[dict[str, Any]]:
    return [one.data for one in world.store.cases.events(case_id) if one.type == kind]


WHO = {"reject": "reviewer", "propose": "reviewer", "approve": "leader", "publish": "clerk"}
"""Who takes a transition of the one-stop workflow, where it is not reception."""


def go(world: World, sent: SentCase, transition: str, reason: str = "") -> None:
    """An officer in the right role moves the case on."""
    who = officer(world, WHO.get(transition, "reception"))
    world.casework.move(who, sent.code, transition, reason, {}, world.casework.open(who, sent.code).seq)


def issued(world: World, sent: SentCase) -> list[dict[str, Any]]:
    return events(world, sent.case_id, "document_issued")


def mails(world: World, most: int = 100) -> list[KeptMessage]:
    return world.kept_messages["email"].kept(most)


def texts(world: World, most: int = 100) -> list[KeptMessage]:
    return world.kept_messages["sms"].kept(most)
