"""Tables of plain values on disk: a base, and after it what changed, so that one edit writes one row.

A ledger is a folder of numbered segments. Each is whole or is not there (it gets its name by a rename) and
says whether it is a base, which stands for all before it. Values are text, numbers, bytes, None, and tuples
and dicts of them. A ledger that cannot be read is empty: it holds nothing that could not be found out again.
"""

from __future__ import annotations

import marshal
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Tables = dict[str, dict[str, Any]]
FORMAT = 2
"""To be raised when the shape of a row changes."""
SEGMENTS = 32
"""So many segments, or half of a base in what changed, and the next one is a base again."""


class Ledger:
    """The rows in a folder, as they were read or written last."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tables: Tables = {}
        self._base = self._changed = 0
        self._names: list[str] = []
        self._read()

    def still_ours(self) -> bool:
        """Whether nobody else has written since."""
        return self._names == self._standing()

    def next_segment(self, now: Mapping[str, Mapping[str, Any]]) -> tuple[str, bytes] | None:
        """Name and bytes of the segment that makes the ledger say ``now``; None when it does already.

        The ledger then counts it as written: whoever asked must put it there, or forget this object.
        """
        delta = {name: _difference(self.tables.get(name, {}), table) for name, table in now.items()}
        delta = {name: rows for name, rows in delta.items() if rows}
        if not delta and self._names:
            return None
        self.tables = {name: dict(table) for name, table in now.items()}
        number = int(self._names[-1]) + 1 if self._names else 0
        raw = _packed(False, delta)
        if (
            not self._names
            or len(self._names) >= SEGMENTS
            or self._changed + len(raw) > self._base // 2 + 2**16
        ):
            raw = _packed(True, self.tables)
            self._base, self._changed, self._names = len(raw), 0, []
        else:
            self._changed += len(raw)
        self._names.append(f"{number:06}")
        return self._names[-1], raw

    def write(self, now: Mapping[str, Mapping[str, Any]]) -> None:
        """Make the folder say ``now``."""
        segment = self.next_segment(now)
        if segment:
            name, raw = segment
            self.folder.mkdir(parents=True, exist_ok=True)
            fresh = self.folder / f"{name}.new"
            fresh.write_bytes(raw)
            fresh.replace(self.folder / name)
            self.tidy()

    def tidy(self) -> None:
        """Delete segments that a later base stands for."""
        for path in self.folder.iterdir():
            if path.name not in self._names:
                path.unlink(missing_ok=True)

    def _standing(self) -> list[str]:
        try:
            return sorted(path.name for path in self.folder.iterdir() if path.name.isdigit())
        except OSError:
            return []

    def _read(self) -> None:
        try:
            for name in self._standing():
                self._add(name, (self.folder / name).read_bytes())
        except (ValueError, EOFError, TypeError, OSError, KeyError):
            self.tables, self._base, self._changed, self._names = {}, 0, 0, []

    def _add(self, name: str, raw: bytes) -> None:
        if len(raw) < 4 or zlib.crc32(raw[4:]) != int.from_bytes(raw[:4], "big"):
            raise ValueError(f"damaged segment {name}")
        written, base, tables = marshal.loads(raw[4:])  # noqa: S302 - our own file, guarded by its checksum
        if written != FORMAT or not (base or self._names):
            raise ValueError(f"segment {name} of another time")
        if base:
            self.tables, self._base, self._changed, self._names = tables, len(raw), 0, []
        else:
            self._changed += len(raw)
            for table, rows in tables.items():
                _apply(self.tables.setdefault(table, {}), rows)
        self._names.append(name)


def _packed(base: bool, tables: Tables) -> bytes:
    """Checksum and values. Named tuples go in as the tuples that they are."""
    plain = {
        name: {key: tuple(row) if isinstance(row, tuple) else row for key, row in rows.items()}
        for name, rows in tables.items()
    }
    raw = marshal.dumps((FORMAT, base, plain))
    return zlib.crc32(raw).to_bytes(4, "big") + raw


_GONE = "\0gone"
"""Stands in a segment for a row that is no more."""


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    changed = {key: row for key, row in new.items() if (was := old.get(key)) is not row and was != row}
    changed.update(dict.fromkeys(old.keys() - new.keys(), _GONE))
    return changed


def _apply(table: dict[str, Any], rows: Mapping[str, Any]) -> None:
    for key, row in rows.items():
        if row == _GONE:
            table.pop(key, None)
        else:
            table[key] = row
