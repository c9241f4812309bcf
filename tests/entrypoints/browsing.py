"""A visitor without a browser: sends what a browser would send to the real gateway, and reads the answer."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urlencode, urlsplit

from functions.entrypoints.gateway import Gateway

HTML = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
URLENCODED = "application/x-www-form-urlencoded"
File = tuple[str, str, bytes]
"""Input, file name, bytes."""


@dataclass
class Answer:
    """An answer, and what a reader finds in it."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def words(self) -> str:
        """The text as read, without tags and with single spaces."""
        bare = re.sub(r"<(svg|script)\b.*?</\1>", " ", self.text, flags=re.S)
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", bare)).split())

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    def value(self, name: str) -> str:
        """The value of the first input or textarea of a name."""
        found = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*?value="([^"]*)"', self.text)
        if found:
            return unescape(found[1])
        area = re.search(rf'<textarea[^>]*name="{re.escape(name)}"[^>]*>\n?(.*?)</textarea>', self.text, re.S)
        return unescape(area[1]) if area else ""

    def chosen(self, name: str) -> list[str]:
        """The values that are ticked or selected."""
        boxes = re.findall(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', self.text)
        ticked = [re.search(r'value="([^"]*)"', one)[1] for one in boxes if " checked" in one]  # type: ignore[index]
        select = re.search(rf'<select[^>]*name="{re.escape(name)}".*?</select>', self.text, re.S)
        return ticked + re.findall(r'value="([^"]*)" selected', select[0] if select else "")

    def buttons(self, beginning: str) -> list[str]:
        """Values of the buttons ``_do`` that begin so."""
        return re.findall(rf'name="_do" value="({re.escape(beginning)}[^"]*)"', self.text)


@dataclass
class Visitor:
    """Somebody at an address."""

    gateway: Gateway
    address: str = "192.0.2.7"
    headers: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, url: str, body: bytes = b"", kind: str = "", accept: str = HTML, **headers: str
    ) -> Answer:
        split, seen = urlsplit(url), []
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": split.path.encode().decode("latin-1"),
            "QUERY_STRING": split.query,
            "REMOTE_ADDR": self.address,
            "CONTENT_LENGTH": str(len(body)) if body else "",
            "wsgi.input": io.BytesIO(body),
            "HTTP_ACCEPT": accept,
        }
        if kind:
            environ["CONTENT_TYPE"] = kind
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        parts = self.gateway(environ, lambda status, given: seen.extend([int(status[:3]), dict(given)]))
        return Answer(seen[0], seen[1], b"".join(parts))

    def get(self, url: str, **more: str) -> Answer:
        return self.ask("GET", url, **more)

    def post(self, url: str, form: Mapping[str, Sequence[str]] | None = None, **more: str) -> Answer:
        return self.ask("POST", url, urlencode(form or {}, doseq=True).encode(), URLENCODED, **more)

    def upload(
        self, url: str, form: Mapping[str, Sequence[str]], files: Sequence[File], **more: str
    ) -> Answer:
        body, kind = multipart(form, files)
        return self.ask("POST", url, body, kind, **more)

    def json(self, url: str, document: Any, **headers: str) -> Answer:
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.ask("POST", url, body, "application/json", "application/json", **headers)


def multipart(form: Mapping[str, Sequence[str]], files: Sequence[File]) -> tuple[bytes, str]:
    body = b""
    for name, texts in form.items():
        for text in texts:
            head = f'--ranh\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            body += head.encode() + text.encode() + b"\r\n"
    for name, filename, data in files:
        head = f'--ranh\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        body += head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + data + b"\r\n"
    return body + b"--ranh--\r\n", "multipart/form-data; boundary=ranh"
