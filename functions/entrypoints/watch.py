"""Round every request: one id, a line in the log, a measure, safe headers, no word of the frame's."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from chalice.app import Request, Response

from functions.bootstrap import upload_origin, world
from functions.entrypoints.frame import security_headers, sentence_of
from functions.entrypoints.http import broken, id_of, problem
from functions.entrypoints.logs import log_request
from functions.observing import trace
from functions.observing.instruments import HTTP_FAILED, HTTP_REQUEST


def watched(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Middleware of the app."""
    own = str(getattr(request.lambda_context, "aws_request_id", ""))
    with trace.following(trace.begun(request.headers.get("traceparent", ""), own)):
        began = time.perf_counter()
        try:
            response = _marked(get_response(request), request)
            _noted(request, response.status_code, time.perf_counter() - began)
            return response
        except Exception as error:  # the frame would log its text
            return _marked(broken(error, request), request)


def _noted(request: Request, status: int, seconds: float) -> None:
    log_request(request.method, request.path, status, 1000 * seconds, id_of(request))
    here = world()
    measures = here.measures
    measures.record(HTTP_REQUEST, seconds, method=request.method, route=request.path, status=str(status))
    if status >= 500:
        measures.count(HTTP_FAILED)
    if here.settings.measures == "cloudwatch":  # Lambda may freeze the process after the answer
        measures.flush()


def _marked(response: Response, request: Request) -> Response:
    if _said_by_the_frame(response.body):
        response = problem(response.status_code, sentence_of(response.status_code), request)
    for name, value in security_headers(upload_origin()):
        response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = id_of(request)
    return response


def _said_by_the_frame(body: Any) -> bool:
    """Chalice answers 400, 405, 415 and 500 in English JSON, whatever was asked for."""
    return isinstance(body, dict) and body.keys() == {"Code", "Message"}
