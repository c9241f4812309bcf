"""Agencies that are asked in parallel: who was asked, until when, who has not answered, and the answer."""

from __future__ import annotations

import re

import pytest

from functions.bootstrap import World
from functions.domain.declaration import Consultation, Procedure, Step
from functions.services.submit import SentCase
from tests.effects.made import go, send
from tests.officer.conftest import SignedIn

ASKED = Consultation(
    id="tu_phap", label="Ý kiến tư pháp", unit="so_tu_phap", role="reviewer", time_limit="5 working_days"
)


@pytest.fixture
def sent(world: World, monkeypatch: pytest.MonkeyPatch) -> SentCase:
    """A household business whose reviewer asks another agency."""
    _version, service = world.catalogue.current("dang-ky-thanh-lap-ho-kinh-doanh")
    assert isinstance(service, Procedure)
    steps = tuple(_asking(step) for step in service.workflow.steps)
    asking = service.model_copy(update={"workflow": service.workflow.model_copy(update={"steps": steps})})
    world.catalogue._load.cache_clear()
    monkeypatch.setattr(world.catalogue, "_load", lambda wanted: asking)
    made = send(world)
    go(world, made, "receive")
    go(world, made, "transfer")
    return made


def _asking(step: Step) -> Step:
    return step.model_copy(update={"consultations": (ASKED,)}) if step.id == "review" else step


def test_the_reviewer_sees_who_was_asked_and_cannot_go_on_alone(sent: SentCase, signed_in: SignedIn) -> None:
    desk = signed_in("reviewer")
    page = desk.case(sent.code)
    assert "Ý kiến tư pháp , Sở Tư pháp Chưa trả lời, hạn 16/06/2026 17:00" in page.words
    assert "/y-kien" not in page.text
    refused = desk.move(sent.code, "propose", reason="đã xem")
    assert refused.status == 409 and "Còn chờ ý kiến: Ý kiến tư pháp" in refused.words


def test_the_asked_agency_sees_the_case_while_it_is_asked_and_answers_once(
    world: World, sent: SentCase, signed_in: SignedIn
) -> None:
    asked = signed_in("reviewer", "so_tu_phap")
    assert sent.code in asked.get("/can-bo").text
    assert 'name="_do"' not in asked.case(sent.code).text
    empty = asked.act(sent.code, "y-kien", _consultation="tu_phap", text=" ")
    assert empty.status == 422 and '<a href="#opinion-texttu_phap">' in empty.text
    assert [
        asked.act(sent.code, "y-kien", _consultation="tu_phap", text="Đồng ý, <i>không</i> vướng").status
        for _n in range(2)
    ] == [303, 303]
    assert sent.code not in asked.get("/can-bo").text
    page = signed_in("reviewer").case(sent.code)
    assert "Đồng ý, &lt;i&gt;không&lt;/i&gt; vướng" in page.text
    other = asked.act(sent.code, "y-kien", _consultation="tu_phap", text="Nghĩ lại")
    assert other.status == 409 and "không còn chờ trả lời" in other.words
    assert signed_in("reviewer").move(sent.code, "propose").status == 303
    assert asked.case(sent.code).status == 404


def test_nobody_answers_for_another_agency(sent: SentCase, signed_in: SignedIn) -> None:
    page = signed_in("reviewer").act(sent.code, "y-kien", _consultation="tu_phap", text="Đồng ý")
    assert page.status == 403 and "cơ quan khác" in page.words
    for wrong in ("", "khac", "<script>"):
        page = signed_in("reviewer", "so_tu_phap").act(sent.code, "y-kien", _consultation=wrong, text="x")
        assert page.status == 409 and not re.search("<script>", page.text)
