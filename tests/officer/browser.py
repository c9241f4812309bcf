"""A browser without a window: it keeps cookies, reads forms out of pages and posts them back."""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from app import app
from functions.entrypoints.gateway import Gateway

PASSWORD = "mật khẩu đủ dài"
FORM = "application/x-www-form-urlencoded"
_FRONT = Gateway(app, Path("/nonexistent"), 25 * 2**20)


@dataclass
class Page:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def words(self) -> str:
        """What people read, without marks."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.text)).split())

    def hidden(self, name: str) -> str:
        """The value of a hidden input."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        assert found, f"the page has no {name}"
        return html.unescape(found[1])


@dataclass
class Browser:
    """One person's browser."""

    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, **headers: str) -> Page:
        return self._ask("GET", address, b"", headers)

    def post(self, address: str, form: dict[str, Any], **headers: str) -> Page:
        body = urlencode(form, doseq=True).encode()
        return self._ask("POST", address, body, {"Content-Type": FORM, **headers})

    def sign_in(self, login: str, password: str = PASSWORD) -> Page:
        return self.post("/can-bo/dang-nhap", {"ten": login, "mat_khau": password, "ve": "/can-bo"})

    def case(self, code: str) -> Page:
        return self.get(f"/can-bo/ho-so/{code}")

    def act(self, code: str, act: str, **form: Any) -> Page:
        """Open the case's page, fill in a form of it, and send it."""
        page = self.case(code)
        known = {"_csrf": page.hidden("_csrf")}
        if '"_seen"' in page.text:
            known["_seen"] = page.hidden("_seen")
        return self.post(f"/can-bo/ho-so/{code}/{act}", known | form)

    def move(self, code: str, transition: str, **form: Any) -> Page:
        return self.act(code, "chuyen", _do=transition, **form)

    def _ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Page:
        path, _mark, query = address.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "REMOTE_ADDR": "10.0.0.7",
            "wsgi.input": io.BytesIO(body),
            "HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8",
            "HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        for name, value in headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
        got: list[Any] = []
        chunks = _FRONT(environ, lambda status, found: got.extend((status, found)))
        for name, value in got[1]:
            if name.lower() == "set-cookie":
                self._keep(value)
        return Page(int(got[0].split()[0]), {name.lower(): value for name, value in got[1]}, b"".join(chunks))

    def _keep(self, line: str) -> None:
        name, _equals, value = line.split(";")[0].partition("=")
        if "Max-Age=0" in line:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value
