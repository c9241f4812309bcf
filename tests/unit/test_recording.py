"""What officers record is demanded where the case goes on, and a move may hang on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from functions.domain.case import CaseState
from functions.domain.declaration import ChannelKind, Process, Status
from functions.domain.duration import Duration
from functions.domain.engine import move, moves
from functions.domain.errors import Conflict, Invalid
from functions.domain.events import Actor
from functions.domain.fields.context import FormContext

NOW = datetime(2026, 6, 8, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
CONTEXT = FormContext(date(2026, 6, 8))
REVIEWER = Actor(kind="officer", id="cb", office_id="so_x", roles=("reviewer",))


def step(id: str, status: int, **more: Any) -> dict[str, Any]:
    return {"id": id, "label": id, "role": "reviewer", "status": status, **more}


@pytest.fixture
def process() -> Process:
    ways = [
        {"id": "len", "label": "Trình", "to": "ky", "when": "xem.dat == true"},
        {"id": "thieu", "label": "Thiếu", "to": "cho"},
        {"id": "ve", "label": "Trả lại", "to": "nhan"},
        {"id": "thoi", "label": "Thôi", "to": "dung"},
    ]
    fields = [
        {"id": "dat", "kind": "yes_no", "label": "Đạt?"},
        {"id": "ngay", "kind": "date", "label": "Ngày xem", "when": "xem.dat == true"},
    ]
    steps = [
        step("nhan", 2, transitions=[{"id": "chuyen", "label": "Chuyển", "to": "xem"}]),
        step("xem", 4, transitions=ways, fields=fields),
        step("ky", 4, transitions=[{"id": "xong", "label": "Xong", "to": "het"}]),
        {"id": "het", "label": "Hết", "status": 9},
        step("cho", 5, transitions=[{"id": "lai", "label": "Lại", "to": "xem"}]),
        {"id": "dung", "label": "Dừng", "status": 8},
    ]
    return Process.model_validate(
        {
            "code": "NB.THU.001",
            "title": "Thử",
            "slug": "thu",
            "field": "noi-bo",
            "authority": "so_x",
            "opened_by": ["reviewer"],
            "time_limit": "5 working_days",
            "workflow": {"steps": steps},
            "output": {"name": "Báo cáo"},
        }
    )


@pytest.fixture
def state() -> CaseState:
    return CaseState(
        slug="thu",
        version="v",
        code="NB",
        office_id="so_x",
        channel=ChannelKind.COUNTER,
        sent_at=NOW,
        fee=0,
        limit=Duration.parse("5 working_days"),
        step="xem",
        status=Status.IN_PROGRESS,
        entered_at=NOW,
        answers={},
    )


def take(state: CaseState, process: Process, way: str, **fields: Any) -> Any:
    (event,) = move(state, process, way, REVIEWER, NOW, fields=fields, context=CONTEXT).events
    return event


def test_going_on_needs_what_is_required(state: CaseState, process: Process) -> None:
    with pytest.raises(Invalid) as caught:
        take(state, process, "len")
    assert [fault.where for fault in caught.value.faults] == ["xem.dat"]


@pytest.mark.parametrize("way", ["thieu", "ve", "thoi"])
def test_asking_sending_back_and_stopping_do_not(state: CaseState, process: Process, way: str) -> None:
    assert take(state, process, way).fields is None
    with pytest.raises(Invalid):
        take(state, process, way, dat="không phải có hay không")


def test_a_field_whose_condition_holds_by_what_is_recorded_with_it_is_asked(
    state: CaseState, process: Process
) -> None:
    with pytest.raises(Invalid) as caught:
        take(state, process, "len", dat=True)
    assert [fault.where for fault in caught.value.faults] == ["xem.ngay"]
    assert take(state, process, "len", dat=True, ngay="2026-06-05").fields == {
        "dat": True,
        "ngay": "2026-06-05",
    }


def test_a_move_that_hangs_on_the_record_is_offered_and_judged_when_taken(
    state: CaseState, process: Process
) -> None:
    assert [one.id for one in moves(state, process, REVIEWER)] == ["len", "thieu", "ve", "thoi"]
    with pytest.raises(Conflict, match="Trình"):
        take(state, process, "len", dat=False)
