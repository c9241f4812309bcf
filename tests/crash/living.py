"""An installation that lives and is killed: applications come in, officers work, effects are done.

Arguments: state folder, build. It forks a life for each line that it reads, so that a life begins at once, with
everything loaded; each life says what was acknowledged, a line in one ``write``, and lives until it is killed.
"""

from __future__ import annotations

import os
import random
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

import typst  # noqa: F401

import functions.adapters.pyhanko.signing
import functions.adapters.pyhanko.verifying  # noqa: F401 (loaded before the fork, as is typst)
from functions.bootstrap import World, open_world
from functions.domain.errors import Conflict
from functions.services.effects.perform import Worker
from functions.services.rebuild import all_cases
from functions.settings import Settings
from tests.effects.made import WHO
from tests.services.made import SLUG, officer, paper, typed

APPLICATIONS = 3
"""How many come in during one life, at most."""
WAY = ("receive", "transfer", "propose", "approve", "publish")


def live(world: World) -> None:
    """Until the end, which comes from outside."""
    for role in ("reception", "reviewer", "leader", "clerk"):
        officer(world, role)
    threads = [Thread(target=_send, args=(world,)), Thread(target=_decide, args=(world,))]
    for number in range(2):
        worker = replace(world.worker(f"{os.getpid()}:{number}"), lease_seconds=1)
        threads.append(Thread(target=_work, args=(worker,)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _send(world: World) -> None:
    for _n in range(APPLICATIONS):
        draft = world.submissions.save(SLUG, "", typed(), [paper("giay_de_nghi")]).draft
        say("draft", draft.token)
        sent = world.submissions.send(draft.token)
        say("sent", draft.token, sent.case_id, sent.code)


def _decide(world: World) -> None:
    """Officers take one case after another a step further; somebody else may be quicker."""
    while True:
        for case_id in all_cases(world.cases):
            case = world.cases.load(case_id)
            step = case.service.workflow.step(case.state.step)
            way = next((one.id for one in step.transitions if one.id in WAY), "") if step else ""
            if way and random.random() < 0.5:
                who = officer(world, WHO.get(way, "reception"))
                with suppress(Conflict):
                    world.casework.move(who, case.state.code, way, "", {}, case.seq)
                    say("moved", case_id, way)
        time.sleep(0.01)


def _work(worker: Worker) -> None:
    while True:
        if not worker.work():
            time.sleep(0.01)


def say(*words: str) -> None:
    os.write(1, (" ".join(words) + "\n").encode())


if __name__ == "__main__":
    state, build = map(Path, sys.argv[1:])
    for _line in sys.stdin:
        life = os.fork()
        if life == 0:
            live(open_world(Settings(state=state, build=build)))
        say("life", str(life))
        os.waitpid(life, 0)
        say("ended")
