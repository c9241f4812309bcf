"""Ten lines make a service; every further key has a default that fits the law."""

from __future__ import annotations

import json
from typing import Any

import pytest

from functions.domain.compile import canonical, compile_data, content_hash, migrate
from functions.domain.declaration import AnyService, OnlineLevel, Procedure, Process, Reference, Status
from functions.domain.errors import Invalid

TEN: dict[str, Any] = {
    "code": "1.004873",
    "title": "Cấp Giấy xác nhận tình trạng hôn nhân",
    "field": "ho-tich",
    "authority": "ubnd_xa",
    "time_limit": "3 working_days",
}


def _compile(reference: Reference, **more: Any) -> Procedure:
    service = compile_data({**TEN, **more}, "xac-nhan", reference)
    assert isinstance(service, Procedure)
    return service


def _faults(reference: Reference, **more: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        _compile(reference, **more)
    return {fault.where: fault.message for fault in caught.value.faults}


def _steps(service: AnyService) -> list[str]:
    return [step.id for step in service.workflow.steps]


def test_ten_lines_make_a_whole_service(reference: Reference) -> None:
    service = _compile(reference)
    assert service.slug == "xac-nhan"
    assert service.level == "commune"
    assert (service.online, service.online_2018) == (OnlineLevel.FULL, 4)
    assert [(str(one.kind), str(one.time_limit)) for one in service.channels] == [
        ("online", "3 working_days"),
        ("counter", "3 working_days"),
        ("post", "3 working_days"),
    ]
    assert service.form == reference.applicant
    assert service.workflow == reference.workflows[0]
    assert {step.status for step in service.workflow.steps} == set(Status)
    assert len(service.messages) == len(reference.messages)
    assert "Giấy xác nhận" in service.output.name


@pytest.mark.parametrize(
    ("given", "online", "level"),
    [
        ({"online": "partial", "partial_reason": "appear_in_person"}, "partial", 3),
        ({"partial_reason": "on_site_verification"}, "partial", 3),
        ({"channels": [{"kind": "counter"}]}, "none", 1),
        ({"online": "none", "evidence": [{"id": "don", "name": "Đơn", "template": "don.docx"}]}, "none", 2),
    ],
)
def test_the_level_of_2018_follows_from_how_far_online_it_goes(
    reference: Reference, given: dict[str, Any], online: str, level: int
) -> None:
    service = _compile(reference, **given)
    assert (service.online, service.online_2018) == (online, level)
    assert any(one.kind == "online" for one in service.channels) == (online != "none")


def test_a_limit_of_a_channel_wins_over_the_files_own(reference: Reference) -> None:
    rows = [{"kind": "online"}, {"kind": "counter", "time_limit": "5 days"}]
    assert [str(one.time_limit) for one in _compile(reference, channels=rows).channels] == [
        "3 working_days",
        "5 days",
    ]


def test_without_any_time_limit_nothing_is_compiled(reference: Reference) -> None:
    data = {key: value for key, value in TEN.items() if key != "time_limit"}
    for more, where in (({}, "time_limit"), ({"channels": [{"kind": "post"}]}, "channels[0].time_limit")):
        with pytest.raises(Invalid) as caught:
            compile_data({**data, **more}, "x", reference)
        assert [fault.where for fault in caught.value.faults] == [where]


def test_own_questions_follow_the_usual_ones_or_replace_them(reference: Reference) -> None:
    own = {"form": [{"id": "rieng", "title": "Riêng", "fields": []}]}
    usual = [section.id for section in reference.applicant]
    assert [one.id for one in _compile(reference, **own).form] == [*usual, "rieng"]
    assert [one.id for one in _compile(reference, **own, applicant="own").form] == ["rieng"]
    clash = {"form": [{"id": usual[0], "title": "Trùng", "fields": []}]}
    assert "form[0].id" in _faults(reference, **clash)


def test_a_workflow_is_extended_changed_and_dropped_from(reference: Reference) -> None:
    use = {
        "extends": "one_stop",
        "drop": ["fee_at_reception", "fee_in_progress"],
        "change": [
            {
                "id": "review",
                "label": "Thẩm định",
                "time_limit": "2 working_days",
                "add_transitions": [{"id": "visit", "label": "Đi thực địa", "to": "site_visit"}],
            }
        ],
        "add": [
            {
                "id": "site_visit",
                "label": "Xác minh thực địa",
                "role": "reviewer",
                "status": 4,
                "transitions": [{"id": "back", "label": "Xong", "to": "review"}],
            }
        ],
    }
    service = _compile(reference, workflow=use)
    steps = _steps(service)
    assert steps.index("site_visit") == steps.index("issue") + 1
    assert not [id for id in steps if id.startswith("fee")]
    review = service.workflow.step("review")
    assert review is not None
    assert (review.label, str(review.time_limit), review.role) == ("Thẩm định", "2 working_days", "reviewer")
    assert [move.id for move in review.transitions if "fee" in move.to or move.id == "visit"] == ["visit"]
    assert review.transition("propose") is not None
    base = reference.workflows[0].step("review")
    assert base is not None and base.label == "Xem xét hồ sơ", "the default stays as it was"


def test_an_added_transition_of_the_same_name_replaces_the_inherited_one(reference: Reference) -> None:
    change = {"id": "approval", "add_transitions": [{"id": "approve", "label": "Ban hành", "to": "done"}]}
    step = _compile(reference, workflow={"extends": "one_stop", "change": [change]}).workflow.step("approval")
    assert step is not None
    assert (step.transitions[0].id, step.transitions[0].to) == ("approve", "done")


@pytest.mark.parametrize(
    ("use", "where", "words"),
    [
        ("two_stop", "workflow", "one_stop"),
        ({"extends": "two_stop"}, "workflow.extends", "one_stop"),
        ({"extends": "one_stop", "drop": ["reviw"]}, "workflow.drop[0]", "review"),
        ({"extends": "one_stop", "change": [{"id": "x"}]}, "workflow.change[0].id", "review"),
        ({"extends": "one_stop", "steps": [{"id": "a", "label": "A", "status": 1}]}, "workflow.steps", "add"),
        (
            {"extends": "one_stop", "add": [{"id": "done", "label": "A", "status": 9}]},
            "workflow.add[0].id",
            "change",
        ),
        ({"drop": ["review"]}, "workflow.drop", "extends"),
        ({}, "workflow", "extends"),
    ],
)
def test_a_workflow_that_cannot_be_resolved_says_what_is_there(
    reference: Reference, use: Any, where: str, words: str
) -> None:
    assert words in _faults(reference, workflow=use)[where]


def test_own_messages_take_the_place_of_the_provinces_for_that_turn_only(reference: Reference) -> None:
    own = {"event": "done", "channel": "sms", "body": "Xong {case_code}"}
    messages = _compile(reference, messages=[own]).messages
    assert len(messages) == len(reference.messages)
    assert [one.body for one in messages if (one.event, one.channel) == ("done", "sms")] == [
        "Xong {case_code}"
    ]


def test_a_process_runs_on_the_same_model_without_channels_or_citizens_messages(reference: Reference) -> None:
    data = {**TEN, "code": "NB.VIEC.001", "opened_by": ["leader"], "form": [], "workflow": "one_stop"}
    service = compile_data(data, "viec", reference, process=True)
    assert isinstance(service, Process)
    assert service.messages == ()


def test_an_unknown_authority_is_told_with_those_that_exist(reference: Reference) -> None:
    assert "ubnd_tinh" in _faults(reference, authority="ubnd_huyen")["authority"]


def test_the_version_is_stable_and_blind_to_examples_and_the_order_of_keys(reference: Reference) -> None:
    service = _compile(reference)
    turned = compile_data(dict(reversed(TEN.items())), "xac-nhan", reference)
    tested = _compile(reference, examples=[{"name": "x", "sent_at": "2026-06-09T09:00"}])
    again = Procedure.model_validate_json(service.model_dump_json())
    assert len({content_hash(one) for one in (service, turned, tested, again)}) == 1
    assert len(content_hash(service)) == 64
    assert json.loads(canonical(service))["title"] == TEN["title"]


@pytest.mark.parametrize(
    "more",
    [
        {"title": "Khác"},
        {"time_limit": "4 working_days"},
        {"evidence": [{"id": "don", "name": "Đơn"}]},
        {"workflow": {"extends": "one_stop", "change": [{"id": "review", "label": "Xét"}]}},
    ],
)
def test_the_version_changes_with_anything_that_a_case_rests_on(
    reference: Reference, more: dict[str, Any]
) -> None:
    assert content_hash(_compile(reference, **more)) != content_hash(_compile(reference))


def test_files_of_older_schema_versions_are_brought_forward_and_newer_ones_refused() -> None:
    steps = {1: lambda data: {**data, "name": data["ten"]}, 2: lambda data: {**data, "last": True}}
    moved = migrate({"ten": "x"}, steps, current=3)
    assert (moved["name"], moved["last"], moved["schema_version"]) == ("x", True, 3)
    for version in (0, 2, "1", True):
        with pytest.raises(Invalid):
            migrate({"schema_version": version})
