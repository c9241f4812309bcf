"""The kinds of questions a form may ask, one class a kind; ``AnyField`` is any of them by ``kind``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from functions.domain.errors import Fault
from functions.domain.expression import CelType
from functions.domain.fields.base import Question, TypedQuestion
from functions.domain.fields.chosen import Choice, Choices, Declaration, Notice, Option, YesNo
from functions.domain.fields.codes import CitizenId, Phone
from functions.domain.fields.composed import Address, File, OnBehalf, wrong_type
from functions.domain.fields.context import FormContext, Raw, Read
from functions.domain.fields.day import Day
from functions.domain.fields.edits import clean
from functions.domain.fields.numbers import Decimal, Integer, Money, Year
from functions.domain.fields.text import Email, LongText, PersonName, ShortText
from functions.domain.i18n import _
from functions.domain.model import JSON

__all__ = ["AnyField", "FormContext", "Group", "Option", "Question", "Raw", "Read", "TypedQuestion"]

Simple = (
    ShortText
    | LongText
    | PersonName
    | Day
    | Year
    | CitizenId
    | Phone
    | Email
    | Address
    | Choice
    | Choices
    | YesNo
    | Integer
    | Decimal
    | Money
    | File
    | Notice
    | Declaration
    | OnBehalf
)


Ask = Callable[[Simple, int, str], Read]
"""Takes a question, the number of its row and its input's full name to its answer."""


class Group(Question):
    """Rows of the same questions, e.g. members of a household. Inputs are named ``group.0.field``."""

    cel: ClassVar[CelType] = "list"
    kind: Literal["group"]
    row_label: str = ""
    min_rows: Annotated[int, Field(ge=0, le=100)] = 1
    max_rows: Annotated[int, Field(ge=1, le=100)] = 20
    fields: Annotated[
        tuple[Annotated[Simple, Field(discriminator="kind")], ...], Field(min_length=1, max_length=30)
    ]

    def read(self, raw: Raw, name: str, context: FormContext) -> Read:
        """Rows in the order of their numbers; rows in which nothing was typed or chosen are left out."""
        files = context.files or {}
        keys = [key for key in (*raw, *files) if key.startswith(name + ".")]
        typed = {key[len(name) + 1 :].partition(".")[0] for key in keys}
        numbers = sorted({int(n) for n in typed if n.isascii() and n.isdigit() and len(n) < 6})
        filled = [n for n in numbers if _filled(raw, files, f"{name}.{n}.")]
        if len(filled) > self.max_rows:
            return self._too_many(name)
        return self._rows(filled, name, context, lambda field, n, where: field.read(raw, where, context))

    def check(self, value: Any, name: str, context: FormContext) -> Read:
        if value is None:
            value = []
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            return wrong_type(name)
        if len(value) > self.max_rows:
            return self._too_many(name)
        read = self._rows(
            range(len(value)),
            name,
            context,
            lambda field, n, where: field.check(value[n].get(field.id), where, context),
        )
        unknown = [fault for n, row in enumerate(value) for fault in self._undeclared(row, f"{name}.{n}")]
        return Read(None if unknown else read.value, (*unknown, *read.faults))

    def _rows(self, numbers: Iterable[int], name: str, context: FormContext, ask: Ask) -> Read:
        rows = [self._row(number, f"{name}.{number}", context, ask) for number in numbers]
        faults = [fault for _row, wrong in rows for fault in wrong]
        if len(rows) < self.min_rows and self.required:
            faults.append(Fault(name, "min_rows", self.missing_text()))
        return Read(None if faults else [row for row, _wrong in rows], tuple(faults))

    def _undeclared(self, row: JSON, where: str) -> list[Fault]:
        known = {field.id for field in self.fields if field.asks}
        return [
            Fault(f"{where}.{key}", "undeclared", _("Không có câu hỏi nào tên này."))
            for key in row
            if key not in known
        ]

    def _row(self, number: int, where: str, context: FormContext, ask: Ask) -> tuple[JSON, list[Fault]]:
        row: JSON = {}
        faults: list[Fault] = []
        for field in self.fields:
            if not field.asks or (field.when and not field.when.holds({**context.values, "row": row})):
                continue
            read = ask(field, number, f"{where}.{field.id}")
            row[field.id] = read.value
            faults += read.faults
        return row, faults

    def _too_many(self, name: str) -> Read:
        return Read(None, (Fault(name, "max_rows", self.many_text()),))

    def many_text(self) -> str:
        """What to say to more rows than are taken."""
        return _("Khai không quá {most} dòng. Nếu cần nhiều hơn, hãy nộp tại quầy").format(most=self.max_rows)

    def rules(self, context: FormContext) -> JSON:
        rows = {"min_rows": self.min_rows, "max_rows": self.max_rows, "many": self.many_text()}
        return super().rules(context) | rows | {"fields": [field.rules(context) for field in self.fields]}

    def say(self, value: Any) -> str:
        rows = [
            "; ".join(filter(None, (field.say(row.get(field.id)) for field in self.fields)))
            for row in value or ()
        ]
        return "\n".join(rows)

    def describe(self) -> JSON:
        asked = [field for field in self.fields if field.asks]
        row = {
            "type": "object",
            "properties": {field.id: field.describe() for field in asked},
            "required": [field.id for field in asked if field.required and field.when is None],
            "additionalProperties": False,
        }
        least = self.min_rows if self.required else 0
        return {"type": "array", "items": row, "minItems": least, "maxItems": self.max_rows}


def _filled(raw: Raw, files: Mapping[str, Any], prefix: str) -> bool:
    typed = any(clean(text) for key, texts in raw.items() if key.startswith(prefix) for text in texts)
    return typed or any(key.startswith(prefix) for key in files)


AnyField = Annotated[Simple | Group, Field(discriminator="kind")]
