"""What a reading depended on beside its file: noted while it happens, not declared by whoever writes a rule.

A rule may look at any part of the reference data and compare any date with today. Both are handed to it in
a shape that notes what it was asked, so that what was found can be kept until one of these things changes,
and not a day or a build longer.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any, NamedTuple

from pydantic import PrivateAttr

from functions.domain.declaration import Reference
from publisher.outputs import digest

_ONE = timedelta(days=1)


class Span(NamedTuple):
    """Days between which nothing that was compared changes sides; both ends belong to it."""

    first: date
    last: date

    def holds_on(self, day: date) -> bool:
        return self.first <= day <= self.last


class AskedDay(date):
    """Today, noting the dates that it is compared with. Any other question ties the answer to this day."""

    compared: set[date]
    tied: bool

    @classmethod
    def of(cls, day: date) -> AskedDay:
        made = cls(day.year, day.month, day.day)
        made.forget()
        return made

    def forget(self) -> None:
        """Begin anew."""
        self.compared, self.tied = set(), False

    def span(self) -> Span:
        """The days, around this one, on which every comparison so far comes out the same."""
        me = date.toordinal(self)
        if self.tied or any(date.toordinal(other) == me for other in self.compared):
            today = date.fromordinal(me)
            return Span(today, today)
        others = [date.toordinal(other) for other in self.compared]
        before = [other for other in others if other < me]
        after = [other for other in others if other > me]
        first = date.fromordinal(max(before)) + _ONE if before else date.min
        return Span(first, date.fromordinal(min(after)) - _ONE if after else date.max)

    def _note(self, other: object) -> None:
        if isinstance(other, date):
            self.compared.add(other)

    def __lt__(self, other: date) -> bool:
        self._note(other)
        return date.__lt__(self, other)

    def __le__(self, other: date) -> bool:
        self._note(other)
        return date.__le__(self, other)

    def __gt__(self, other: date) -> bool:
        self._note(other)
        return date.__gt__(self, other)

    def __ge__(self, other: date) -> bool:
        self._note(other)
        return date.__ge__(self, other)

    def __eq__(self, other: object) -> bool:
        self._note(other)
        return date.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        self._note(other)
        return date.__ne__(self, other)


def _tying(name: str) -> Any:
    """A method or field of ``date`` that ties the answer to the day before it answers."""
    plain = getattr(date, name)

    def ask(self: AskedDay, *args: Any) -> Any:
        self.tied = True
        return plain(self, *args) if callable(plain) else plain.__get__(self)

    return ask if callable(plain) else property(ask)


for _name in (
    *("__add__", "__sub__", "__rsub__", "__hash__", "__format__", "__str__", "__repr__", "__reduce__"),
    *("ctime", "isocalendar", "isoformat", "isoweekday", "replace", "strftime", "timetuple", "toordinal"),
    *("weekday", "year", "month", "day"),
):
    setattr(AskedDay, _name, _tying(_name))


class AskedReference(Reference):
    """The reference data, noting which of its parts were looked at."""

    _asked: set[str] = PrivateAttr(default_factory=set)

    @classmethod
    def of(cls, reference: Reference) -> AskedReference:
        return cls.model_construct(**{name: getattr(reference, name) for name in Reference.model_fields})

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if name in _PARTS:
            super().__getattribute__("__pydantic_private__")["_asked"].add(name)
        return value

    def forget(self) -> None:
        """Begin anew."""
        self._asked.clear()

    def parts(self) -> tuple[str, ...]:
        """The parts that were looked at, sorted."""
        return tuple(sorted(self._asked))


_PARTS = frozenset(Reference.model_fields)


def part_digests(reference: Reference) -> dict[str, str]:
    """A digest of each part of the reference data."""
    parts = reference.model_dump(mode="json")
    return {name: digest(json.dumps(part, sort_keys=True)) for name, part in parts.items()}
