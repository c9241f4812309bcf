"""Every door is named with who may come in, and stays shut for everybody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.bootstrap import World
from functions.entrypoints.http import DOORS, Authorisation
from tests.entrypoints.browsing import Answer, Visitor
from tests.services.made import SLUG, typed

SHUT: dict[Authorisation, tuple[int, ...]] = {
    "draft token": (404,),
    "case token": (404,),
    "upload grant": (404,),
    "officer": (303, 401, 403),
    "demo": (404,),
}
"""What somebody without the authorisation gets."""


def routes() -> Iterator[tuple[str, str, Authorisation | None]]:
    from app import app

    for path, methods in sorted(app.routes.items()):
        for method, entry in sorted(methods.items()):
            view = entry.view_function
            yield method, path, DOORS.get(f"{view.__module__}.{view.__name__}")


def test_every_route_names_who_may_come_in() -> None:
    assert [f"{method} {path}" for method, path, door in routes() if door is None] == []


def test_every_named_door_leads_somewhere() -> None:
    from app import app

    views = {
        f"{entry.view_function.__module__}.{entry.view_function.__name__}"
        for methods in app.routes.values()
        for entry in methods.values()
    }
    assert set(DOORS) == views


@pytest.mark.parametrize(
    ("method", "path", "door"),
    [one for one in routes() if one[2] != "public"],
    ids=lambda one: str(one),
)
def test_without_the_authorisation_the_door_stays_shut(
    visitor: Visitor, world: World, method: str, path: str, door: Authorisation
) -> None:
    sent = world.submissions.send(world.submissions.save(SLUG, "", typed(), []).draft.token)
    filled = path.replace("{code}", sent.code).replace("{slug}", SLUG)
    for secret in ("{token}", "{id}", "{grant}"):
        filled = filled.replace(secret, "x")
    before = world.cases.load(sent.case_id).seq
    if method == "PUT":
        answer = visitor.ask("PUT", filled, b"x", "application/octet-stream")
    else:
        answer = visitor.get(filled) if method == "GET" else visitor.post(filled, {"ly_do": ["x"]})
    assert answer.status in SHUT[door], (answer.status, answer.words[:200])
    if answer.status == 303:
        assert answer.location.startswith("/can-bo/dang-nhap")
    assert not leaked(answer) and world.cases.load(sent.case_id).seq == before


def leaked(answer: Answer) -> list[str]:
    """What an answer says of the person whose case it is."""
    return [one for one in ("Thu Hà", "051189000012", "0905123456", "Sông Trà") if one in answer.text]


def test_a_token_of_another_case_opens_no_door_of_this_one(visitor: Visitor, world: World) -> None:
    mine, other = (
        world.submissions.send(world.submissions.save(SLUG, "", typed(), []).draft.token) for _n in "ab"
    )
    for method, path, door in routes():
        if door == "case token":
            filled = path.replace("{code}", mine.code).replace("{token}", other.token).replace("{id}", "x")
            answer = visitor.get(filled) if method == "GET" else visitor.post(filled, {"xac_nhan": ["true"]})
            assert answer.status == 404 and not leaked(answer), path


def test_every_answer_carries_the_headers_that_keep_pages_safe(visitor: Visitor, world: World) -> None:
    sent = world.submissions.send(world.submissions.save(SLUG, "", typed(), []).draft.token)
    answers = [
        visitor.get("/"),
        visitor.get("/thu-tuc/"),
        visitor.get("/khong-co"),
        visitor.get("/suc-khoe"),
        visitor.get(f"/ho-so/{sent.code}"),
        visitor.get(f"/ho-so/{sent.code}/{sent.token}"),
        visitor.post(f"/nop/{SLUG}", {}),
        visitor.post(f"/nop/{SLUG}", typed()),
        visitor.ask("POST", f"/nop/{SLUG}", b"x", "text/plain"),
        visitor.ask("POST", f"/nop/{SLUG}", b"0" * 4 * 2**20, "text/plain"),
        visitor.ask("DELETE", "/ho-so"),
    ]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in policy and "Server" not in answer.headers


def test_pages_of_people_are_kept_by_no_cache(visitor: Visitor, world: World) -> None:
    sent = world.submissions.send(world.submissions.save(SLUG, "", typed(), []).draft.token)
    for answer in (visitor.get(f"/ho-so/{sent.code}/{sent.token}"), visitor.post(f"/nop/{SLUG}", {})):
        assert answer.headers["Cache-Control"] == "no-store"


def test_pages_hold_no_inline_script_or_style(visitor: Visitor, world: World) -> None:
    draft = world.submissions.save(SLUG, "", typed(), []).draft
    pages = [visitor.get(f"/ban-nhap/{draft.token}"), visitor.get(f"/ban-nhap/{draft.token}/kiem-tra")]
    sent = world.submissions.send(draft.token)
    pages += [
        visitor.get(f"/ho-so/{sent.code}/{sent.token}"),
        visitor.get(f"/ho-so/{sent.code}"),
        visitor.get("/ho-so"),
    ]
    for page in pages:
        assert page.status == 200 and " style=" not in page.text and " onclick" not in page.text
        assert "<script>" not in page.text
