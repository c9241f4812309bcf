"""What is written about requests: enough to find a fault, and nothing about a person.

A line names the route and never the path, since codes and tokens stand in paths; of an unexpected
exception it names the type and the places in the code, and never its text, which may quote what somebody
typed.
"""

from __future__ import annotations

import logging
import sys
import traceback

_log = logging.getLogger("motcua.http")
_log.setLevel(logging.INFO)


def log_request(method: str, route: str, status: int, milliseconds: float, id: str) -> None:
    """One line a request. ``route`` is the pattern, ``/ho-so/{code}``, never what stands in its place."""
    _log.info("%s %s %d %.1f ms id=%s", method, route, status, milliseconds, id)


def log_failure(error: BaseException, id: str) -> None:
    """What broke, innermost place first."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{one.filename.rpartition('/')[2]}:{one.lineno} {one.name}" for one in frames[::-1])
    _log.error("%s at %s id=%s", " from ".join(_types(error)), places, id)


def _types(error: BaseException) -> list[str]:
    names = [type(error).__name__]
    seen = error.__cause__ or error.__context__
    while seen is not None and len(names) < 5:
        names.append(type(seen).__name__)
        seen = seen.__cause__ or seen.__context__
    return names


def write_logs() -> None:
    """Send the log to stderr, for a process that nobody else has set up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(handler)
        root.setLevel(logging.INFO)
    # It warns of every request that waits for a moment.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
