"""Whether the process lives, and whether it could do its work now."""

from __future__ import annotations

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.domain.errors import MotcuaError
from functions.entrypoints.http import answer_json, door

health = Blueprint(__name__)


def _request() -> Request:
    request: Request = health.current_request
    return request


@health.route("/suc-khoe", methods=["GET"])
@door("public", _request)
def alive() -> Response:
    """The process answers."""
    return answer_json({"status": "ok"})


@health.route("/san-sang", methods=["GET"])
@door("public", _request)
def ready() -> Response:
    """A submission sent now would be stored: the catalogue is there, and the store takes writes."""
    try:
        here = world()
        here.store.check()
    except MotcuaError as error:
        return answer_json({"status": error.code}, 503)
    body = {"status": "ok", "services": len(here.catalogue.slugs())}
    return answer_json(body)
