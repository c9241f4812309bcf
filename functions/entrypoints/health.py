"""Whether the process lives, and whether it could do its work now. What is wrong, strangers are not told."""

from __future__ import annotations

import threading
import time

from chalice.app import Blueprint, Request, Response

from functions.bootstrap import world
from functions.domain.model import JSON
from functions.entrypoints.http import answer_json, door
from functions.entrypoints.serving.standing import summary
from functions.services.health import Finding, worst

HELD_SECONDS = 1.0
"""How long a finding counts, so that asking often costs the store nothing."""

health = Blueprint(__name__)
_turn = threading.Lock()
_held: tuple[int, float, tuple[Finding, ...]] | None = None


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
    """A submission sent now would be taken: store, catalogue, keys and disk are there; else 503.

    ``degraded`` takes submissions, while what follows from them waits. ``motcua status`` tells operators why.
    """
    found = worst(_findings())
    if found == "failed":
        return answer_json({"status": "unavailable"}, 503)
    body: JSON = {"status": found, "services": len(world().catalogue.slugs())}
    if processes := summary(world().settings.state):
        body["processes"] = processes
    return answer_json(body)


def _findings() -> tuple[Finding, ...]:
    global _held
    here = world()
    with _turn:
        now = time.monotonic()
        if _held is None or _held[0] != id(here) or now - _held[1] > HELD_SECONDS:
            _held = (id(here), now, here.health.findings())
        return _held[2]
