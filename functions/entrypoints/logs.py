"""What is written about requests: enough to find a fault, and nothing about a person.

A line names the route and never the path, since codes and tokens stand in paths; of an unexpected
exception it names the type and the places in the code, and never its text, which may quote what somebody
typed. See :mod:`functions.observing.lines`.
"""

from __future__ import annotations

import logging

from functions.observing.lines import places_of, say, types_of, write_lines

_log = logging.getLogger("motcua.http")
_log.setLevel(logging.INFO)


def log_request(method: str, route: str, status: int, milliseconds: float, id: str) -> None:
    """One line a request. ``route`` is the pattern, ``/ho-so/{code}``, never what stands in its place."""
    say(_log, "request", method=method, route=route, status=status, ms=round(milliseconds, 1), trace=id)


def log_failure(error: BaseException, id: str) -> None:
    """What broke, innermost place first."""
    places = " < ".join(places_of(error))
    for_one_line = places if len(places) <= 300 else places[:299].rpartition(" < ")[0]
    say(_log, "failure", logging.ERROR, error=" from ".join(types_of(error)), places=for_one_line, trace=id)


def write_logs() -> None:
    """Send the log to stderr, for a process that nobody else has set up."""
    write_lines()
