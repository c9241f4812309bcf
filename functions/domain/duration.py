"""Typed time limits: ``3 working_days``, ``8 hours``, ``15 days``, ``2 months``, ``same_day``.

A number without a unit is refused: 864 of 7,077 channel rows of the national database have none, and
guessing one is how people are told a wrong date.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from functions.domain.i18n import _, ngettext


class Unit(StrEnum):
    """Units of a time limit as the law uses them (giờ, ngày, ngày làm việc, tháng, trong ngày)."""

    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    SAME_DAY = "same_day"
    UNKNOWN = "unknown"
    """Only in drafts, where nobody has written a limit; the check lets nothing be published with it."""


PATTERN = r"^(same_day|[1-9][0-9]{0,3} (hours?|days?|working_days?|months?))$"
_SHAPE = re.compile(PATTERN)


class Duration:
    """An amount of time in a legal unit. Hours are working hours: 8 of them make a working day."""

    __slots__ = ("unit", "value")

    def __init__(self, value: int, unit: Unit) -> None:
        self.value = value
        self.unit = unit

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read ``3 working_days`` or ``same_day``; raises ``ValueError`` with a Vietnamese sentence."""
        text = " ".join(text.split())
        if not _SHAPE.match(text):
            raise ValueError(
                _(
                    "Thời hạn “{text}” chưa rõ. Viết số kèm đơn vị: “3 working_days” (ngày làm việc), "
                    "“15 days” (ngày), “8 hours” (giờ làm việc), “2 months” (tháng) "
                    "hoặc “same_day” (trong ngày)."
                ).format(text=text)
            )
        if text == Unit.SAME_DAY:
            return cls(0, Unit.SAME_DAY)
        number, unit = text.split()
        return cls(int(number), Unit(unit if unit.endswith("s") else unit + "s"))

    @classmethod
    def unknown(cls) -> Duration:
        """The limit of a draft that has none yet."""
        return cls(0, Unit.UNKNOWN)

    def __str__(self) -> str:
        return f"{self.value} {self.unit}" if self.value else str(self.unit)

    def __repr__(self) -> str:
        return f"Duration({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Duration) and (self.value, self.unit) == (other.value, other.unit)

    def __hash__(self) -> int:
        return hash((self.value, self.unit))

    def say(self) -> str:
        """The limit in the reader's words, e.g. ``3 ngày làm việc``."""
        if self.unit is Unit.SAME_DAY:
            return _("trong ngày")
        if self.unit is Unit.UNKNOWN:
            return _("chưa rõ")
        words = {
            Unit.HOURS: ngettext("{n} giờ làm việc", "{n} giờ làm việc", self.value),
            Unit.DAYS: ngettext("{n} ngày", "{n} ngày", self.value),
            Unit.WORKING_DAYS: ngettext("{n} ngày làm việc", "{n} ngày làm việc", self.value),
            Unit.MONTHS: ngettext("{n} tháng", "{n} tháng", self.value),
        }
        return words[self.unit].format(n=self.value)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        def validate(value: Any) -> Duration:
            if isinstance(value, Duration):
                return value
            if value == Unit.UNKNOWN:  # a draft that was compiled is read again
                return cls.unknown()
            try:
                return cls.parse(str(value))
            except ValueError as error:
                raise PydanticCustomError("duration", "{reason}", {"reason": str(error)}) from None

        return core_schema.no_info_plain_validator_function(
            validate, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "pattern": PATTERN}
