"""Lines of the log say what our code says; what others say is told by its place alone."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys

import pytest

from functions.observing.lines import Lines, Said, say

SECRET = "Nguyễn Thị Thu Hà 051189000012"


def line(log: io.StringIO) -> dict[str, object]:
    (only,) = log.getvalue().splitlines()
    return dict(json.loads(only))


def test_facts_stand_in_fields_of_their_own(log: io.StringIO) -> None:
    say(logging.getLogger("functions.x"), "effect", kind="scan", attempt=2)
    read = line(log)
    assert (read["event"], read["kind"], read["attempt"], read["level"]) == ("effect", "scan", 2, "INFO")
    assert str(read["at"]).endswith("+00:00")


def test_a_text_that_no_code_of_ours_would_say_is_withheld(log: io.StringIO) -> None:
    say(logging.getLogger("functions.x"), "effect", kind="Thu Hà", error="x" * 400)
    assert line(log)["kind"] == "(withheld)" and line(log)["error"] == "(withheld)"


@pytest.mark.parametrize("name", ["waitress", "botocore.parsers", "py.warnings", "pyhanko.sign"])
def test_of_a_foreign_library_only_who_spoke_and_where_is_written(name: str, log: io.StringIO) -> None:
    logging.getLogger(name).error("could not read %s", SECRET)
    read = line(log)
    assert read["logger"] == name and str(read["place"]).startswith("test_lines.py:")
    assert "Hà" not in log.getvalue() and "0511" not in log.getvalue()


def test_an_exception_is_told_by_its_types_and_places(log: io.StringIO) -> None:
    try:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError:
        logging.getLogger("waitress").exception("Exception while serving /ho-so/%s", SECRET)
    read = line(log)
    assert read["error"] == "RuntimeError from ValueError" and "test_lines.py" in str(read["places"])
    assert "Hà" not in log.getvalue() and "0511" not in log.getvalue()


def test_on_a_terminal_the_same_is_one_readable_line() -> None:
    said = (Said("effect", {"kind": "scan"}),)
    record = logging.LogRecord("functions.x", logging.INFO, "a.py", 1, "%s", said, None)
    assert Lines(as_json=False).format(record).endswith("INFO functions.x effect kind=scan")


def test_what_nobody_caught_is_told_without_its_text() -> None:
    """In the main thread and in others; of a whole process, as a service manager would keep it."""
    code = (
        "import threading; from functions.entrypoints.logs import write_logs; write_logs()\n"
        "def fall(): raise KeyError('Thu Hà 051189000012')\n"
        "one = threading.Thread(target=fall); one.start(); one.join()\n"
        "import warnings; warnings.warn('Thu Hà')\n"
        "fall()"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=False
    )
    read = [json.loads(one) for one in run.stderr.splitlines()]
    assert run.returncode == 1
    assert [one["event"] for one in read] == ["uncaught", "(withheld)", "uncaught"]
    assert read[0]["error"] == read[2]["error"] == "KeyError"
    assert "Hà" not in run.stderr and "0511" not in run.stderr
