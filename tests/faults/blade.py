"""A process that dies at one call of a port, before or after the call took effect.

What dies is one thread of control at the border of our own code, which is where a kill tears things apart: between
two writes. Thousands of such deaths take minutes. That a process killed outright by the system loses nothing
either is tried in ``tests/crash``, some dozens of times, since each takes a second.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any
from unittest.mock import patch

from functions.bootstrap import chosen

PARTS = frozenset({"cases", "outbox", "drafts", "versions", "limits", "officers"})
CUT = ("store", "blobs", "keys", "mailer", "sms", "signer", "scanner")
"""Ports that are cut: everything through which a process leaves a trace."""


class Killed(BaseException):
    """The process is gone. No handler of ours may take it for an error."""


class Blade:
    """Counts the calls of all ports, and falls at one of them. A dead process calls nothing more."""

    def __init__(self, at: int = 0, *, after: bool = False) -> None:
        self.at, self.after = at, after
        self.calls: list[str] = []
        self.fallen = False

    def over(self, name: str, call: Callable[..., Any], *given: Any, **named: Any) -> Any:
        if self.fallen:
            raise Killed(name)
        self.calls.append(name)
        falls = len(self.calls) == self.at
        if falls and not self.after:
            self.fallen = True
            raise Killed(name)
        result = call(*given, **named)
        if falls:
            self.fallen = True
            raise Killed(name)
        return result


class Under:
    """A port under a blade."""

    def __init__(self, inner: Any, blade: Blade, name: str) -> None:
        self._inner, self._blade, self._name = inner, blade, name

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name in PARTS:
            return Under(found, self._blade, name)
        if name.startswith("_") or name == "close" or not callable(found):
            return found
        return functools.partial(self._blade.over, f"{self._name}.{name}", found)


@contextmanager
def ports_under(blade: Blade) -> Iterator[None]:
    """Whatever is opened within it is under the blade."""
    with ExitStack() as stack:
        for name in CUT:
            stack.enter_context(patch.object(chosen, name, _under(name, blade)))
        yield


def _under(name: str, blade: Blade) -> Callable[..., Any]:
    make = getattr(chosen, name)

    def made(*given: Any, **named: Any) -> Any:
        inner = make(*given, **named)
        return None if inner is None else Under(inner, blade, name)

    return made


@contextmanager
def survived() -> Iterator[None]:
    with suppress(Killed):
        yield
