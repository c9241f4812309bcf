"""Whether the process lives, and whether it could do its work now."""

from __future__ import annotations

from chalice.app import Blueprint, Response

from functions.bootstrap import world
from functions.domain.errors import MotcuaError

health = Blueprint(__name__)


@health.route("/suc-khoe", methods=["GET"])
def alive() -> Response:
    """The process answers."""
    return Response({"status": "ok"}, headers={"Cache-Control": "no-store"})


@health.route("/san-sang", methods=["GET"])
def ready() -> Response:
    """A submission sent now would be stored: the catalogue is there, and the store takes writes."""
    try:
        here = world()
        here.store.check()
    except MotcuaError as error:
        return Response({"status": error.code}, status_code=503, headers={"Cache-Control": "no-store"})
    body = {"status": "ok", "services": len(here.catalogue.slugs())}
    return Response(body, headers={"Cache-Control": "no-store"})
