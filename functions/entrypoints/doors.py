"""The doors of the app, imported when somebody first comes to one.

A cold start on Lambda serves one request; importing the views of all others took a third of its time. A
server whose threads share the app asks for the list of its routes first: that opens all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import import_module
from typing import Any

from chalice.app import Chalice

DOORS: Mapping[str, tuple[str, ...]] = {
    "ban-nhap": ("citizen_drafts", "citizen_sending"),
    "can-bo": ("officer_case", "officer_files", "officer_inbox", "officer_session", "officer_work"),
    "ho-so": ("citizen_tracking", "citizen_unlock"),
    "kiem-tra-chu-ky": ("verify",),
    "nop": ("citizen_sending", "uploading"),
    "san-sang": ("health",),
    "suc-khoe": ("health",),
    "thu-nghiem": ("outgoing",),
    "tai-len": ("uploading",),
    "tim": ("search",),
}
"""Modules of this package that answer, by the first part of an address; each has a blueprint of its name."""


class Routes(Mapping[str, dict[str, Any]]):
    """Chalice's table of routes, by path and then by method. Looking at a path opens the doors behind it."""

    def __init__(self, enter: Callable[[str], None]) -> None:
        self._table: dict[str, dict[str, Any]] = {}
        self._enter = enter
        self._entered: set[str] = set()
        self._registering = False

    def __getitem__(self, path: str) -> dict[str, Any]:
        if not self._registering:
            self._open(DOORS.get(path.strip("/").partition("/")[0], ()))
        return self._table.setdefault(path, {})

    def __contains__(self, path: object) -> bool:
        return path in self._whole()

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def _whole(self) -> dict[str, dict[str, Any]]:
        self._open(name for names in DOORS.values() for name in names)
        return self._table

    def _open(self, names: Iterable[str]) -> None:
        for name in names:
            if name in self._entered:
                continue
            self._entered.add(name)
            self._registering = True
            try:
                self._enter(name)
            finally:
                self._registering = False


class App(Chalice):
    """The Chalice app with its doors ajar."""

    def __init__(self, name: str) -> None:
        super().__init__(app_name=name, configure_logs=False)
        # Chalice itself looks routes up by their path and no other way.
        self.routes = Routes(self._enter)  # type: ignore[assignment]

    def _enter(self, name: str) -> None:
        self.register_blueprint(getattr(import_module(f"functions.entrypoints.{name}"), name))
