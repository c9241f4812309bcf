"""The web server's own answers, given before any application is reached, in the portal's words.

Bodies up to four times the limit are read and then refused by the gateway: a browser that is cut off while
it still sends shows its own error and not ours. What is larger than that is cut off here.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from functions.entrypoints.frame import SECURITY_HEADERS, sentence_of
from functions.entrypoints.gateway import Problem

_log = logging.getLogger("motcua.http")


class _NoPaths:
    """A logger for the server's channels that leaves out their texts: paths stand in them."""

    def info(self, *_said: object) -> None:
        """A client went away; nobody needs to know which."""

    def exception(self, *_said: object) -> None:
        _log.error("An answer could not be written.")

    warning = error = exception

    def log(self, *_said: object) -> None:
        """Chatter of the event loop."""


def speak_our_words(server: Any, problem: Problem) -> None:
    """Make a waitress server answer broken and too large requests with pages of the theme."""

    class OurError(ErrorTask):  # type: ignore[misc]
        def execute(self) -> None:
            status = HTTPStatus(self.request.error.code)
            kind, body = problem(status, sentence_of(status), False)
            self.status = f"{status.value} {status.phrase}"
            self.response_headers.extend([("Content-Type", kind), *SECURITY_HEADERS])
            self.set_close_on_finish()
            self.content_length = len(body)
            self.write(body)

    class OurChannel(HTTPChannel):  # type: ignore[misc]
        error_task_class = OurError
        logger = _NoPaths()

    server.channel_class = OurChannel
