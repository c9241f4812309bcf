"""The sample province's own services: real enough to be used, complete, and true to their own examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from functions.domain.checks.sms import MAX_PARTS, fill, sms_parts
from functions.domain.declaration import (
    AnyService,
    Example,
    MessageChannel,
    OnlineLevel,
    Procedure,
    Process,
    Status,
)
from functions.domain.examples import run_example
from functions.domain.fields import Group, Question
from publisher.catalogue import Content, load

ROOT = Path(__file__).parents[2]
CONTENT: Content = load(ROOT / "content", date(2026, 11, 23))
PROCEDURES = {page.service.slug: page for page in CONTENT.procedures()}
PROCESSES = {p.service.slug: p.service for p in CONTENT.pages.values() if isinstance(p.service, Process)}
SERVICES: dict[str, AnyService] = {page.service.slug: page.service for page in CONTENT.pages.values()}

KNOWN_WARNINGS = {
    ("tro-cap-xa-hoi-hang-thang", "announcement"),
    ("tro-cap-xa-hoi-hang-thang", "output"),
}
"""No national record of this procedure is at hand: its announcement and result code are not made up."""

every_procedure = pytest.mark.parametrize("slug", sorted(PROCEDURES))
every_service = pytest.mark.parametrize("slug", sorted(SERVICES))


def _procedure(slug: str) -> Procedure:
    return PROCEDURES[slug].procedure


def _questions(service: AnyService) -> Iterator[Question]:
    """Every question that anybody answers: citizens in the form, officers in their steps."""
    asked: list[Question] = [field for section in service.form for field in section.fields]
    asked += [field for step in service.workflow.steps for field in step.fields]
    for field in asked:
        yield from (field, *field.fields) if isinstance(field, Group) else (field,)


def test_every_file_holds_against_every_rule_and_open_points_are_listed() -> None:
    found = {(Path(fault.path).stem, fault.where): fault for fault in CONTENT.faults}
    assert [fault for fault in found.values() if fault.level == "error"] == []
    assert set(found) == KNOWN_WARNINGS


def test_there_are_procedures_of_many_fields_and_of_both_levels() -> None:
    services = [page.procedure for page in PROCEDURES.values()]
    assert len(services) >= 14
    assert len({service.field for service in services}) >= 9
    assert {str(service.level) for service in services} == {"commune", "province"}
    assert {service.online for service in services} == set(OnlineLevel)
    assert any(service.also_at for service in services), "some may be had at either level"


def test_internal_work_is_declared_in_the_same_way() -> None:
    assert len(PROCESSES) >= 3
    assert all(process.opened_by and process.examples for process in PROCESSES.values())


@every_service
def test_examples_come_out_as_they_say(slug: str) -> None:
    for example in SERVICES[slug].examples:
        assert run_example(SERVICES[slug], example, CONTENT.reference) == [], example.name


@every_procedure
def test_one_example_is_an_ordinary_run_and_another_goes_wrong(slug: str) -> None:
    examples = _procedure(slug).examples
    assert len(examples) >= 2
    whole = [one for one in examples if _ends(one, Status.DONE, Status.RETURNED)]
    assert any(one.expect.due and one.expect.documents and one.expect.messages for one in whole)
    assert [one for one in examples if _goes_wrong(one)], "supplement, refusal, withdrawal, stop or a fault"


def _ends(example: Example, *statuses: Status) -> bool:
    reached = example.expect.statuses or ()
    return bool(reached) and reached[-1] in statuses


def _goes_wrong(example: Example) -> bool:
    turns = {Status.NOT_RECEIVED, Status.SUPPLEMENT_REQUESTED, Status.WITHDRAWN, Status.STOPPED}
    return bool(example.expect.faults) or bool(turns & set(example.expect.statuses or ()))


@every_procedure
def test_guidance_is_of_some_length_has_headings_and_speaks_plainly(slug: str) -> None:
    body = PROCEDURES[slug].source.body
    assert len(body.strip()) >= 1000
    headings = re.findall(r"^## (.+)$", body, re.M)
    assert len(headings) >= 4 and len(set(headings)) == len(headings)
    assert "Sau khi nộp" in headings and "Lỗi hay gặp" in headings
    assert not re.search(r"vui lòng|quý khách|quý vị|thí sinh|bổ xung|sử lý|đăng kí", body, re.I)
    sentences = [one for one in re.split(r"[.!?:;]\s|\n\n|\n- ", body) if one.strip()]
    words = sum(len(one.split()) for one in sentences) / len(sentences)
    assert words <= 20, "short sentences"


@every_procedure
def test_the_law_behind_papers_fees_and_limits_is_cited(slug: str) -> None:
    service = _procedure(slug)
    dated = [basis for basis in service.legal_basis if basis.valid_from]
    assert dated and len(dated) * 2 >= len(service.legal_basis)
    assert all(paper.basis or paper.held for paper in service.evidence)
    assert all(case.basis for case in service.time_limit_cases)
    assert all(fee.note for fee in service.fees)
    if service.source and not service.source.verified:
        assert service.source.note, "what is not certain is told"


@every_procedure
def test_everyday_words_find_it_and_it_leads_on(slug: str) -> None:
    service = _procedure(slug)
    assert service.summary and len(service.keywords) >= 3
    linked = {*service.related, *service.follow_up}
    assert linked and linked < set(PROCEDURES)


@every_service
def test_every_question_says_why_it_is_asked(slug: str) -> None:
    silent = [
        f"{slug}: {field.label}" for field in _questions(SERVICES[slug]) if field.asks and not field.purpose
    ]
    assert silent == []


@every_service
def test_origin_health_money_and_offences_are_marked_as_sensitive(slug: str) -> None:
    telling = re.compile(
        r"dân tộc|tài khoản|khuyết tật|HIV|án tích|nguyên nhân chết|vi phạm|diện miễn|khám", re.I
    )
    for field in _questions(SERVICES[slug]):
        if field.kind not in ("declaration", "notice") and telling.search(f"{field.label} {field.id}"):
            assert field.sensitivity == "sensitive", f"{slug}: {field.label}"


@every_service
def test_text_messages_are_short(slug: str) -> None:
    service = SERVICES[slug]
    for message in service.messages:
        if message.channel is MessageChannel.SMS:
            parts = sms_parts(fill(message.body, service, CONTENT.reference))
            assert parts <= MAX_PARTS, f"{message.event}: {parts}"


def test_the_building_permit_asks_agencies_at_once_and_takes_silence_for_agreement() -> None:
    service = _procedure("cap-giay-phep-xay-dung")
    review = service.workflow.step("review")
    assert review is not None
    limits = {one.id: (str(one.time_limit), one.silence) for one in review.consultations}
    assert limits["thuc_dia"] == ("7 working_days", "waits")
    assert limits["quy_hoach"] == limits["phong_chay"] == ("12 days", "agrees")
    assert {str(one.time_limit) for one in service.channels} == {"20 days"}
    assert [str(one.time_limit) for one in service.time_limit_cases] == ["15 days"]


def test_public_posting_spares_those_whom_the_law_spares() -> None:
    review = _procedure("tro-cap-xa-hoi-hang-thang").workflow.step("review")
    assert review is not None
    ways = {move.id: move.to for move in review.transitions}
    assert ways["niem_yet"] == "niem_yet" and ways["propose"] == "approval"
    for group, open_way in (("khuyet_tat", "niem_yet"), ("tre_hiv", "propose")):
        values = {"nguoi_huong": {"nhom": group}}
        able = [m.id for m in review.transitions if m.when and m.when.holds(values)]
        assert able == [open_way]


def test_one_application_may_lead_to_three_results_of_three_agencies() -> None:
    service = _procedure("lien-thong-khai-sinh-thuong-tru-bao-hiem")
    assert len({part.issued_by for part in service.output.parts}) == 3
    step = service.workflow.step("lien_thong")
    assert step is not None
    assert [one.unit for one in step.consultations] == ["cong_an_xa:self", "bao_hiem_xa_hoi_tinh"]


def test_what_must_be_seen_in_the_original_is_not_offered_online() -> None:
    service = _procedure("chung-thuc-ban-sao-tu-ban-chinh")
    assert service.online is OnlineLevel.NONE
    assert [str(channel.kind) for channel in service.channels] == ["counter"]
