"""A private preview: the portal with drafts, behind a secret, and without the functions.

Nothing can be handed in here, since a draft is no service yet. Who has the link, or the secret as the
password of the browser's own sign-in, sees everything; nobody else sees anything, and no cache keeps it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from functions.domain.errors import Invalid
from functions.domain.i18n import _
from functions.entrypoints.gateway import Environ, Gateway, StartResponse, send

COOKIE = "motcua_xem_truoc"
PARAMETER = "xem"
SHORTEST = 16
_PRIVATE = (("X-Robots-Tag", "noindex"), ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer"))

Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class _NoFunctions:
    """Stands where the Chalice app stands in the gateway: no route, so only files are served."""

    routes: dict[str, Any] = {}  # noqa: RUF012 - read by the gateway, never changed


class Guarded:
    """An application behind a secret."""

    def __init__(self, inner: Application, secret: str) -> None:
        self._inner, self._secret = inner, secret
        self._mark = hashlib.sha256(secret.encode()).hexdigest()
        """What the cookie holds: the secret itself may have letters that a cookie cannot."""

    def __call__(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        query = dict(parse_qsl(environ.get("QUERY_STRING", "")))
        if PARAMETER in query:
            return self._let_in(environ, start, query)
        known = hmac.compare_digest(_cookie(environ).encode(), self._mark.encode())
        if not known and not self._same(_password(environ)):
            return self._refuse(environ, start)
        return self._inner(environ, lambda status, headers: start(status, _privately(headers)))

    def _same(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._secret.encode())

    def _let_in(self, environ: Environ, start: StartResponse, query: dict[str, str]) -> Iterable[bytes]:
        """Turn the secret of the link into a cookie, so that it leaves the address bar."""
        if not self._same(query.pop(PARAMETER)):
            return self._refuse(environ, start)
        path = quote(environ.get("PATH_INFO", "/").encode("latin-1")) or "/"
        # Two slashes at the beginning would name another host.
        place = "/" + path.lstrip("/") + (f"?{urlencode(query)}" if query else "")
        cookie = f"{COOKIE}={self._mark}; Path=/; HttpOnly; SameSite=Lax"
        return send(environ, start, 303, [("Location", place), ("Set-Cookie", cookie), *_PRIVATE], b"")

    def _refuse(self, environ: Environ, start: StartResponse) -> Iterable[bytes]:
        said = _("Bản xem trước chỉ dành cho người có địa chỉ đầy đủ hoặc mật khẩu. Hỏi người gửi cho bạn.")
        headers = [
            ("WWW-Authenticate", 'Basic realm="Ban xem truoc", charset="UTF-8"'),
            ("Content-Type", "text/plain; charset=utf-8"),
            *_PRIVATE,
        ]
        return send(environ, start, 401, headers, said.encode())


def preview(portal: Path, secret: str) -> Application:
    """The preview in ``portal`` behind ``secret``. Raises :class:`Invalid` for one that could be guessed."""
    if not portal.is_dir():
        raise Invalid(f"There is no preview in {portal}. Run “motcua build --preview” first.")
    if len(secret) < SHORTEST:
        raise Invalid(f"MOTCUA_PREVIEW_SECRET must have at least {SHORTEST} characters.")
    return Guarded(Gateway(_NoFunctions(), portal, 0), secret)


def fresh_secret() -> str:
    return secrets.token_urlsafe(24)


def _privately(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    own = {name.lower() for name, _value in _PRIVATE}
    return [*(pair for pair in headers if pair[0].lower() not in own), *_PRIVATE]


def _cookie(environ: Environ) -> str:
    try:
        found = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _password(environ: Environ) -> str:
    """The password of HTTP Basic; the name before it is free."""
    kind, _space, given = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[2]
    except (binascii.Error, ValueError):
        return ""
