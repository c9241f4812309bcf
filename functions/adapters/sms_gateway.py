"""Text messages through whatever HTTP gateway a province has a contract with, described by settings alone.

Headers and body are JSON objects whose texts may hold placeholders. They are filled in after the JSON is
read, so that no message can break out of its place; the address itself takes none, since addresses end up
in logs.
"""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from functions.adapters.phone import international
from functions.domain.errors import EffectFailed, Fault, Invalid
from functions.domain.model import JSON
from functions.ports import Sms

PLACEHOLDERS = ("to", "digits", "text", "id", "secret")
"""``to`` is ``+84…``, ``digits`` the same without the plus, ``id`` always the same for one message."""
_NAME = re.compile(r"\{(\w*)\}")
_LONGEST_ANSWER = 65536

Encoding = Literal["json", "form", "query"]


@dataclass(frozen=True, slots=True)
class Gateway:
    """How a gateway is asked, and how its answer is read.

    With ``verdict``, a dotted path such as ``data.0.status``, the value found there must be one of ``taken``;
    one of ``refused`` means that this number will never do. Without it any 2xx is success.
    """

    url: str
    encoding: Encoding
    headers: Mapping[str, str] = field(repr=False)
    body: Mapping[str, Any] = field(repr=False)
    verdict: str = ""
    taken: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    secret: str = field(default="", repr=False)
    seconds: float = 10.0


def gateway_of(
    *,
    url: str,
    encoding: Encoding,
    headers: str,
    body: str,
    verdict: str,
    taken: str,
    refused: str,
    secret: str,
    seconds: float,
) -> Gateway:
    """The gateway of the settings as written. Raises :class:`Invalid` naming every fault and its mend."""
    faults: list[Fault] = []
    if not url:
        faults.append(Fault("url", "missing", "Give the address that the gateway is asked at."))
    sent = {name: _object(name, text, faults) for name, text in (("headers", headers), ("body", body))}
    for name, value in sent["headers"].items():
        if not isinstance(value, str) or not name.isascii():
            faults.append(Fault("headers", "type", f"The header {name!r} needs a text as its value."))
    if encoding != "json" and not all(isinstance(one, str) for one in sent["body"].values()):
        faults.append(Fault("body", "type", f"With {encoding} every value of the body is a text."))
    faults += _placeholders(sent, secret)
    if verdict and not _values(taken):
        faults.append(Fault("success_values", "missing", "Say which values of the verdict mean success."))
    if (taken or refused) and not verdict:
        faults.append(Fault("success_path", "missing", "Say where in the answer these values stand."))
    if faults:
        raise Invalid("The text message gateway is not described well.", faults)
    values = _values(taken), _values(refused)
    return Gateway(url, encoding, sent["headers"], sent["body"], verdict, *values, secret, seconds)


class GatewaySms:
    """See :class:`functions.ports.SmsSender`."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._opener = urllib.request.build_opener(_Stay)

    def send(self, sms: Sms) -> None:
        """Raises ``EffectFailed`` to be tried again, ``Invalid`` for a number refused for good."""
        number = international(sms.to)
        values = {
            "to": number,
            "digits": number.lstrip("+"),
            "text": sms.body,
            "id": sms.id,
            "secret": self._gateway.secret,
        }
        self._judge(self._asked(_request(self._gateway, values)))

    def _asked(self, request: urllib.request.Request) -> bytes:
        try:
            with self._opener.open(request, timeout=self._gateway.seconds) as answer:
                return bytes(answer.read(_LONGEST_ANSWER))
        except urllib.error.HTTPError as error:
            with error:
                body = error.read(_LONGEST_ANSWER)
            if self._gateway.refused and _at(body, self._gateway.verdict) in self._gateway.refused:
                return body
            raise EffectFailed(f"The text message gateway answered {error.code}.") from None
        except (OSError, ValueError) as error:
            raise EffectFailed(f"The text message gateway is away: {type(error).__name__}.") from None

    def _judge(self, answer: bytes) -> None:
        if not self._gateway.verdict:
            return
        found = _at(answer, self._gateway.verdict)
        if found in self._gateway.refused:
            raise Invalid("The text message gateway refused the number for good.")
        if found not in self._gateway.taken:
            raise EffectFailed("The text message gateway's answer does not say that it took the message.")


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows nobody elsewhere with somebody's number and our secret."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def _request(gateway: Gateway, values: Mapping[str, str]) -> urllib.request.Request:
    headers = {name: _filled(text, values) for name, text in gateway.headers.items()}
    body = _filled(gateway.body, values)
    if gateway.encoding == "query":
        joint = "&" if "?" in gateway.url else "?"
        return urllib.request.Request(f"{gateway.url}{joint}{urllib.parse.urlencode(body)}", headers=headers)  # noqa: S310 - settings allow http(s) only
    if gateway.encoding == "json":
        kind, data = "application/json", json.dumps(body, ensure_ascii=False).encode()
    else:
        kind, data = "application/x-www-form-urlencoded", urllib.parse.urlencode(body).encode()
    return urllib.request.Request(gateway.url, data, {"Content-Type": kind, **headers})  # noqa: S310 - as above


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _NAME.sub(lambda found: values[found[1]], value)
    if isinstance(value, list):
        return [_filled(one, values) for one in value]
    if isinstance(value, dict):
        return {name: _filled(one, values) for name, one in value.items()}
    return value


def _at(answer: bytes, path: str) -> str | None:
    """The value at a path of a JSON answer as text; ``None`` where there is none."""
    try:
        found = json.loads(answer)
        for step in path.split("."):
            found = found[int(step)] if isinstance(found, list) else found[step]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        return None
    return found if isinstance(found, str) else json.dumps(found)


def _object(name: str, text: str, faults: list[Fault]) -> JSON:
    try:
        read = json.loads(text or "{}")
    except ValueError as error:
        faults.append(Fault(name, "json", f"This is no JSON: {error}. Write an object such as {{}}."))
        return {}
    if not isinstance(read, dict):
        faults.append(Fault(name, "json", 'Write a JSON object, such as {"to": "{to}"}.'))
        return {}
    return read


def _placeholders(sent: Mapping[str, JSON], secret: str) -> Iterator[Fault]:
    used = {
        name: {one for text in _texts(value) for one in _NAME.findall(text)} for name, value in sent.items()
    }
    known = ", ".join(f"{{{one}}}" for one in PLACEHOLDERS)
    for name, found in used.items():
        for one in sorted(found - set(PLACEHOLDERS)):
            yield Fault(name, "placeholder", f"There is no {{{one}}}. Known are {known}.")
    if "text" not in used["body"] or not used["body"] & {"to", "digits"}:
        yield Fault("body", "missing", "The body needs {text}, and {to} or {digits}.")
    if "secret" in used["headers"] | used["body"] and not secret:
        yield Fault("secret", "missing", "Headers or body ask for {secret}, and none is set.")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _values(text: str) -> frozenset[str]:
    return frozenset(one.strip() for one in text.split(",") if one.strip())
