"""Texts: short, long, a person's name, e-mail."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from functions.domain.fields.base import TypedQuestion
from functions.domain.fields.constraints import Constraint
from functions.domain.fields.context import FormContext
from functions.domain.i18n import _, once_a_language
from functions.domain.model import JSON

MaxLength = Annotated[int, Field(ge=1, le=20000)]


@once_a_language
def too_long(most: int) -> Constraint:
    """The rule on length, counted in characters as people count them."""
    message = _("Viết ngắn lại, tối đa {most} ký tự. Bạn đã nhập {{count}}").format(most=most)
    return Constraint("max_length", "max_length", most, message)


@once_a_language
def _letters() -> Constraint:
    message = _("Họ tên chỉ gồm chữ cái và khoảng trắng. Bỏ chữ số và ký hiệu khác")
    return Constraint("letters", "letters", None, message)


class ShortText(TypedQuestion):
    """One line of text."""

    kind: Literal["text"]
    max_length: MaxLength = 200

    def constraints(self, context: FormContext) -> tuple[Constraint, ...]:
        return (too_long(self.max_length),)

    def describe(self) -> JSON:
        return {"type": "string", "maxLength": self.max_length}


class LongText(TypedQuestion):
    """Text of several lines; line ends are kept."""

    edits: ClassVar[tuple[str, ...]] = ("line_ends",)
    kind: Literal["long_text"]
    max_length: MaxLength = 5000

    def constraints(self, context: FormContext) -> tuple[Constraint, ...]:
        return (too_long(self.max_length),)

    def describe(self) -> JSON:
        return {"type": "string", "maxLength": self.max_length}


class PersonName(TypedQuestion):
    """A person's full name as on the identity card: letters of any script, no digits."""

    kind: Literal["person_name"]

    def constraints(self, context: FormContext) -> tuple[Constraint, ...]:
        return (too_long(100), _letters())

    def describe(self) -> JSON:
        return {"type": "string", "maxLength": 100}


class Email(TypedQuestion):
    """An e-mail address in the plain form that mail servers take everywhere."""

    kind: Literal["email"]
    autocomplete: str = "email"

    def constraints(self, context: FormContext) -> tuple[Constraint, ...]:
        message = _("Viết địa chỉ thư đủ tên, dấu @ và tên miền, ví dụ: ten@example.vn")
        pattern = (
            r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
            r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)+"
        )
        return (too_long(254), Constraint("email", "pattern", pattern, message))

    def describe(self) -> JSON:
        return {"type": "string", "maxLength": 254, "format": "email"}
