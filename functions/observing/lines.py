"""Lines of the log: JSON for machines, words for a terminal, and nothing about a person in either.

Our own code says facts: names that stand in the code, with numbers, codes and ids of our making. A foreign
library may quote whatever it was given, so of its lines only who spoke and where is written; of an exception
its types and its places in the code, and never its text.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

from functions.observing import trace

Fact = str | int | float | bool
_OURS = ("functions", "motcua", "publisher", "app")
_LONGEST = 300
_WITHHELD = "(withheld)"
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def say(log: logging.Logger, event: str, level: int = logging.INFO, **facts: Fact) -> None:
    """One line about an ``event``. A text is written if it is short plain ASCII, as codes and ids are."""
    if not log.isEnabledFor(level):
        return
    kept = {name: _safe(value) for name, value in facts.items() if value != ""}
    if id := trace.current():
        kept.setdefault("trace", id)
    log.log(level, "%s", Said(event, kept))


class Said:
    """An event with its facts; words only where somebody reads them as words."""

    __slots__ = ("event", "facts")

    def __init__(self, event: str, facts: dict[str, Fact]) -> None:
        self.event, self.facts = event, facts

    def __str__(self) -> str:
        return " ".join([self.event, *(f"{name}={value}" for name, value in self.facts.items())])


def types_of(error: BaseException) -> list[str]:
    """The type of an error and of those behind it."""
    names, seen = [type(error).__name__], error.__cause__ or error.__context__
    while seen is not None and len(names) < 5:
        names.append(type(seen).__name__)
        seen = seen.__cause__ or seen.__context__
    return names


def places_of(error: BaseException) -> list[str]:
    """Where it came from, innermost first: file, line and function, as they stand in the code."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{one.filename.rpartition('/')[2]}:{one.lineno} {one.name}" for one in frames[::-1]]


class Lines(logging.Formatter):
    """Formats any record. ``as_json`` makes one JSON object a line."""

    def __init__(self, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            **_said(record),
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= {"error": " from ".join(types_of(error)), "places": " < ".join(places_of(error))}
        if self._as_json:
            return _ENCODER.encode(line)
        head = f"{line.pop('at')} {line.pop('level')} {line.pop('logger')} {line.pop('event')}"
        return " ".join([head, *(f"{name}={value}" for name, value in line.items())])


def write_lines(out: TextIO | None = None) -> None:
    """Write every line of this process to stderr, and let no error that nobody caught print its text.

    In a process that was set up already (a test) nothing changes; on Lambda, whose handler stands, its form.
    """
    out = out or sys.stderr
    root = logging.getLogger()
    if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
        for one in root.handlers:
            one.setFormatter(Lines(as_json=True))
    elif not root.handlers:
        handler = logging.StreamHandler(out)
        handler.setFormatter(Lines(as_json=not out.isatty()))
        root.addHandler(handler)
    else:
        return
    root.setLevel(logging.INFO)
    logging.captureWarnings(True)
    # It warns of every request that waits for a moment.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    sys.excepthook = _uncaught
    threading.excepthook = lambda hooked: _uncaught(
        hooked.exc_type, hooked.exc_value or hooked.exc_type(), hooked.exc_traceback
    )


def _said(record: logging.LogRecord) -> dict[str, Any]:
    said = record.args[0] if isinstance(record.args, tuple) and record.args else None
    if isinstance(said, Said):
        return {"event": said.event, **said.facts}
    about = {"trace": id} if (id := trace.current()) else {}
    if record.name.partition(".")[0] in _OURS:
        return {"event": record.getMessage(), **about}
    return {"event": _WITHHELD, "place": f"{record.filename}:{record.lineno} {record.funcName}", **about}


def _safe(value: Fact) -> Fact:
    if not isinstance(value, str) or (value.isascii() and value.isprintable() and len(value) <= _LONGEST):
        return value
    return _WITHHELD


def _uncaught(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    logging.getLogger("motcua").critical("uncaught", exc_info=(kind, error, where))
