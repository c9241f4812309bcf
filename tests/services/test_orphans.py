"""Files that nobody holds: swept after a day, and never one that a draft or a case holds."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from functions.adapters.clock import SetClock
from functions.bootstrap import World
from functions.services.drafts import Drafts, OpenDraft
from functions.services.housekeeping import Tidied
from tests.services.made import HOME, SLUG, officer, paper, typed

DAY = timedelta(days=1)
FAMILY: Mapping[str, str] = {"chu_ho.ai_dang_ky": "gia_dinh"}
PAPER = "uy_quyen_chu_ho"


def age(world: World, by: timedelta) -> None:
    """Make all files as old as that, by the world's clock."""
    put = (world.clock.now() - by).timestamp()
    for path in (world.settings.state / "files").rglob("*"):
        os.utime(path, (put, put))


def quarantined(world: World) -> set[str]:
    return {one.name for one in (world.settings.state / "files/quarantine").iterdir()}


def cut_off(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sends a form with a file, and the power goes before the draft is stored."""

    def killed(_drafts: Drafts, _draft: OpenDraft, _sealed: bytes) -> OpenDraft:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(Drafts, "put", killed)
        with pytest.raises(KeyboardInterrupt):
            world.submissions.save(SLUG, "", typed(**FAMILY), [paper(PAPER)])


def test_a_file_whose_draft_was_never_stored_goes_after_a_day(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_off(world, monkeypatch)
    (left,) = quarantined(world)
    age(world, DAY - timedelta(minutes=1))
    assert world.housekeeping.tidy() == Tidied()
    age(world, DAY + timedelta(minutes=1))
    assert world.housekeeping.tidy() == Tidied(files=1)
    assert left not in quarantined(world) and world.housekeeping.tidy() == Tidied()


def test_files_of_drafts_and_cases_stay_however_they_were_sent(world: World, clock: SetClock) -> None:
    draft = world.submissions.save(SLUG, "", typed(**FAMILY), [paper(PAPER)]).draft
    again = world.submissions.save(SLUG, draft.token, typed(**FAMILY), [paper("giay_de_nghi")]).draft
    sent = world.submissions.save(SLUG, "", typed(**FAMILY), [paper(PAPER)]).draft
    world.submissions.send(sent.token)
    answers: dict[str, Any] = dict(world.submissions.check(again).answers.values)
    plain = json.loads(json.dumps(answers))
    world.submissions.send_json(SLUG, HOME, plain, [paper(PAPER)], "khoa-so-1")
    held = quarantined(world)
    assert len(held) == 4
    age(world, timedelta(days=3))
    assert world.housekeeping.tidy().files == 0 and quarantined(world) == held


def test_a_supplements_files_stay_before_and_after_it_is_handed_in(world: World, clock: SetClock) -> None:
    draft = world.submissions.save(SLUG, "", typed(**FAMILY), [paper(PAPER)]).draft
    sent = world.submissions.send(draft.token)
    seq = world.cases.load(sent.case_id).seq
    world.casework.move(officer(world, "reception"), sent.code, "ask_supplement", "Ảnh mờ", {}, seq)
    clock.advance(timedelta(hours=1))
    world.supplements.save(sent.code, sent.token, typed(**FAMILY), [paper(PAPER, data=b"%PDF-1.4 moi")])
    for _turn in range(2):
        age(world, timedelta(days=3))
        before = quarantined(world)
        assert world.housekeeping.tidy().files == 0 and len(before) == 2
        world.supplements.give(sent.code, sent.token)


def test_a_file_that_the_answers_did_not_ask_for_goes(world: World) -> None:
    draft = world.submissions.save(SLUG, "", typed(), [paper(PAPER)]).draft
    sent = world.submissions.send(draft.token)
    assert world.cases.load(sent.case_id).state.files == ()
    age(world, timedelta(days=3))
    assert world.housekeeping.tidy().files == 1 and quarantined(world) == set()


def test_a_file_that_cannot_be_asked_whose_it_is_stays(world: World) -> None:
    world.blobs.put("0" * 32, b"x", "quarantine")
    age(world, timedelta(days=30))
    assert world.housekeeping.tidy().files == 0 and world.blobs.exists("0" * 32, "quarantine")


def test_effects_done_long_ago_are_forgotten_and_their_case_remembers(world: World, clock: SetClock) -> None:
    draft = world.submissions.save(SLUG, "", typed(**FAMILY), [paper(PAPER)]).draft
    sent = world.submissions.send(draft.token)
    worker = world.worker("w")
    done = 0
    while worker.work():
        done += 1
    clock.advance(timedelta(days=world.settings.done_effects_days - 1))
    assert done and world.housekeeping.tidy().effects == 0
    clock.advance(timedelta(days=2))
    assert world.housekeeping.tidy().effects == done
    kinds = [one.type for one in world.store.cases.events(sent.case_id)]
    assert kinds.count("file_checked") == 1 and not worker.work()
