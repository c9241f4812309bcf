"""The editors' page on this machine: who has the link may edit, and nobody from elsewhere.

Listens at the loopback address only. The link holds a secret made anew at each start; it becomes a cookie, so
that it stays out of later addresses. Requests of other pages in the same browser are refused by their origin.
"""

from __future__ import annotations

import hmac
import json
import mimetypes
from collections.abc import Callable, Iterable
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from functions.domain.errors import Invalid, MotcuaError
from functions.domain.i18n import _
from publisher.editor.configuration import DOOR
from publisher.editor.door import Door
from publisher.editor.page import policy

PAGE = "/bien-tap/"
HOST = "127.0.0.1"
COOKIE = "motcua_bien_tap"
MAX_BODY = 16 * 2**20

Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], Any]


class Server:
    """A WSGI application: the page's files, and the door to the repository behind them."""

    def __init__(self, folder: Path, door: Door, secret: str) -> None:
        self._folder, self._door, self._secret = folder.resolve(), door, secret

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        if not _is_local(environ.get("HTTP_HOST", "")):
            return _plain(start, HTTPStatus.FORBIDDEN, _("Trang này chỉ mở trên chính máy đang chạy nó."))
        given = parse_qs(environ.get("QUERY_STRING", "")).get("ma", [""])[0]
        if given:
            return self._let_in(start, given)
        if not self._same(_cookie(environ)):
            return _plain(start, HTTPStatus.UNAUTHORIZED, _("Mở địa chỉ mà lệnh “motcua editor” đã in ra."))
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if path == DOOR:
            return self._ask(environ, start, method)
        if method not in ("GET", "HEAD"):
            return _plain(start, HTTPStatus.METHOD_NOT_ALLOWED, _("Không nhận cách gửi này."))
        return self._file(start, path)

    def _same(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._secret.encode())

    def _let_in(self, start: Start, given: str) -> Iterable[bytes]:
        if not self._same(given):
            return _plain(
                start, HTTPStatus.FORBIDDEN, _("Mã trong địa chỉ không đúng. Chép lại từ cửa sổ lệnh.")
            )
        cookie = f"{COOKIE}={self._secret}; Path={PAGE}; HttpOnly; SameSite=Strict"
        start("303 See Other", [("Location", PAGE), ("Set-Cookie", cookie), ("Cache-Control", "no-store")])
        return [b""]

    def _ask(self, environ: Environ, start: Start, method: str) -> Iterable[bytes]:
        origin = environ.get("HTTP_ORIGIN", "")
        if method != "POST" or origin != f"http://{environ['HTTP_HOST']}":
            return _json(start, HTTPStatus.FORBIDDEN, {"error": _("Yêu cầu không đến từ trang soạn bài.")})
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > MAX_BODY:
            return _json(
                start, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": _("Gửi lên quá nhiều một lần.")}
            )
        try:
            asked = json.loads(environ["wsgi.input"].read(int(length)))
            answer = self._door.answer(str(asked["action"]), dict(asked.get("params") or {}))
        except (ValueError, KeyError, TypeError, AttributeError):
            return _json(start, HTTPStatus.BAD_REQUEST, {"error": _("Yêu cầu không đọc được.")})
        except MotcuaError as error:
            return _json(start, HTTPStatus.UNPROCESSABLE_ENTITY, {"error": _said(error)})
        return _json(start, HTTPStatus.OK, answer)

    def _file(self, start: Start, path: str) -> Iterable[bytes]:
        name = path.removeprefix(PAGE) or "index.html"
        found = (self._folder / name).resolve()
        if not path.startswith(PAGE) or not found.is_relative_to(self._folder) or not found.is_file():
            return _plain(start, HTTPStatus.NOT_FOUND, _("Không có trang này. Mở {page}").format(page=PAGE))
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        return _send(start, HTTPStatus.OK, kind, found.read_bytes())


def _is_local(host: str) -> bool:
    """Whether the address bar says this machine: a name that an attacker points here does not."""
    return host.rpartition(":")[0] in (HOST, "localhost")


def _cookie(environ: Environ) -> str:
    try:
        found = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _said(error: MotcuaError) -> str:
    faults = error.faults if isinstance(error, Invalid) else ()
    return "\n".join([error.message, *(f"{fault.where}: {fault.message}" for fault in faults)])


def _plain(start: Start, status: HTTPStatus, sentence: str) -> Iterable[bytes]:
    return _send(start, status, "text/plain; charset=utf-8", sentence.encode())


def _json(start: Start, status: HTTPStatus, answer: Any) -> Iterable[bytes]:
    return _send(start, status, "application/json", json.dumps(answer, ensure_ascii=False).encode())


def _send(start: Start, status: HTTPStatus, kind: str, body: bytes) -> Iterable[bytes]:
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", f"{policy()}; frame-ancestors 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Robots-Tag", "noindex"),
    ]
    start(f"{status.value} {status.phrase}", headers)
    return [body]
