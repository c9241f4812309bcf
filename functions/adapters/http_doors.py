"""An installation from outside, as a browser without scripts meets it: plain HTTP, no redirect followed."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from functions.ports import Answer

_HTML, _JSON = "text/html,*/*;q=0.8", "application/json"


class HttpDoors:
    """See :class:`functions.ports.Doors`. ``timeout`` is in seconds, for each wait."""

    def __init__(self, address: str, timeout: float = 20.0) -> None:
        self._address, self._timeout = urlsplit(address), timeout

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, _HTML)

    def post(self, path: str, form: Mapping[str, str], as_json: bool = False) -> Answer:
        return self._ask("POST", path, urlencode(form).encode(), _JSON if as_json else _HTML)

    def _ask(self, method: str, path: str, body: bytes | None, accept: str) -> Answer:
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
        line = self._line()
        try:
            line.request(method, path, body, {"Accept": accept, "User-Agent": "motcua-probe", **kind})
            answer = line.getresponse()
            return Answer(answer.status, answer.read(), _path(answer.getheader("Location", "")))
        except http.client.HTTPException as error:
            raise ConnectionError(type(error).__name__) from None
        finally:
            line.close()

    def _line(self) -> http.client.HTTPConnection:
        place = self._address.netloc
        if self._address.scheme == "https":
            return http.client.HTTPSConnection(place, timeout=self._timeout)
        return http.client.HTTPConnection(place, timeout=self._timeout)


def _path(location: str) -> str:
    """Where a redirect leads on this very installation."""
    split = urlsplit(location)
    return split.path + (f"?{split.query}" if split.query else "")
