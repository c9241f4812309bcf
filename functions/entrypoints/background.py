"""Work behind the requests: effects that are owed, and housekeeping.

In ``motcua serve`` threads do it beside the web server. Where requests and work are apart, a queue or a
schedule calls the same two functions: :func:`work_off` and :func:`keep_house`.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from functions.bootstrap import World
from functions.domain.errors import MotcuaError
from functions.services.effects.perform import Worker
from functions.services.housekeeping import Tidied

POLL_SECONDS = 0.25
"""How long a promise waits at most when nobody woke the worker: another process may have written it."""
TIDY_SECONDS = 6 * 3600
SURVEY_SECONDS = 60
"""How often each process says how much waits, for whoever watches the measures."""
_AFTER_TROUBLE = 2.0

_log = logging.getLogger(__name__)


def worker_of(here: World, number: int = 0) -> Worker:
    """A worker with a name that no other process or thread has."""
    return here.worker(f"{socket.gethostname()}:{os.getpid()}:{number}:{uuid.uuid4().hex[:8]}")


def work_off(worker: Worker, going: Callable[[], bool]) -> int:
    """Do what is owed until nothing is ready or ``going`` says no; how many effects were taken up."""
    done = 0
    while going() and worker.work():
        done += 1
    return done


def keep_house(here: World, going: Callable[[], bool] = lambda: True) -> Tidied:
    """Purge what nobody sent, holds or owes any more, and erase what is past its term while ``going``."""
    tidied = here.housekeeping.tidy(going)
    if tidied.drafts or tidied.files or tidied.effects or tidied.erased:
        _log.info(
            "Purged %d drafts, %d files that nobody holds, %d effects done long ago; erased %d cases.",
            tidied.drafts,
            tidied.files,
            tidied.effects,
            tidied.erased,
        )
    if tidied.failed:
        _log.error("%d cases past their term could not be erased.", tidied.failed)
    return tidied


class Background:
    """The threads of one process. ``wake`` is cheap and may be called by any thread."""

    def __init__(self, here: World, workers: int) -> None:
        self._here = here
        self._ending = threading.Event()
        self._owed = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(number,), name=f"effects-{number}")
            for number in range(workers)
        ]
        self._threads.append(threading.Thread(target=self._tidy, name="housekeeping"))
        self._threads.append(threading.Thread(target=self._survey, name="survey"))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Something may be owed now."""
        self._owed.set()

    def stop(self) -> None:
        """Begin nothing more, and return when the effects under way are done."""
        self._ending.set()
        self._owed.set()
        for thread in self._threads:
            thread.join()

    def _going(self) -> bool:
        return not self._ending.is_set()

    def _work(self, number: int) -> None:
        worker = worker_of(self._here, number)
        while self._going():
            try:
                work_off(worker, self._going)
            except Exception as error:  # the thread outlives whatever happens: people wait for its work
                _log.error("Effects wait: %s", _named(error))
                self._ending.wait(_AFTER_TROUBLE)
            self._owed.wait(POLL_SECONDS)
            if self._going():
                self._owed.clear()

    def _tidy(self) -> None:
        while self._going():
            try:
                keep_house(self._here)
            except Exception as error:  # as above
                _log.error("Housekeeping waits: %s", _named(error))
            self._ending.wait(TIDY_SECONDS)

    def _survey(self) -> None:
        from functions.bootstrap.observed import probed_at

        while self._going():
            try:
                self._here.survey.look(probed_at(self._here.settings))
            except Exception as error:  # as above
                _log.error("The survey waits: %s", _named(error))
            self._ending.wait(SURVEY_SECONDS)


def _named(error: Exception) -> str:
    """Never the text of a foreign error, which may quote somebody's data."""
    return error.code if isinstance(error, MotcuaError) else type(error).__name__


def waking(application: Callable[..., Iterable[bytes]], wake: Callable[[], None]) -> Callable[..., Any]:
    """A WSGI application whose writing requests wake the workers."""

    def answered(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        try:
            return application(environ, start)
        finally:
            if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
                wake()

    return answered
