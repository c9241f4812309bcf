"""Building again whenever something changes, with everything known kept in memory.

The operating system says that something changed; what changed, the build finds out itself, as always. When
the program itself changed, the process begins anew with the new code.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import functions
import publisher
from functions.domain.errors import MotcuaError
from publisher.build import Built, Publisher

QUIET = 50
"""Milliseconds without a further change before a build: editors save in several steps."""
STEP = 20
LOOK = 1000
"""Milliseconds after which the day, and whether anybody still wants this, are looked at again."""
CODE = (Path(publisher.__file__).parent, Path(functions.__file__).parent)
_PASSING = (".pyc", ".swp", ".tmp", "~")
"""Ends of names that editors and Python use for a moment."""

Say = Callable[[Built | MotcuaError, float], None]
"""Told after each build: what it did, or why it did nothing, and the seconds that it took."""


def watch(publisher: Publisher, today: Callable[[], date], say: Say) -> None:
    """Build now and after every change, until this process is stopped or the one that started it is gone."""
    parent, day = os.getppid(), today()
    _build(publisher, day, say)
    unseen = True  # what changed while the first build ran, before anybody watched
    for changed in _changes(publisher):
        if os.getppid() != parent:
            return
        if any(path.suffix == ".py" and path.is_relative_to(code) for path in changed for code in CODE):
            publisher.close()
            os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves, again
        if changed or unseen or today() != day:
            day, unseen = today(), False
            _build(publisher, day, say)


def _changes(publisher: Publisher) -> Iterator[list[Path]]:
    """Paths that changed, in bursts; an empty one when nothing did for a while."""
    from watchfiles import watch as bursts

    folders = _existing(publisher.content, publisher.theme, publisher.settings.parent, *CODE)
    counts = _Counts(publisher)
    settings = {"debounce": QUIET, "step": STEP, "rust_timeout": LOOK, "yield_on_timeout": True}
    for burst in bursts(*folders, watch_filter=counts, raise_interrupt=True, **settings):  # type: ignore[arg-type]
        yield [Path(path) for _change, path in burst]


class _Counts:
    """Which changes matter: none in the output, and beside the settings only other settings."""

    def __init__(self, publisher: Publisher) -> None:
        self._output, self._settings = publisher.output, publisher.settings.parent
        self._inside = _existing(publisher.content, publisher.theme, *CODE)

    def __call__(self, _change: object, name: str) -> bool:
        path = Path(name)
        if path.name.endswith(_PASSING) or path.is_relative_to(self._output):
            return False
        if any(path.is_relative_to(folder) for folder in self._inside):
            return True
        return path.parent == self._settings and path.suffix == ".py"


def _existing(*folders: Path | None) -> Iterable[Path]:
    return [folder for folder in folders if folder is not None and folder.is_dir()]


def _build(publisher: Publisher, day: date, say: Say) -> None:
    """One build. A fault in content or theme is told, and the watch goes on."""
    begun = time.perf_counter()
    try:
        result: Built | MotcuaError = publisher.build(day)
    except MotcuaError as error:
        result = error
    say(result, time.perf_counter() - begun)
