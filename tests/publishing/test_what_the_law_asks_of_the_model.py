"""Limits by case, agencies whose silence agrees, bodies of the same commune, and who else may decide."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from functions.domain.case import fold
from functions.domain.compile import compile_data
from functions.domain.declaration import (
    AnyService,
    ChannelKind,
    Example,
    Procedure,
    Reference,
    Status,
    offices_for,
)
from functions.domain.errors import Invalid
from functions.domain.events import CITIZEN, AnyEvent, Moved, Sent
from functions.domain.examples import run_example
from tests.publishing.conftest import Judge

PERMIT: dict[str, Any] = {
    "code": "1.013225",
    "title": "Cấp giấy phép xây dựng",
    "field": "xay-dung",
    "authority": "ubnd_xa",
    "applicant": "own",
    "time_limit": "20 days",
    "time_limit_cases": [{"label": "Nhà ở riêng lẻ", "when": "ct.nha_o", "time_limit": "15 days"}],
    "form": [
        {"id": "ct", "title": "Công trình", "fields": [{"id": "nha_o", "kind": "yes_no", "label": "Nhà ở?"}]}
    ],
    "workflow": {
        "extends": "one_stop",
        "change": [
            {
                "id": "review",
                "consultations": [
                    {
                        "id": "quy_hoach",
                        "label": "Sở Xây dựng",
                        "unit": "so_xay_dung",
                        "time_limit": "12 days",
                        "silence": "agrees",
                    },
                    {
                        "id": "cong_an",
                        "label": "Công an xã",
                        "unit": "cong_an_xa",
                        "time_limit": "12 days",
                    },
                ],
            }
        ],
    },
}
TO_REVIEW = [
    {"do": "receive", "by": "reception", "at": "2026-06-08T08:30"},
    {"do": "transfer", "by": "reception", "at": "2026-06-08T08:40"},
]
POLICE = {"do": "answer", "by": "consultation:cong_an", "at": "2026-06-09T09:00", "reason": "Đồng ý"}


def _service(reference: Reference, **more: Any) -> AnyService:
    return compile_data({**PERMIT, **more}, "giay-phep", reference)


def _run(
    service: AnyService, reference: Reference, house: bool, moves: list[Any], **expect: Any
) -> list[str]:
    example = {
        "name": "thử",
        "sent_at": "2026-06-08T08:00",
        "answers": {"ct": {"nha_o": house}},
        "moves": moves,
        "expect": expect,
    }
    return [fault.message for fault in run_example(service, Example.model_validate(example), reference)]


def test_a_case_of_its_own_kind_has_its_own_time_limit(reference: Reference) -> None:
    # Monday 8 June: day 15 is Tuesday the 23rd, day 20 is Sunday the 28th and so Monday the 29th.
    service = _service(reference)
    assert _run(service, reference, True, TO_REVIEW, due=date(2026, 6, 23)) == []
    assert _run(service, reference, False, TO_REVIEW, due=date(2026, 6, 29)) == []


def test_erasing_the_answers_leaves_the_limit_that_they_led_to(reference: Reference) -> None:
    service = _service(reference)
    at = reference.calendar.at(date(2026, 6, 8), reference.calendar.shifts[0].start)
    sent = Sent(
        at=at,
        actor=CITIZEN,
        slug=service.slug,
        version="v",
        code="c",
        office_id="ubnd_xa:21025",
        channel=ChannelKind.ONLINE,
        limit=service.time_limit_cases[0].time_limit,
        answers=None,
    )
    received = Moved(
        at=at,
        actor=CITIZEN,
        transition="receive",
        from_step="submitted",
        to_step="received",
        status=Status.RECEIVED,
    )
    events: list[AnyEvent] = [sent, received]
    clock = fold(events, service, reference.calendar).clock
    assert clock and str(clock.limit) == "15 days"


def test_silence_agrees_only_after_the_limit_and_only_where_the_law_says_so(reference: Reference) -> None:
    service = _service(reference)
    early = {"do": "propose", "by": "reviewer", "at": "2026-06-15T09:00"}
    # Twelve days from the 8th end on Saturday the 20th, so on Monday the 22nd.
    last = {**early, "at": "2026-06-22T16:00"}
    late = {**early, "at": "2026-06-23T08:00"}
    assert "Sở Xây dựng" in _run(service, reference, True, [*TO_REVIEW, POLICE, early])[0]
    assert "Sở Xây dựng" in _run(service, reference, True, [*TO_REVIEW, POLICE, last])[0]
    assert _run(service, reference, True, [*TO_REVIEW, POLICE, late], statuses=[1, 2, 4]) == []
    (still,) = _run(service, reference, True, [*TO_REVIEW, late])
    assert "Công an xã" in still and "Sở Xây dựng" not in still


def test_the_citizen_can_be_asked_for_papers_while_agencies_are_still_thinking(reference: Reference) -> None:
    ask = {"do": "ask_supplement", "by": "reviewer", "at": "2026-06-09T09:00", "reason": "Bản vẽ thiếu"}
    assert _run(_service(reference), reference, True, [*TO_REVIEW, ask], statuses=[1, 2, 4, 5]) == []


def test_a_body_that_every_commune_has_is_the_one_of_the_cases_commune(reference: Reference) -> None:
    review = _service(reference).workflow.step("review")
    assert review and [one.unit for one in review.consultations] == ["so_xay_dung", "cong_an_xa:self"]


def test_a_provincial_service_cannot_ask_the_commune_because_it_has_none(judge: Judge) -> None:
    head = (
        '---\ncode: "1.013225"\ntitle: Giấy phép\nfield: xay-dung\n'
        "authority: so_xay_dung\ntime_limit: 3 days\n---\n"
    )
    more = (
        "workflow:\n  extends: one_stop\n  change:\n    - id: review\n      consultations:\n"
        "        - {id: hoi, label: Hỏi, unit: cong_an_xa, time_limit: 12 days}\n"
    )
    (fault,) = judge(more, base=head + "Hướng dẫn.\n")
    assert (fault.code, fault.line) == ("unit_without_commune", 12)


def test_an_added_step_stands_where_it_says(reference: Reference) -> None:
    step = {
        "id": "niem_yet",
        "label": "Niêm yết",
        "role": "reviewer",
        "status": 4,
        "after": "review",
        "transitions": [{"id": "het_han", "label": "Hết hạn", "to": "approval"}],
    }
    ids = [
        one.id for one in _service(reference, workflow={"extends": "one_stop", "add": [step]}).workflow.steps
    ]
    assert ids.index("niem_yet") == ids.index("review") + 1
    with pytest.raises(Invalid) as caught:
        _service(reference, workflow={"extends": "one_stop", "add": [{**step, "after": "xem"}]})
    assert caught.value.faults[0].where == "workflow.add[0].after"


def test_a_service_of_two_levels_goes_to_either(reference: Reference, judge: Judge) -> None:
    service = _service(reference, also_at=["so_tu_phap"])
    assert isinstance(service, Procedure)
    offices = [one.id for one in offices_for(service, reference, date(2026, 6, 8))]
    assert len(offices) == 97 and offices[-1] == "so_tu_phap" and offices[0].startswith("ubnd_xa:")
    for wrong in ("so_gi_do", "ubnd_xa"):
        (fault,) = judge(f"also_at: [{wrong}]\n")
        assert (fault.code, fault.line) == ("authority_unknown", 7)


def test_an_example_names_the_office_that_gets_it(judge: Judge) -> None:
    example = "examples:\n  - {name: x, sent_at: 2026-06-08T08:00, office: %s, expect: {faults: []}}\n"
    assert "office_unknown" in [fault.code for fault in judge(example % "so_xay_dung")]
    assert "office_unknown" not in [fault.code for fault in judge(example % "'ubnd_xa:21025'")]


def test_an_age_is_counted_on_the_day_the_form_is_read(judge: Judge) -> None:
    rule = "{holds: 'years(a.ngay_sinh, today) >= 18', message: Chưa đủ tuổi, at: ngay_sinh}"
    day = "fields: [{id: ngay_sinh, kind: date, label: Ngày sinh}]"
    form = f"form:\n  - id: a\n    title: A\n    {day}\n    rules: [{rule}]\n"
    assert judge(form) == []
    (fault,) = judge(form + "evidence:\n  - {id: don, name: Đơn, when: a.ngay_sinh < today}\n")
    assert fault.code == "condition" and "today" in fault.message


def test_an_example_writes_decimals_as_people_do(judge: Judge) -> None:
    field = "{id: m2, kind: decimal, label: Diện tích, max: 100}"
    rows = "{id: o, kind: group, label: Ô, fields: [{id: m, kind: decimal, label: Rộng}]}"
    form = f"applicant: own\nform:\n  - {{id: a, title: A, fields: [{field}, {rows}]}}\n"
    answers = "{a: {m2: '%s', o: [{m: 2.5}]}}"
    run = (
        f"examples:\n  - {{name: x, sent_at: 2026-06-08T08:00, answers: {answers}, expect: {{faults: %s}}}}\n"
    )
    assert judge(form + run % ("8,5", "[]")) == []
    assert judge(form + run % ("8.50", "[]")) == []
    assert judge(form + run % ("108.5", "[a.m2]")) == []
    assert judge(form + run % ("tám", "[a.m2]")) == []


def test_what_an_officer_records_is_read_on_the_day_of_the_move(reference: Reference) -> None:
    visit = {"id": "ngay", "kind": "date", "label": "Ngày xem", "required": False}
    size = {"id": "m2", "kind": "decimal", "label": "Diện tích", "required": False}
    use = {"extends": "one_stop", "change": [{"id": "review", "fields": [visit, size]}]}
    seen = {"do": "propose", "by": "reviewer", "at": "2026-06-10T09:00"}
    good = {**seen, "fields": {"ngay": "2026-06-09", "m2": "80,5"}}
    example = {"name": "x", "sent_at": "2026-06-08T08:00", "answers": {"ct": {"nha_o": True}}}
    service = _service(reference, workflow=use, examples=[{**example, "moves": [*TO_REVIEW, good]}])
    assert run_example(service, service.examples[0], reference) == []
    assert _run(service, reference, True, [*TO_REVIEW, {**seen, "fields": {"ngay": "2026-06-11"}}]) != []


def test_a_law_cited_by_a_limit_or_a_channel_must_be_listed(judge: Judge) -> None:
    case = (
        "time_limit_cases:\n  - {label: A, when: nguoi_nop.ho_ten == 'A', time_limit: 5 days, basis: luat}\n"
    )
    (fault,) = judge(case)
    assert (fault.code, fault.line) == ("id_unknown", 8)
    (fault,) = judge("channels:\n  - {kind: online, basis: luat}\n")
    assert (fault.code, fault.line) == ("id_unknown", 8)
    (fault,) = judge(case.replace("ho_ten", "ho_tem").replace(", basis: luat", ""))
    assert fault.code == "condition"
