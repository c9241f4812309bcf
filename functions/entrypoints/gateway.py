"""A WSGI front that calls the Chalice app as API Gateway (REST, payload 1.0) would.

So the embedded server and AWS run the same routes on the same events. Static files of the built portal
are served here too; on AWS the CDN does that.
"""

from __future__ import annotations

import base64
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from functions.domain.i18n import use_translations
from functions.entrypoints.frame import SECURITY_HEADERS, security_headers, sentence_of
from functions.entrypoints.logs import log_failure, log_request
from functions.entrypoints.static_files import StaticFiles, known_already, takes_gzip
from functions.rendering.language import ENGLISH, asked_for, translations

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


Problem = Callable[[int, str, bool], tuple[str, bytes]]
"""From status, sentence and whether JSON is wanted to kind and body of an answer of the gateway's own."""


class Context:
    """The part of a Lambda context that Chalice and our handlers use."""

    function_name = "api_handler"
    function_version = "$LATEST"
    memory_limit_in_mb = 1024

    def __init__(self, seconds: float) -> None:
        self.aws_request_id = uuid.uuid4().hex
        self._end = time.monotonic() + seconds

    def get_remaining_time_in_millis(self) -> int:
        return max(0, int((self._end - time.monotonic()) * 1000))


def keep_requests_apart(app: Any) -> Any:
    """Give each thread its own ``current_request`` and ``lambda_context``.

    As shipped they are plain attributes, and under threads one request was seen to read another's data.
    """
    local = threading.local()

    def own(name: str) -> property:
        return property(
            lambda _self: getattr(local, name, None), lambda _self, value: setattr(local, name, value)
        )

    names = ("current_request", "lambda_context")
    app.__class__ = type("ThreadedChalice", (app.__class__,), {name: own(name) for name in names})
    return app


class Router:
    """Finds the route of a path as API Gateway does: fixed parts before parameters."""

    def __init__(self, routes: Iterable[str]) -> None:
        routes = list(routes)
        self._fixed = {route: route for route in routes if "{" not in route}
        moving = sorted(
            (r for r in routes if "{" in r), key=lambda r: [p.startswith("{") for p in r.split("/")]
        )
        self._moving = [(re.compile(_pattern(route)), route) for route in moving]

    def match(self, path: str) -> tuple[str, dict[str, str]] | None:
        path = path.rstrip("/") or "/"
        if path in self._fixed:
            return path, {}
        for pattern, route in self._moving:
            if found := pattern.match(path):
                return route, found.groupdict()
        return None


def _pattern(route: str) -> str:
    return "^" + re.sub(r"\\{(\w+)\\}", lambda m: f"(?P<{m[1]}>[^/]+)", re.escape(route)) + "$"


@dataclass(frozen=True, slots=True)
class Call:
    """A request that has found its route."""

    method: str
    path: str
    route: str
    parameters: dict[str, str]
    context: Context


def plainly(_status: int, sentence: str, _as_json: bool) -> tuple[str, bytes]:
    """The gateway's own answers in plain text, where no theme is at hand."""
    return "text/plain; charset=utf-8", sentence.encode()


