"""Time limits: the cell of a channel row, and the times that the words beside it name."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from functions.domain.declaration import DoubtKind
from functions.domain.duration import Duration, Unit

_UNITS = {
    "ngay lam viec": Unit.WORKING_DAYS,
    "ngày làm việc": Unit.WORKING_DAYS,
    "ngày": Unit.DAYS,
    "giờ làm việc": Unit.HOURS,
    "giờ": Unit.HOURS,
    "tháng": Unit.MONTHS,
}
CELL = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)(?: (?P<unit>Ngày làm việc|Ngày|Giờ|Tháng)|(?![\d.,]))")
_IN_WORDS = re.compile(
    r"(?<![\d/.,-])(?P<number>\d{1,3})(?:\s*\([^)\d]{1,40}\))?\s+"
    r"(?P<unit>ngày làm việc|ngày|giờ làm việc|giờ|tháng)(?!\s*\d{1,2}\s*(?:/|tháng))(?!\s*\d{4})",
    re.I,
)
_CLOCK = re.compile(r"(?:sau|trước|lúc|từ|đến|vào)\s+$", re.I)
_SAME_DAY = re.compile(r"(?:ngay )?trong ngày(?! \d)", re.I)


@dataclass(frozen=True, slots=True)
class Time:
    """A limit as far as the cell is clear, and what is in doubt about it."""

    limit: Duration | None
    doubt: DoubtKind | None = None


def read_cell(cell: str) -> Time:
    """``5 Ngày làm việc``, ``1``, ``Không``: a number counts only with its unit."""
    if not cell:
        return Time(None, DoubtKind.TIME_MISSING)
    found = CELL.fullmatch(cell)
    if found is None or not found["number"].isdigit():
        return Time(None, DoubtKind.TIME_UNREADABLE)
    if found["unit"] is None:
        return Time(None, DoubtKind.TIME_UNIT_MISSING)
    number = int(found["number"])
    if not 1 <= number <= 9999:
        return Time(None, DoubtKind.TIME_UNREADABLE)
    return Time(Duration(number, _UNITS[found["unit"].lower()]))


def named(words: str) -> list[Duration]:
    """The times that a text names, in order: ``Trong thời hạn 05 ngày làm việc``; hours of the clock not."""
    found = []
    for match in _IN_WORDS.finditer(words):
        unit = _UNITS[match["unit"].lower()]
        if unit is Unit.HOURS and _CLOCK.search(words[: match.start()]):
            continue
        if int(match["number"]):
            found.append(Duration(int(match["number"]), unit))
    if _SAME_DAY.search(words):
        found.append(Duration(0, Unit.SAME_DAY))
    return found


def against(limit: Duration, words: str) -> DoubtKind | None:
    """What the words beside a limit make doubtful about it.

    Words that name the limit alone, or parts that add up to it (2 days + 2 days = 4 days), confirm it.
    """
    times = named(words)
    if not times or set(times) == {limit}:
        return None
    same = [time.value for time in times if time.unit is limit.unit]
    if len(same) == len(times) and sum(same) == limit.value:
        return None
    if limit in times:
        return DoubtKind.TIME_SEVERAL
    return DoubtKind.TIME_CONTRADICTS_NOTE


def differ(limits: list[Duration]) -> bool:
    """Whether limits of different channels are so far apart that one may be a slip."""
    if len(Counter(limit.unit for limit in limits)) > 1:
        return True
    values = [limit.value for limit in limits]
    return bool(values) and max(values) >= 2 * min(values) and max(values) > min(values)
