"""Numbers: whole, decimal, đồng, and years."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from functions.domain.expression import CelType
from functions.domain.fields.base import TypedQuestion
from functions.domain.fields.constraints import Constraint
from functions.domain.fields.context import FormContext
from functions.domain.i18n import _, once_a_language
from functions.domain.model import JSON

LARGEST = 10**15


def _whole(message: str) -> Constraint:
    return Constraint("integer", "pattern", r"-?[0-9]{1,15}", message)


def _said(number: float | None) -> str:
    """A bound as Vietnamese writes it: ``1.500.000``, ``0,5``."""
    if number is None or isinstance(number, int) or number.is_integer():
        return f"{int(number or 0):,}".replace(",", ".")
    return str(number).replace(".", ",")


@once_a_language
def _bounds(least: float | None, most: float | None) -> tuple[Constraint, ...]:
    low = _("Nhập số từ {least} trở lên").format(least=_said(least))
    high = _("Nhập số không quá {most}").format(most=_said(most))
    given = (("min", least, low), ("max", most, high))
    return tuple(Constraint(test, test, bound, text) for test, bound, text in given if bound is not None)


class Integer(TypedQuestion):
    """A whole number."""

    cel: ClassVar[CelType] = "number"
    edits: ClassVar[tuple[str, ...]] = ("no_space", "ungrouped")
    kind: Literal["integer"]
    min: int | None = 0
    max: int | None = LARGEST

    def constraints(self, context: FormContext) -> tuple[Constraint, ...]:
        return (_whole(_("Nhập số bằng chữ số, ví dụ 12")), *_bounds(self.min, self.max))

    def convert(self, text: str) -> int:
        return int(text)

    def written(self, value: Any) -> str | None:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else None

    def describe(self) -> JSON:
        bounds = {"minimum": self.min, "maximum": self.max}
        return {"type": "integer"} | {key: bound for key, bound in bounds.items() if bound is not None}


class Money(Integer):
    """An amount in whole đồng; points between thousands are taken."""

    edits: ClassVar[tuple[str, ...]] = ("no_currency", "no_space", "ungrouped")
    kind: Literal["money"]  # type: ignore[assignment]

    def constraints(self, context: FormContext) -> tuple[Constraint, ...]:
        message = _("Nhập số tiền chẵn đồng, chỉ gồm chữ số, ví dụ 1.500.000")
        return (_whole(message), *_bounds(self.min, self.max))

    def say(self, value: Any) -> str:
        return "" if value is None else _("{amount} đồng").format(amount=f"{value:,}".replace(",", "."))


class Year(TypedQuestion):
    """A calendar year, not later than this one."""

    cel: ClassVar[CelType] = "number"
    kind: Literal["year"]
    min: Annotated[int, Field(ge=1, le=9999)] = 1900

    def constraints(self, context: FormContext) -> tuple[Constraint, ...]:
        shape = Constraint("year", "pattern", r"[0-9]{4}", _("Năm gồm 4 chữ số, ví dụ 1990"))
        late = Constraint("max", "not_after_this_year", None, _("Năm không được sau năm nay"))
        return (shape, *_bounds(self.min, None), late)

    def convert(self, text: str) -> int:
        return int(text)

    def written(self, value: Any) -> str | None:
        return str(value) if isinstance(value, int) and not isinstance(value, bool) else None

    def describe(self) -> JSON:
        return {"type": "integer", "minimum": self.min, "maximum": 9999}


class Decimal(TypedQuestion):
    """A number with a decimal comma, as Vietnamese writes it; a point is taken too."""

    cel: ClassVar[CelType] = "number"
    edits: ClassVar[tuple[str, ...]] = ("no_space", "decimal_point")
    kind: Literal["decimal"]
    places: Annotated[int, Field(ge=1, le=6)] = 2
    min: float | None = 0
    max: float | None = None

    def constraints(self, context: FormContext) -> tuple[Constraint, ...]:
        shape = Constraint("decimal", "pattern", r"-?[0-9]{1,12}(\.[0-9]+)?", _("Nhập số, ví dụ 12,5"))
        message = _("Nhập không quá {places} chữ số sau dấu phẩy").format(places=self.places)
        places = Constraint("places", "places", self.places, message)
        return (shape, places, *_bounds(self.min, self.max))

    def convert(self, text: str) -> float:
        return float(text)

    def written(self, value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return f"{value:f}".rstrip("0").rstrip(".")

    def say(self, value: Any) -> str:
        return "" if value is None else (self.written(value) or "").replace(".", ",")

    def describe(self) -> JSON:
        bounds = {"minimum": self.min, "maximum": self.max}
        return {"type": "number"} | {key: bound for key, bound in bounds.items() if bound is not None}
