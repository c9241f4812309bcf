"""The page of results: the same answers as under the search box, without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.domain.errors import StoreUnavailable
from functions.domain.search.query import LONGEST
from functions.entrypoints.http import address, answer_json, door, html, wants_json

search = Blueprint(__name__)


def _request() -> Request:
    request: Request = search.current_request
    return request


@search.route("/tim", methods=["GET"])
@door("public", _request)
def results() -> Response:
    """What ``q`` finds, a page at a time (``trang``). Machines may ask for JSON."""
    here = world()
    with suppress(StoreUnavailable):  # fails open: whoever only reads needs no store
        here.searches.take(address(_request()))
    asked: Mapping[str, str] = _request().query_params or {}
    question = asked.get("q", "")[:LONGEST].strip()
    number = asked.get("trang", "")
    found = here.search.find(question, int(number) if number.isascii() and number.isdigit() else 1)
    if wants_json(_request()):
        titled = [{**one._asdict(), "title": "".join(part.text for part in one.title)} for one in found.found]
        return answer_json({**found._asdict(), "found": titled})
    return html("search.html", 200, None, question=question, results=found)
