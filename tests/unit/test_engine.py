"""The engine lets the right person do the right thing at the right step, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.domain.case import CaseState, apply, fold
from functions.domain.declaration import LEGAL_TRANSITIONS, AnyService, ChannelKind, Reference, Status
from functions.domain.engine import Decision, extend, give_opinion, may_see, move, moves, note, supplement
from functions.domain.errors import Conflict, Forbidden, Invalid
from functions.domain.events import CITIZEN, Actor, AnyEvent, CaseFile, Sent
from functions.domain.fields.context import FormContext

HOME = "ubnd_xa:21025"
MORNING = datetime(2026, 6, 8, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
SLUG = "dang-ky-thanh-lap-ho-kinh-doanh"


def officer(role: str, office: str = HOME) -> Actor:
    return Actor(kind="officer", id=f"cb-{role}", office_id=office, roles=(role,))


class Case:
    """A case that is carried through its steps."""

    def __init__(self, service: AnyService, reference: Reference) -> None:
        self.service, self.calendar, self.now = service, reference.calendar, MORNING
        self.events: list[AnyEvent] = [
            Sent(
                at=MORNING,
                actor=CITIZEN,
                slug=service.slug,
                version="v",
                code="H48-260608-0001",
                office_id=HOME,
                channel=ChannelKind.ONLINE,
                answers={"ho": {"ten": "Tỏi Lý Sơn"}},
            )
        ]

    @property
    def state(self) -> CaseState:
        return fold(self.events, self.service, self.calendar)

    def take(self, decision: Decision) -> Decision:
        self.events += decision.events
        self.now += timedelta(minutes=10)
        return decision

    def do(self, transition: str, actor: Actor, reason: str = "") -> Decision:
        return self.take(move(self.state, self.service, transition, actor, self.now, reason=reason))


@pytest.fixture
def case(services: dict[str, AnyService], reference: Reference) -> Case:
    return Case(services[SLUG], reference)


def test_a_case_goes_through_its_steps_to_the_result(case: Case) -> None:
    case.do("receive", officer("reception"))
    case.do("transfer", officer("reception"))
    case.do("propose", officer("reviewer"))
    signed = case.do("approve", officer("leader"))
    published = case.do("publish", officer("clerk"))
    case.do("hand_over", officer("reception"))
    assert case.state.status is Status.RETURNED
    assert [(e.kind, e.signer, e.officer) for e in signed.effects] == [("issue", "person", "cb-leader")]
    assert published.effects[0].then_notify == "done", "nobody is told before the file is there"


@pytest.mark.parametrize(
    "actor",
    [officer("reviewer"), officer("reception", "ubnd_xa:21548"), officer("leader")],
    ids=["another role", "another office", "the leader, for the clerk"],
)
def test_an_officer_without_the_role_or_the_unit_cannot_act(case: Case, actor: Actor) -> None:
    assert moves(case.state, case.service, actor) == ()
    with pytest.raises(Forbidden):
        case.do("receive", actor)


def test_an_officer_of_another_commune_sees_nothing(case: Case) -> None:
    assert may_see(case.state, case.service, officer("leader"))
    assert not may_see(case.state, case.service, officer("leader", "ubnd_xa:21548"))
    assert not may_see(case.state, case.service, CITIZEN)


def test_an_act_that_the_step_does_not_know_names_those_it_does(case: Case) -> None:
    with pytest.raises(Conflict, match="Tiếp nhận hồ sơ"):
        case.do("publish", officer("reception"))


def test_asking_for_more_needs_a_reason(case: Case) -> None:
    with pytest.raises(Invalid) as caught:
        case.do("ask_supplement", officer("reception"), reason="  ")
    assert caught.value.faults[0].where == "reason"
    with pytest.raises(Invalid, match="quá dài"):
        case.do("ask_supplement", officer("reception"), reason="x" * 5001)


def test_a_supplement_restarts_the_clock_and_replaces_the_paper(case: Case) -> None:
    case.do("receive", officer("reception"))
    first_due = case.state.clock
    case.do("transfer", officer("reception"))
    case.do("ask_supplement", officer("reviewer"), "Bản chụp bị mờ")
    assert case.state.clock and case.state.clock.paused_at
    case.now += timedelta(days=3)
    paper = CaseFile(id="f2", evidence="don", size=1, media_type="application/pdf", sha256="0")
    decided = case.take(
        supplement(
            case.state, case.service, case.now, {"ho": {"ten": "Tỏi"}}, (paper,), {"f2": "don.pdf"}, CITIZEN
        )
    )
    state = case.state
    assert state.clock and first_due and state.clock.due_at > first_due.due_at + timedelta(days=2)
    assert state.answers == {"ho": {"ten": "Tỏi"}} and [f.id for f in state.files] == ["f2"]
    assert "scan" in {effect.kind for effect in decided.effects}


@pytest.mark.parametrize("whole", [True, False])
def test_what_no_longer_applies_goes_with_a_whole_form_only(case: Case, whole: bool) -> None:
    for act, role in (("receive", "reception"), ("transfer", "reception")):
        case.do(act, officer(role))
    case.do("ask_supplement", officer("reviewer"), "Bản chụp bị mờ")
    before = dict(case.state.answers or {})
    case.take(
        supplement(case.state, case.service, case.now, {"moi": {"a": "1"}}, (), {}, CITIZEN, whole=whole)
    )
    kept = {} if whole else before
    assert case.state.answers == {**kept, "moi": {"a": "1"}} and before


def test_nothing_can_be_added_when_nothing_was_asked(case: Case) -> None:
    with pytest.raises(Conflict):
        supplement(case.state, case.service, case.now, {}, (), {}, CITIZEN)


def test_the_citizen_may_withdraw_until_the_end(case: Case) -> None:
    case.do("receive", officer("reception"))
    case.do("withdraw", CITIZEN)
    assert case.state.status is Status.WITHDRAWN and case.state.clock and case.state.clock.stopped_at
    with pytest.raises(Conflict):
        case.do("withdraw", CITIZEN)


def test_an_extension_tells_the_citizen_with_an_apology_and_works_once(case: Case) -> None:
    case.do("receive", officer("reception"))
    later = MORNING + timedelta(days=10)
    args = (case.service, officer("reception"), case.now, later, "Chờ xác minh", case.calendar)
    decided = case.take(extend(case.state, *args))
    assert decided.effects[0].subject == "apology" and case.state.clock and case.state.clock.due_at == later
    with pytest.raises(Conflict, match="một lần"):
        extend(case.state, *args)


def test_notes_are_for_officers_of_the_case(case: Case) -> None:
    case.take(note(case.state, case.service, officer("reviewer"), case.now, "Gọi lại sau 14 giờ"))
    assert case.state.notes[0].text == "Gọi lại sau 14 giờ"
    with pytest.raises(Forbidden):
        note(case.state, case.service, officer("reviewer", "so_xay_dung"), case.now, "x")


def test_consulted_agencies_must_answer_before_the_case_goes_on(
    services: dict[str, AnyService], reference: Reference
) -> None:
    asked = services[SLUG].model_dump(mode="json")
    review = next(step for step in asked["workflow"]["steps"] if step["id"] == "review")
    review["consultations"] = [
        {"id": "tai", "label": "Sở Tài chính", "unit": "so_tai_chinh", "time_limit": "2 working_days"}
    ]
    case = Case(type(services[SLUG]).model_validate(asked), reference)
    case.do("receive", officer("reception"))
    case.do("transfer", officer("reception"))
    with pytest.raises(Conflict, match="Sở Tài chính"):
        case.do("propose", officer("reviewer"))
    outside = officer("reviewer", "so_tai_chinh")
    assert may_see(case.state, case.service, outside)
    with pytest.raises(Forbidden):
        give_opinion(case.state, case.service, "tai", officer("reviewer"), case.now, "Đồng ý")
    case.take(give_opinion(case.state, case.service, "tai", outside, case.now, "Đồng ý"))
    case.do("propose", officer("reviewer"))
    assert case.state.step == "approval"


def test_what_an_officer_records_is_checked_and_kept_by_step(
    services: dict[str, AnyService], reference: Reference
) -> None:
    work = Case(services["giao-nhiem-vu"], reference)
    home = work.service.workflow
    context = FormContext(today=MORNING.date())
    for transition in ("nhan", "bat_dau"):
        work.do(transition, officer("reviewer"))
    with pytest.raises(Invalid) as caught:
        move(
            work.state,
            work.service,
            "trinh",
            officer("reviewer"),
            work.now,
            fields={"ket_qua": 5},
            context=context,
        )
    assert caught.value.faults[0].where == "dang_lam.ket_qua"
    done = move(
        work.state,
        work.service,
        "trinh",
        officer("reviewer"),
        work.now,
        fields={"ket_qua": "Xong"},
        context=context,
    )
    work.take(done)
    assert work.state.recorded["dang_lam"] == {"ket_qua": "Xong"} and home.step("nghiem_thu")


ANY = [CITIZEN, *(officer(role) for role in ("reception", "reviewer", "leader", "clerk"))]


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(picks=st.lists(st.tuples(st.sampled_from(ANY), st.integers(0, 9), st.integers(1, 3000)), max_size=25))
def test_no_walk_breaks_the_order_of_statuses(
    services: dict[str, AnyService], reference: Reference, picks: list[tuple[Actor, int, int]]
) -> None:
    case = Case(services[SLUG], reference)
    state = case.state
    for actor, pick, minutes in picks:
        able = moves(state, case.service, actor)
        if not able:
            continue
        case.now += timedelta(minutes=minutes)
        before = state.status
        decision = move(state, case.service, able[pick % len(able)].id, actor, case.now, reason="Lý do")
        for event in decision.events:
            state = apply(state, event, case.service, case.calendar)
        case.events += decision.events
        assert state.status == before or state.status in LEGAL_TRANSITIONS[before]
    assert case.state == state, "folding from the start gives the same state"
    if state.status.final and state.clock:
        assert state.clock.stopped_at
