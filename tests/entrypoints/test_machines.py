"""Applications from programs: one JSON document, sent once however often it is repeated."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from functions.bootstrap import World
from tests.entrypoints.browsing import Visitor, multipart
from tests.services.made import HOME, PDF, SLUG, typed

ADDRESS = f"/nop/{SLUG}"
JSON = "application/json"


@pytest.fixture
def document(world: World) -> dict[str, Any]:
    answers = dict(world.submissions.save(SLUG, "", typed(), []).answers.values)
    return {"office": HOME, "answers": json.loads(json.dumps(answers))}


def send(visitor: Visitor, document: Any, key: str = "khoa-so-1") -> Any:
    return visitor.json(ADDRESS, document, idempotency_key=key)


def test_a_document_becomes_a_case_with_code_token_and_links(
    visitor: Visitor, document: dict[str, Any]
) -> None:
    answer = send(visitor, document)
    assert answer.status == 201 and answer.headers["Location"] == answer.json["links"]["self"]
    case = visitor.get(answer.json["links"]["self"], accept=JSON)
    assert case.json["code"] == answer.json["code"] and case.json["status"]["number"] == 1
    assert answer.json["tracking_token"] in answer.json["links"]["self"]


def test_repeating_gives_the_same_case_and_another_key_another(
    visitor: Visitor, document: dict[str, Any]
) -> None:
    codes = [send(visitor, document, key).json["code"] for key in ("khoa-so-1", "khoa-so-1", "khoa-so-2")]
    assert codes[0] == codes[1] != codes[2]


def test_a_guessed_key_gives_nobody_elses_case(visitor: Visitor, document: dict[str, Any]) -> None:
    first = send(visitor, document)
    document["answers"]["ho_kinh_doanh"]["ten"] = "Hộ kinh doanh khác"
    answer = send(visitor, document)
    assert answer.status == 409 and first.json["code"] not in answer.text and "token" not in answer.text


def test_a_version_that_is_in_force_no_more_is_refused_and_what_was_sent_stays_sent(
    visitor: Visitor, world: World, document: dict[str, Any]
) -> None:
    version, _service = world.submissions.procedure(SLUG)
    stale = send(visitor, document | {"version": "0" * 64})
    assert stale.status == 409 and stale.json["type"] == "about:stale_version"
    assert world.store.cases.all_case_ids() == []
    first = send(visitor, document | {"version": version})
    assert first.status == 201
    assert send(visitor, document | {"version": "0" * 64}).json["code"] == first.json["code"]
    assert send(visitor, document | {"version": 7}).status == 422


@pytest.mark.parametrize("key", ["", "ngan", "x" * 201, "khóa-có-dấu"])
def test_without_a_fit_key_nothing_is_taken(
    visitor: Visitor, world: World, document: dict[str, Any], key: str
) -> None:
    answer = send(visitor, document, key)
    assert answer.status == 400 and answer.json["faults"][0]["where"] == "Idempotency-Key"
    assert world.store.cases.all_case_ids() == []


def test_faults_are_told_all_at_once_as_problem_details(visitor: Visitor, document: dict[str, Any]) -> None:
    document["answers"]["ho_kinh_doanh"] |= {"von": "nhiều", "la": 1}
    del document["answers"]["nguoi_nop"]["ho_ten"]
    answer = send(visitor, document)
    assert answer.status == 422 and answer.headers["Content-Type"] == "application/problem+json"
    wheres = {fault["where"] for fault in answer.json["faults"]}
    assert wheres == {"ho_kinh_doanh.von", "ho_kinh_doanh.la", "nguoi_nop.ho_ten"}


def test_files_come_as_base64_or_as_parts(visitor: Visitor, world: World, document: dict[str, Any]) -> None:
    document["answers"]["chu_ho"]["ai_dang_ky"] = "gia_dinh"
    missing = send(visitor, document)
    assert missing.status == 422 and missing.json["faults"][0]["where"] == "_paper.uy_quyen_chu_ho"
    name, content = "../../ủy quyền.pdf", base64.b64encode(PDF).decode()
    files = [{"for": "uy_quyen_chu_ho", "filename": name, "content": content}]
    inside = send(visitor, {**document, "files": files}, "khoa-so-2")
    body, kind = multipart(
        {"_json": [json.dumps(document)]}, [("_paper.uy_quyen_chu_ho", "ủy quyền.pdf", PDF)]
    )
    beside = visitor.ask("POST", ADDRESS, body, kind, JSON, idempotency_key="khoa-so-3")
    assert (inside.status, beside.status) == (201, 201)
    for answer in (inside, beside):
        case = world.tracking.full(answer.json["code"], answer.json["tracking_token"])
        assert [one.evidence for one in case.state.files] == ["uy_quyen_chu_ho"]
        assert list((case.state.file_names or {}).values()) == ["ủy quyền.pdf"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"\xff\xfe{}",
        b'{"answers": {"a": "\\ud800"}}',
        b'{"answers": {"a": NaN}}',
        b"[" * 100_000,
        b'{"answers": ' + b"9" * 5000 + b"}",
        json.dumps({"answers": [], "office": 1, "consents": "x", "files": {}, "la": 0}).encode(),
        json.dumps({"files": [1, {"for": 2}, {"content": "%%%"}]}).encode(),
    ],
)
def test_what_is_no_document_is_refused_with_words(visitor: Visitor, body: bytes) -> None:
    answer = send(visitor, body)
    assert answer.status == 422 and answer.json["faults"], answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_machines_meet_the_same_limit(visitor: Visitor, world: World, document: dict[str, Any]) -> None:
    for _n in range(world.settings.posts_per_minute):
        visitor.json(ADDRESS, b"{")
    answer = send(visitor, document)
    assert answer.status == 429 and int(answer.headers["Retry-After"]) > 0
