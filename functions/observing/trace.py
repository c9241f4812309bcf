"""The one id that runs from a click to its last effect.

It is a trace id as W3C Trace Context has it (https://www.w3.org/TR/trace-context/): 32 hex digits. A request
brings one or gets one, what it owes is stored with it, and whoever does that work goes on under it.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NamedTuple

_ID = re.compile(r"[0-9a-f]{32}")
_TRACEPARENT = re.compile(r"(?!ff)([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?")
_TRACE, _SINCE = "trace", "since"


class Trace(NamedTuple):
    """``since`` is when the act was that all of this follows from, ISO 8601; empty in that act itself."""

    id: str
    since: str = ""


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current() -> str:
    """The id of what is going on, or the empty text."""
    trace = _current.get()
    return trace.id if trace else ""


def begun(traceparent: str, own: str) -> str:
    """The id of a request: the caller's where its header holds, else the request's own, else a new one."""
    return accepted(traceparent) or _plain(own) or secrets.token_hex(16)


def accepted(traceparent: str) -> str:
    """The trace id of a ``traceparent`` header; empty for one that is not formed as the standard has it.

    What comes from outside gets into the log: so it is these 32 digits or nothing.
    """
    found = _TRACEPARENT.fullmatch(traceparent)
    if found is None or set(found[2]) == {"0"} or set(found[3]) == {"0"}:
        return ""
    return "" if found[1] == "00" and found[4] else found[2]


@contextmanager
def following(id: str, since: str = "") -> Iterator[None]:
    """Everything inside belongs to this id; without one, to what it belonged to before."""
    token = _current.set(Trace(id, since) if id else _current.get())
    try:
        yield
    finally:
        _current.reset(token)


def origin(now: datetime) -> dict[str, str]:
    """What an effect's row keeps of where it comes from; nothing of it is personal."""
    trace = _current.get()
    since = trace.since if trace and trace.since else now.isoformat()
    return {_TRACE: trace.id, _SINCE: since} if trace else {_SINCE: since}


def origin_of(payload: Mapping[str, Any]) -> Trace:
    """The other way: where a row comes from. Rows of earlier releases have neither."""
    return Trace(_plain(str(payload.get(_TRACE, ""))), str(payload.get(_SINCE, "")))


def without_origin(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of the effect itself."""
    return {key: value for key, value in payload.items() if key not in (_TRACE, _SINCE)}


def _plain(id: str) -> str:
    """A UUID without its dashes; empty for anything else."""
    digits = id.replace("-", "").lower()
    return digits if _ID.fullmatch(digits) else ""
