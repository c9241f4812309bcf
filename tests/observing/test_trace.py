"""One id runs from the click to the last effect, and what outsiders write into it is only ever an id."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest

from functions.bootstrap import World
from functions.observing import trace
from tests.entrypoints.browsing import Visitor
from tests.services.made import PDF, SLUG, typed

ID = "4bf92f3577b34da6a3ce929d0e0e4736"
GIVEN = f"00-{ID}-00f067aa0ba902b7-01"


def send(visitor: Visitor, **headers: str) -> str:
    """Fill in and send; the case's own address."""
    kept = visitor.upload(f"/nop/{SLUG}", typed(), [("_paper.giay_de_nghi", "giấy.pdf", PDF)], **headers)
    page = visitor.get(kept.location, **headers)
    token = kept.location.split("/")[2]
    sent = visitor.post(f"/ban-nhap/{token}/gui", {"_seen": [page.value("_seen")]}, **headers)
    assert sent.status == 303
    return sent.location


def lines(log: io.StringIO, event: str) -> Iterator[dict[str, object]]:
    for line in log.getvalue().splitlines():
        read = json.loads(line)
        if read["event"] == event:
            yield read


def test_every_effect_of_a_click_bears_its_id_to_the_last(
    visitor: Visitor, world: World, log: io.StringIO
) -> None:
    send(visitor, traceparent=GIVEN)
    worker = world.worker("w")
    while worker.work():
        pass
    clicks = [one for one in lines(log, "request") if one["route"] == "/ban-nhap/{token}/gui"]
    effects = list(lines(log, "effect"))
    assert [one["trace"] for one in clicks] == [ID]
    # The scan, the message, and the two ways on which it goes: the last were owed by an effect.
    assert sorted(str(one["kind"]) for one in effects) == ["notify", "notify", "notify", "scan"]
    assert {one["trace"] for one in effects} == {ID} and {one["outcome"] for one in effects} == {"done"}


def test_two_clicks_have_two_ids_which_their_answers_tell(
    visitor: Visitor, world: World, log: io.StringIO
) -> None:
    first, second = visitor.get("/suc-khoe"), visitor.get("/suc-khoe")
    ids = [one.headers["X-Request-Id"] for one in (first, second)]
    assert len({*ids}) == 2
    assert [one["trace"] for one in lines(log, "request")] == ids


@pytest.mark.parametrize(
    "given",
    [
        "Nguyễn Thị Thu Hà",
        "00-nguyen-van-a-01",
        GIVEN.upper(),
        GIVEN + "-more",
        f"ff-{ID}-00f067aa0ba902b7-01",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{ID}-{'0' * 16}-01",
        f"00-{ID}-00f067aa0ba902b7-01\nlevel=CRITICAL",
    ],
)
def test_a_traceparent_that_is_not_well_formed_is_nobodys_way_into_the_log(
    given: str, visitor: Visitor, world: World, log: io.StringIO
) -> None:
    answer = visitor.get("/suc-khoe", traceparent=given)
    assert answer.status == 200 and answer.headers["X-Request-Id"] != ID
    assert given not in log.getvalue() and ID not in log.getvalue().lower()


def test_a_later_version_of_the_standard_is_read_as_far_as_it_is_known() -> None:
    assert trace.accepted(f"01-{ID}-00f067aa0ba902b7-01-what-comes") == ID


def test_rows_of_earlier_releases_are_done_without_an_id(visitor: Visitor, world: World) -> None:
    assert trace.origin_of({"subject": "x"}) == trace.Trace("")
    assert trace.origin_of({"trace": "không phải mã"}).id == ""


def test_lambdas_own_request_id_serves_as_the_id() -> None:
    assert trace.begun("", "c6af9ac6-7b61-11e6-9a41-93e8deadbeef") == "c6af9ac67b6111e69a4193e8deadbeef"
