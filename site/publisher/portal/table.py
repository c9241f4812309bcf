"""Tables of portal data: CSV with ``#`` remarks; lists of codes are parted by spaces."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.front_matter import read_text, unreadable

LISTS = frozenset({"successors"})


def read_table(path: Path, name: str) -> list[tuple[int, JSON]]:
    """Each row as its line and its cells, empty ones left out. Raises :class:`Invalid` for a broken table."""
    rows = read_text(path, name).split("\n")
    kept = [(number, row) for number, row in enumerate(rows, 1) if row.strip() and not row.startswith("#")]
    reader = csv.DictReader(io.StringIO("\n".join(row for _number, row in kept)), strict=True)
    try:
        table = list(reader)
    except csv.Error:
        line = kept[min(reader.reader.line_num, len(kept)) - 1][0] if kept else 1
        raise unreadable(name, line, "csv", _("Bảng có dấu nháy chưa đóng.")) from None
    return [
        (number, _cells(cells, name, number)) for (number, _row), cells in zip(kept[1:], table, strict=False)
    ]


def _cells(cells: dict[str | None, str | list[str] | None], name: str, line: int) -> JSON:
    if None in cells:
        raise unreadable(name, line, "csv", _("Dòng này có nhiều ô hơn dòng tiêu đề. Xem lại dấu phẩy."))
    found: JSON = {str(key): value for key, value in cells.items() if value not in ("", None)}
    return {key: value.split() if key in LISTS else value for key, value in found.items()}
