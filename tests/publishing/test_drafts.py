"""A draft may lack what a published file may not, and nothing in doubt is ever published."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.domain.compile import compile_data, content_hash
from functions.domain.deadline import due
from functions.domain.declaration import DoubtKind, Procedure, Reference
from functions.domain.duration import Duration
from publisher.catalogue import load
from tests.publishing.conftest import DAY, TEN_LINES, Judge

DRAFT = TEN_LINES.replace("time_limit: 3 working_days\n", "status: draft\n")
DOUBTS = 'doubts:\n  - {kind: time_unit_missing, where: channels.online.time_limit, said: "1"}\n'
OPEN = {
    "sector_unknown": "field: hang-hai\n",
    "authority_unknown": "authority: cuc_hang_hai\n",
    "fee_contradiction": "fees: [{id: le_phi, label: Lệ phí, amount: 700, note: 700.000 đồng}]\n",
    "paper_without_copies": "evidence: [{id: to_khai, name: Tờ khai, originals: 0}]\n",
    "template_missing": "evidence: [{id: to_khai, name: Tờ khai, template: mau.docx}]\n",
}


def _with(more: str, base: str) -> str:
    """``base`` with ``more`` in the place of a key of the same name."""
    key = more.split(":")[0]
    kept = [line for line in base.splitlines(keepends=True) if not line.startswith(f"{key}:")]
    return "".join(kept).replace("---\nDùng", f"{more}---\nDùng")


def test_a_draft_without_a_limit_passes_and_is_told_of_it(judge: Judge) -> None:
    found = judge(base=DRAFT, warnings=True)
    assert [fault for fault in found if fault.level == "error"] == []
    assert [fault.where for fault in found if fault.code == "time_limit_missing"] == ["time_limit"]


def test_each_channel_without_a_limit_is_named_where_others_have_one(judge: Judge) -> None:
    channels = "channels: [{kind: online, time_limit: 3 days}, {kind: counter}, {kind: post}]\n"
    found = [fault.where for fault in judge(channels, base=DRAFT, warnings=True)]
    assert found == ["channels[1].time_limit", "channels[2].time_limit"]


def test_the_limit_of_such_a_draft_is_said_to_be_unknown_and_never_counted(reference: Reference) -> None:
    data = {"code": "1.004873", "title": "x", "field": "ho-tich", "authority": "ubnd_xa", "status": "draft"}
    service = compile_data(data, "thu", reference)
    assert isinstance(service, Procedure)
    assert {channel.time_limit.say() for channel in service.channels} == {"chưa rõ"}
    with pytest.raises(ValueError, match="draft"):
        due(datetime(2026, 11, 23, tzinfo=UTC), service.channels[0].time_limit, reference.calendar)


@pytest.mark.parametrize("text", ["unknown", "0 unknown", "0 days"])
def test_no_text_is_read_as_an_unknown_limit(text: str) -> None:
    with pytest.raises(ValueError, match="chưa rõ"):
        Duration.parse(text)


@pytest.mark.parametrize("code", OPEN)
def test_what_a_draft_may_leave_open_stops_a_published_file(judge: Judge, code: str) -> None:
    draft = _with(OPEN[code], DRAFT)
    assert code in {fault.code for fault in judge(base=draft, warnings=True) if fault.level == "warning"}
    assert judge(base=draft) == []
    published = _with(OPEN[code], TEN_LINES)
    assert code in {fault.code for fault in judge(base=published)}


def test_what_could_never_be_right_is_an_error_in_a_draft_too(judge: Judge) -> None:
    twice = "fees: [{id: a, label: A, amount: 1}, {id: a, label: B, amount: 2}]\n"
    assert {fault.code for fault in judge(twice, base=DRAFT)} == {"id_twice"}
    dangling = "channels: [{kind: online, time_limit: same_day, fees: [khong_co]}]\n"
    assert {fault.code for fault in judge(dangling, base=DRAFT)} == {"id_unknown"}


def test_doubts_are_one_line_in_a_draft_and_an_error_each_in_a_published_file(judge: Judge) -> None:
    more = DOUBTS + "  - {kind: result_missing, where: output}\n"
    draft = [fault for fault in judge(more, base=DRAFT, warnings=True) if fault.code == "doubts_open"]
    assert [(fault.where, fault.level) for fault in draft] == [("doubts", "warning")]
    assert "2 chỗ" in draft[0].message and "time_unit_missing" in draft[0].message
    published = judge(more)
    assert [(fault.where, fault.line) for fault in published] == [("doubts[0]", 8), ("doubts[1]", 9)]
    assert "channels.online.time_limit" in published[0].message


def test_a_doubt_of_a_name_that_nobody_knows_is_refused(judge: Judge) -> None:
    (fault,) = judge("doubts: [{kind: rat_la, where: x}]\n", base=DRAFT)
    assert fault.where == "doubts[0].kind" and "time_unit_missing" in fault.message


def test_deciding_a_doubt_does_not_change_the_version(reference: Reference, content: Path) -> None:
    path = content / "procedures/ho-tich/thu.md"
    hashes = set()
    for more in ("", DOUBTS):
        path.write_text(TEN_LINES.replace("---\nDùng", f"{more}---\nDùng"), encoding="utf-8")
        (page,) = load(content, DAY).pages.values()
        hashes.add(content_hash(page.service))
    assert len(hashes) == 1


def test_every_doubt_has_a_sentence_of_its_own() -> None:
    said = [kind.say() for kind in DoubtKind]
    assert len(set(said)) == len(said) and all(said)
