"""What every HTTP door shares: who may come in, what a request brought, and how answers and errors look.

Each route is wrapped by :func:`door`, which names its authorisation. A test compares the names with the
routes of the app, so that no route is open by oversight.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from http.cookies import CookieError, SimpleCookie
from typing import Any, Literal

from chalice.app import Request, Response

from functions.bootstrap import world
from functions.domain.errors import (
    Conflict,
    Expired,
    Fault,
    Forbidden,
    Invalid,
    MotcuaError,
    NotFound,
    TooMany,
    Unavailable,
)
from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.entrypoints.forms import Posted, read_form
from functions.entrypoints.frame import sentence_of
from functions.entrypoints.language import answering, led, switch
from functions.entrypoints.logs import log_failure
from functions.observing import trace

Authorisation = Literal["public", "draft token", "case token", "upload grant", "officer", "demo"]
DOORS: dict[str, Authorisation] = {}
"""Views by ``module.name`` with what lets a caller in."""

HTML = "text/html; charset=utf-8"
FORMS = ["application/x-www-form-urlencoded", "multipart/form-data", "application/json"]
"""``content_types`` of routes that forms and machines post to."""

_STATUS: tuple[tuple[type[MotcuaError], int], ...] = (
    (Invalid, 422),
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (Expired, 410),
    (TooMany, 429),
    (Unavailable, 503),
)
_NEVER_KEPT = {"Cache-Control": "no-store"}

View = Callable[..., Response]


def door(authorisation: Authorisation, request: Callable[[], Request]) -> Callable[[View], View]:
    """Name who may come in, and turn errors of our tree into answers. ``request`` gives the current one."""

    def wrap(view: View) -> View:
        DOORS[f"{view.__module__}.{view.__name__}"] = authorisation

        @functools.wraps(view)
        def answered(*args: Any, **kwargs: Any) -> Response:
            with answering(request(), wants_json(request())):
                if authorisation == "demo" and not world().settings.demo:
                    return failure(NotFound(_("Không có trang này.")), request())
                try:
                    return view(*args, **kwargs)
                except MotcuaError as error:
                    return failure(error, request())
                except Exception as error:  # whatever it was, people get words and engineers get places
                    return broken(error, request())

        return answered

    return wrap


def html(
    template: str, status: int = 200, headers: Mapping[str, Any] | None = None, /, **context: Any
) -> Response:
    """A page of the theme. Pages of functions are never kept by caches: they are somebody's."""
    body = world().pages.render(template, **{"switch": switch(), **context})
    return Response(
        body, status_code=status, headers={"Content-Type": HTML, **_NEVER_KEPT, **(headers or {})}
    )


def answer_json(body: Any, status: int = 200, headers: Mapping[str, Any] | None = None) -> Response:
    """A JSON answer for machines."""
    return Response(body, status_code=status, headers={**_NEVER_KEPT, **(headers or {})})


def download(data: bytes, media_type: str, filename: str, inline: bool = False) -> Response:
    """A file. ``filename`` is made by us, in ASCII."""
    kind = "inline" if inline else "attachment"
    headers = {"Content-Type": media_type, "Content-Disposition": f'{kind}; filename="{filename}"'}
    return Response(data, headers={**headers, **_NEVER_KEPT})


def see_other(location: str, cookies: list[str] | None = None) -> Response:
    """303: the browser fetches the next page, and reloading sends nothing twice."""
    headers: dict[str, Any] = {"Location": led(location), **_NEVER_KEPT}
    if cookies:
        headers["Set-Cookie"] = cookies
    return Response("", status_code=303, headers=headers)


def posted(request: Request) -> Posted:
    """The form that a request carries. Raises :class:`Invalid` when it cannot be read."""
    body = request.raw_body
    whole = body if isinstance(body, bytes) else body.encode()
    return read_form(whole, request.headers.get("content-type", ""))


def wants_json(request: Request) -> bool:
    """Whether the caller asked for JSON rather than a page."""
    accepted = request.headers.get("accept", "")
    sent_json = request.headers.get("content-type", "").startswith("application/json")
    return "application/json" in accepted or (sent_json and "text/html" not in accepted)


def address(request: Request) -> str:
    """The caller's address as the front knows it; services keep it only as a keyed hash.

    Behind a CDN the gateway sees the CDN, and everybody there would count as one visitor.
    """
    told = request.headers.get(header, "") if (header := world().settings.viewer_header) else ""
    return told or str(request.context.get("identity", {}).get("sourceIp", ""))


def query(request: Request, name: str) -> str:
    """One value of the query, or the empty text."""
    given = request.query_params
    return str(given.get(name, "")) if given else ""


def cookie(request: Request, name: str) -> str:
    """One cookie, or the empty text."""
    try:
        jar = SimpleCookie(request.headers.get("cookie", ""))
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""


def status_of(error: MotcuaError) -> int:
    """The HTTP status that an error of our tree answers with."""
    return next((code for kind, code in _STATUS if isinstance(error, kind)), 400)


def failure(error: MotcuaError, request: Request) -> Response:
    """An error of our tree as a page or as JSON, by what the caller asked for."""
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
    faults = error.faults if isinstance(error, Invalid) else ()
    return problem(status_of(error), error.message, request, error.code, faults, headers)


def problem(
    status: int,
    sentence: str,
    request: Request,
    code: str = "",
    faults: Sequence[Fault] = (),
    headers: Mapping[str, Any] | None = None,
) -> Response:
    """Something that is not what was asked for: a page, or RFC 9457 with the faults for machines."""
    if not wants_json(request):
        shown = {"status": status, "message": sentence, "faults": faults, "incident": ""}
        if status == 500:
            shown["incident"] = id_of(request)
        return html("problem.html", status, headers, **shown)
    body: JSON = {"type": f"about:{code}" if code else "about:blank", "title": sentence, "status": status}
    if faults:
        body["faults"] = [{"where": one.where, "code": one.code, "message": one.message} for one in faults]
    if status == 500:
        body["instance"] = f"urn:uuid:{id_of(request)}"
    return answer_json(body, status, {"Content-Type": "application/problem+json", **(headers or {})})


def broken(error: Exception, request: Request) -> Response:
    """The answer to an unexpected error: a page, and where even that breaks, a sentence."""
    log_failure(error, id_of(request))
    try:
        return problem(500, sentence_of(500), request)
    except Exception as again:
        log_failure(again, id_of(request))
        return Response(sentence_of(500), {"Content-Type": "text/plain; charset=utf-8"}, 500)


def bare_problem(status: int, sentence: str, as_json: bool) -> tuple[str, bytes]:
    """Kind and body of an answer for which no view was reached."""
    if as_json:
        body = json.dumps({"type": "about:blank", "title": sentence, "status": status}, ensure_ascii=False)
        return "application/problem+json", body.encode()
    shown = {"status": status, "message": sentence, "faults": (), "incident": ""}
    return HTML, world().pages.render("problem.html", **shown).encode()


def id_of(request: Request) -> str:
    """The id by which a request is found in the log again, with all that followed from it."""
    return trace.current() or str(getattr(request.lambda_context, "aws_request_id", ""))
