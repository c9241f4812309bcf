"""Measures of all processes of one machine, added up in one small file, and shown as Prometheus reads them.

No port is opened for it: ``motcua status --metrics`` prints the text, and node_exporter's textfile collector,
or whoever may read the state's folder, takes it from there. Sums outlive the processes that made them.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from functions.adapters.measures.tally import Gathered, row_of
from functions.observing.instruments import BUCKETS, INSTRUMENTS, Instrument

_EVERY = 5.0
"""Seconds between two additions by one process, at most as often as it measures anything."""


class SharedFile(Gathered):
    """See :class:`functions.ports.Measures`. A full disk costs nothing but a later addition."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._next = time.monotonic() + _EVERY

    def count(self, counter: Instrument, amount: int = 1, **attributes: str) -> None:
        super().count(counter, amount, **attributes)
        self._now_and_then()

    def record(self, histogram: Instrument, value: float, **attributes: str) -> None:
        super().record(histogram, value, **attributes)
        self._now_and_then()

    def flush(self) -> None:
        self._next = time.monotonic() + _EVERY
        held = self._tally.take()
        if not held:
            return
        try:
            with self._path.with_suffix(".lock").open("a") as turn:
                fcntl.flock(turn, fcntl.LOCK_EX)
                rows = {_name(row): row for row in read(self._path)}
                for key, series in held.items():
                    row = row_of(key, series)
                    adds = key[0].kind != "gauge" and _name(row) in rows
                    rows[_name(row)] = _added(rows[_name(row)], row) if adds else row
                fresh = self._path.with_suffix(".fresh")
                fresh.write_text(json.dumps([*rows.values()]), encoding="utf-8")
                fresh.replace(self._path)
        except OSError:
            self._tally.give_back(held)

    def _now_and_then(self) -> None:
        if time.monotonic() > self._next:
            self.flush()


def read(path: Path) -> list[dict[str, Any]]:
    """All series of a file; none where there is no readable one: counting begins anew."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return rows if isinstance(rows, list) else []
    except (OSError, ValueError):
        return []


def prometheus(rows: Iterable[dict[str, Any]]) -> str:
    """The series in the text format of Prometheus."""
    known = {one.name: one for one in INSTRUMENTS}
    lines: list[str] = []
    for name in sorted({row["name"] for row in rows if row["name"] in known}):
        one = known[name]
        shown = _shown(one)
        lines += [f"# HELP {shown} {one.says}", f"# TYPE {shown} {one.kind}"]
        for row in rows:
            if row["name"] == name:
                lines += _series(one, shown, row)
    return "\n".join([*lines, ""])


def _series(one: Instrument, shown: str, row: dict[str, Any]) -> list[str]:
    labels = [f'{key.replace(".", "_")}="{value}"' for key, value in sorted(row["attributes"].items())]
    if one.kind != "histogram":
        return [f"{shown}{_braced(labels)} {row['value']:g}"]
    lines, under = [], 0
    for bound, count in zip([*map(str, BUCKETS), "+Inf"], row["buckets"], strict=True):
        under += count
        lines.append(f"{shown}_bucket" + _braced([*labels, f'le="{bound}"']) + f" {under}")
    return [
        *lines,
        f"{shown}_sum{_braced(labels)} {row['value']:g}",
        f"{shown}_count{_braced(labels)} {under}",
    ]


def _shown(one: Instrument) -> str:
    unit = {"s": "_seconds", "By": "_bytes"}.get(one.unit, "")
    return one.name.replace(".", "_") + unit + ("_total" if one.kind == "counter" else "")


def _braced(labels: list[str]) -> str:
    return "{" + ",".join(labels) + "}" if labels else ""


def _name(row: dict[str, Any]) -> str:
    return json.dumps([row["name"], row["attributes"]], sort_keys=True)


def _added(before: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    both = {**more, "value": before["value"] + more["value"]}
    if "buckets" in more:
        pairs = zip(before["buckets"], more["buckets"], strict=True)
        both["buckets"] = [one + other for one, other in pairs]
    return both
