"""Citizens see their own case, officers those of their office and roles, and others nothing."""

from __future__ import annotations

import pytest

from functions.bootstrap import World
from functions.domain.declaration import Status
from functions.domain.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from functions.services.submit import SentCase
from tests.services.made import SLUG, officer, paper, typed


@pytest.fixture
def sent(world: World) -> SentCase:
    draft = world.submissions.save(SLUG, "", typed(), [paper("giay_de_nghi")]).draft
    return world.submissions.send(draft.token)


def test_by_code_alone_one_sees_how_far_it_is_and_nothing_personal(world: World, sent: SentCase) -> None:
    seen = world.tracking.glimpse(sent.code.lower(), "10.0.0.1")
    assert seen.status is Status.REGISTERED and seen.done_steps == 1
    assert "Hà" not in repr(seen) and "0905" not in repr(seen)


@pytest.mark.parametrize("code", ["H48.53-260609-0042", "khong-phai-ma", "", "' or 1=1 --", "H48" * 99])
def test_unknown_codes_and_nonsense_get_one_answer(world: World, sent: SentCase, code: str) -> None:
    with pytest.raises(NotFound) as caught:
        world.tracking.glimpse(code, "10.0.0.1")
    assert "Không tìm thấy hồ sơ" in caught.value.message


def test_guessing_is_stopped(world: World, sent: SentCase) -> None:
    for _n in range(world.settings.lookups_per_minute):
        world.tracking.glimpse(sent.code, "10.0.0.9")
    with pytest.raises(TooMany):
        world.tracking.glimpse(sent.code, "10.0.0.9")
    world.tracking.glimpse(sent.code, "10.0.0.8")


def test_the_token_of_another_case_opens_nothing(world: World, sent: SentCase) -> None:
    other = world.submissions.send(world.submissions.save(SLUG, "", typed(), []).draft.token)
    assert world.tracking.full(sent.code, sent.token).state.answers
    for token in (other.token, sent.token + "x", ""):
        with pytest.raises(NotFound):
            world.tracking.full(sent.code, token)


def test_the_citizen_withdraws_once(world: World, sent: SentCase) -> None:
    world.tracking.withdraw(sent.code, sent.token, "Làm lại sau")
    events = len(world.store.cases.events(sent.case_id))
    world.tracking.withdraw(sent.code, sent.token, "")
    assert world.tracking.full(sent.code, sent.token).state.status is Status.WITHDRAWN
    assert len(world.store.cases.events(sent.case_id)) == events


def test_the_inbox_shows_cases_of_ones_office_and_role_with_the_name(world: World, sent: SentCase) -> None:
    mine = world.casework.inbox(officer(world, "reception"))
    assert [(row.projection.code, row.applicant) for row in mine.rows] == [(sent.code, "Nguyễn Thị Thu Hà")]
    for other in (officer(world, "leader"), officer(world, "reception", "ubnd_xa:21548")):
        assert world.casework.inbox(other).rows == ()


def test_an_officer_of_another_office_cannot_tell_the_case_from_an_unknown_one(
    world: World, sent: SentCase
) -> None:
    stranger = officer(world, "reception", "ubnd_xa:21548")
    answers = set()
    for code in (sent.code, "H48.99-260609-0001"):
        with pytest.raises(NotFound) as caught:
            world.casework.open(stranger, code)
        answers.add(caught.value.message)
    assert len(answers) == 1


def test_a_case_moves_with_whom_it_lies(world: World, sent: SentCase) -> None:
    desk, reviewer = officer(world, "reception"), officer(world, "reviewer")
    seen = world.casework.open(desk, sent.code).seq
    with pytest.raises(Forbidden):
        world.casework.move(reviewer, sent.code, "receive", "", {}, seen)
    world.casework.move(desk, sent.code, "receive", "", {}, seen)
    with pytest.raises(Conflict, match="vừa thay đổi"):
        world.casework.move(desk, sent.code, "transfer", "", {}, seen)
    world.casework.move(desk, sent.code, "transfer", "", {}, seen + 1)
    assert world.casework.inbox(desk).rows == () and len(world.casework.inbox(reviewer).rows) == 1


def test_a_file_stays_shut_until_it_was_scanned(world: World, sent: SentCase) -> None:
    desk = officer(world, "reception")
    file = world.casework.open(desk, sent.code).state.files[0]
    with pytest.raises(Conflict, match="chờ quét"):
        world.casework.file(desk, sent.code, file.id)
    with pytest.raises(NotFound):
        world.casework.file(desk, sent.code, "khac")


def test_a_refusal_needs_a_reason_and_the_citizen_reads_it(world: World, sent: SentCase) -> None:
    desk = officer(world, "reception")
    with pytest.raises(Invalid):
        world.casework.move(desk, sent.code, "refuse", "", {}, 1)
    world.casework.move(desk, sent.code, "refuse", "Không thuộc thẩm quyền", {}, 1)
    case = world.tracking.full(sent.code, sent.token)
    assert case.state.history[-1].reason == "Không thuộc thẩm quyền"
