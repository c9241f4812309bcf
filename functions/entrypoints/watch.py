"""Round every request of the app: a line in the log, safe headers, and no word of the frame's own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from chalice.app import Request, Response

from functions.entrypoints.frame import SECURITY_HEADERS, sentence_of
from functions.entrypoints.http import broken, id_of, problem
from functions.entrypoints.logs import log_request


def watched(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Middleware of the app."""
    began = time.perf_counter()
    try:
        response = _marked(get_response(request), request)
        spent = 1000 * (time.perf_counter() - began)
        log_request(request.method, request.path, response.status_code, spent, id_of(request))
        return response
    except Exception as error:  # the frame would log its text
        return _marked(broken(error, request), request)


def _marked(response: Response, request: Request) -> Response:
    if _said_by_the_frame(response.body):
        response = problem(response.status_code, sentence_of(response.status_code), request)
    for name, value in SECURITY_HEADERS:
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = id_of(request)
    return response


def _said_by_the_frame(body: Any) -> bool:
    """Chalice answers 400, 405, 415 and 500 in English JSON, whatever was asked for."""
    return isinstance(body, dict) and body.keys() == {"Code", "Message"}
