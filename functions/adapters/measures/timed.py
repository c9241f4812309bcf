"""A port with a stopwatch: every call of the store, the signer and the time-stamp authority is measured."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from functions.domain.errors import Refused
from functions.observing.instruments import SIGNING, STORE_CALL, Instrument
from functions.ports import Measures, Signer, Store

Port = TypeVar("Port")
_PARTS = frozenset({"cases", "outbox", "drafts", "versions", "limits", "officers"})


def timed_store(store: Store, measures: Measures) -> Store:
    """The same store; an operation is named ``part.method``."""
    return cast(Store, _TimedStore(store, measures))


def timed_signer(signer: Signer, measures: Measures) -> Signer:
    """The same signer."""
    return cast(Signer, _Timed(signer, lambda name: {}, SIGNING, measures, frozenset({"sign"})))


class _TimedStore:
    def __init__(self, store: Store, measures: Measures) -> None:
        self._store = store
        for part in _PARTS:
            inner = getattr(store, part)
            setattr(self, part, _Timed(inner, functools.partial(_operation, part), STORE_CALL, measures))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


class _Timed:
    """Wraps a method when it is first asked for, and keeps it."""

    def __init__(
        self,
        inner: Any,
        about: Callable[[str], dict[str, str]],
        instrument: Instrument,
        measures: Measures,
        only: frozenset[str] | None = None,
    ) -> None:
        self._inner, self._about, self._instrument = inner, about, instrument
        self._measures, self._only = measures, only

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name.startswith("_") or not callable(found) or (self._only is not None and name not in self._only):
            return found
        made = stopwatch(found, self._instrument, self._measures, self._about(name))
        self.__dict__[name] = made
        return made


def stopwatch(
    call: Callable[..., Any], instrument: Instrument, measures: Measures, about: dict[str, str]
) -> Callable[..., Any]:
    """The same function, measured. What the caller is refused is no fault of the callee."""

    @functools.wraps(call)
    def measured(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            answer = call(*args, **kwargs)
        except Exception as error:
            named = (
                {} if isinstance(error, Refused) else {"error": getattr(error, "code", type(error).__name__)}
            )
            measures.record(instrument, time.perf_counter() - began, **about, **named)
            raise
        measures.record(instrument, time.perf_counter() - began, **about)
        return answer

    return measured


def _operation(part: str, name: str) -> dict[str, str]:
    return {"operation": f"{part}.{name}"}
