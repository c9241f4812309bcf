"""What is written about requests: enough to find a fault, and nothing about a person.

A line names the route and never the path, since codes and tokens stand in paths; of an unexpected
exception it names the type and the places in the code, and never its text, which may quote what somebody
typed. See :mod:`functions.observing.lines`.
"""

from __future__ import annotations

import logging
from pathlib import Path

from functions.domain.errors import Invalid
from functions.observing.lines import Lines, places_of, say, types_of, write_lines

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


def write_logs(file: Path | None = None) -> None:
    """Send the log to stderr, or to a file, for a process that nobody else has set up.

    A file that was moved away or removed is opened anew at the next line; processes may share one.
    """
    write_lines()
    if file is None:
        return
    from logging.handlers import WatchedFileHandler  # brings sockets along, which a cold start can spare

    try:
        handler = WatchedFileHandler(file, encoding="utf-8")
    except OSError as error:
        raise Invalid(f"The log {file} cannot be written: {error.strerror}. Set MOTCUA_LOG_FILE.") from error
    handler.setFormatter(Lines(as_json=True))
    root = logging.getLogger()
    root.addHandler(handler)
    for one in [each for each in root.handlers if type(each) is logging.StreamHandler]:
        root.removeHandler(one)