class Gateway:
    """The WSGI application: the functions' routes first, then files of the portal."""

    def __init__(
        self,
        app: Any,
        portal: Path,
        max_body: int,
        seconds: float = 29.0,
        problem: Problem = plainly,
        beside: Mapping[str, Path] | None = None,
        uploads: str = "",
    ) -> None:
        """``beside`` holds folders of files that are no part of the portal, by their first part of a path;
        ``uploads`` is where pages send files, if that is not here.
        """
        self._security = security_headers(uploads)
        self._app = keep_requests_apart(app)
        self._router = Router(app.routes)
        self._portal = portal.resolve()
        self._beside = {name: StaticFiles(folder) for name, folder in (beside or {}).items()}
        self._files = StaticFiles(portal)
        self._max_body = max_body
        self._seconds = seconds
        self._problem = problem

    def __call__(self, environ: Environ, start: StartResponse) -> list[bytes]:
        context = Context(self._seconds)
        try:
            return self._route(environ, start, context)
        except Exception as error:  # the last net: words for people, places for engineers
            log_failure(error, context.aws_request_id)
            return self._refuse(environ, start, 500)

    def _route(self, environ: Environ, start: StartResponse, context: Context) -> list[bytes]:
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        found = self._router.match(path)
        asked = environ["REQUEST_METHOD"]
        if found:
            able = self._app.routes[found[0]]
            # HEAD is GET without the body; API Gateway would want it declared on every route.
            method = "GET" if asked == "HEAD" and asked not in able else asked
            if method in able:
                return self._call(environ, start, Call(method, path, *found, context))
        if asked in ("GET", "HEAD"):
            return self._file(environ, start, path)
        if not found:
            return self._refuse(environ, start, 404)
        return self._refuse(environ, start, 405, [("Allow", ", ".join(sorted(self._app.routes[found[0]])))])

    def _call(self, environ: Environ, start: StartResponse, call: Call) -> list[bytes]:
        given = environ.get("CONTENT_LENGTH") or "0"
        length = int(given) if given.isascii() and given.isdigit() else -1
        if length < 0 or length > self._max_body:
            status = 400 if length < 0 else 413
            log_request(call.method, call.route, status, 0, call.context.aws_request_id)
            return self._refuse(environ, start, status)
        raw = environ["wsgi.input"].read(length) if length else b""
        response = self._app(self._event(environ, call, raw), call.context)
        return self._answer(environ, start, response)

    def _refuse(
        self, environ: Environ, start: StartResponse, status: int, headers: Sequence[tuple[str, str]] = ()
    ) -> list[bytes]:
        accepted = environ.get("HTTP_ACCEPT", "")
        as_json = "json" in accepted and "html" not in accepted
        with use_translations(translations(asked_for(environ.get("QUERY_STRING", "")))):
            kind, body = self._problem(status, sentence_of(status), as_json)
        return send(environ, start, status, [("Content-Type", kind), *headers], body)

    def _event(self, environ: Environ, call: Call, raw: bytes) -> dict[str, Any]:
        headers = {k[5:].replace("_", "-").lower(): v for k, v in environ.items() if k.startswith("HTTP_")}
        headers.setdefault(
            "accept", "*/*"
        )  # no header means anything (RFC 9110), to Chalice it means nothing
        kind = environ.get("CONTENT_TYPE") or ""
        if kind:
            headers["content-type"] = kind
        binary = kind.split(";")[0].strip().lower() in self._app.api.binary_types
        query = environ.get("QUERY_STRING")
        text = base64.b64encode(raw).decode() if binary else raw.decode("utf-8", "replace")
        return {
            "resource": call.route,
            "path": call.path,
            "httpMethod": call.method,
            "headers": headers,
            "multiValueHeaders": {name: [value] for name, value in headers.items()},
            "multiValueQueryStringParameters": parse_qs(query, keep_blank_values=True) if query else None,
            "pathParameters": call.parameters or None,
            "stageVariables": None,
            "isBase64Encoded": binary and bool(raw),
            "body": text if raw else None,
            "requestContext": {
                "resourcePath": call.route,
                "httpMethod": call.method,
                "path": call.path,
                "identity": {"sourceIp": environ.get("REMOTE_ADDR", "")},
            },
        }

    def _answer(self, environ: Environ, start: StartResponse, response: dict[str, Any]) -> list[bytes]:
        body = response.get("body") or b""
        if response.get("isBase64Encoded"):
            body = base64.b64decode(body)
        data = body.encode() if isinstance(body, str) else body
        headers = [(k, str(v)) for k, v in response.get("headers", {}).items()]
        for name, values in response.get("multiValueHeaders", {}).items():
            headers += [(name, str(value)) for value in values]
        return send(environ, start, response["statusCode"], headers, data)

    def _file(self, environ: Environ, start: StartResponse, path: str) -> list[bytes]:
        first, _slash, rest = path.lstrip("/").partition("/")
        files, inner = (self._beside[first], rest) if first in self._beside else (self._files, path)
        target = files.find(inner)
        if target and target.is_dir():
            if not path.endswith("/"):
                here = f"/{path.strip('/')}/".replace("//", "/")  # “//a.example/” leads to another host
                return send(environ, start, 301, [("Location", here)], b"")
            target = target / "index.html"
        file = files.read(target) if target else None
        if file is None:
            return self._missing(environ, start, path)
        packed = file.packed is not None and takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers = file.headers(packed=packed)
        if known_already(environ.get("HTTP_IF_NONE_MATCH", ""), file.etag_of(packed=packed)):
            return send(environ, start, 304, headers, b"")
        if packed and file.packed:
            headers.append(("Content-Encoding", "gzip"))
        body = file.packed if packed and file.packed else file.plain
        return send(environ, start, 200, [("Content-Type", file.kind), *headers, *self._security], body)

    def _missing(self, environ: Environ, start: StartResponse, path: str) -> list[bytes]:
        page = self._portal / (f"{ENGLISH}/404.html" if path.startswith(f"/{ENGLISH}/") else "404.html")
        if page.is_file():
            return send(
                environ, start, 404, [("Content-Type", "text/html; charset=utf-8")], page.read_bytes()
            )
        return self._refuse(environ, start, 404)


def send(
    environ: Environ, start: StartResponse, status: int, headers: list[tuple[str, str]], body: bytes
) -> list[bytes]:
    """Answer with the security headers that every response carries, unless the route set its own."""
    given = {name.lower() for name, _value in headers}
    headers = headers + [pair for pair in SECURITY_HEADERS if pair[0].lower() not in given]
    if status != HTTPStatus.NOT_MODIFIED:
        headers.append(("Content-Length", str(len(body))))
    start(f"{status} {HTTPStatus(status).phrase}", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
