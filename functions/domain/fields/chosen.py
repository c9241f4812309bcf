"""Choices: one of several, several of several, yes or no, and a declaration to be confirmed."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from functions.domain.errors import Fault
from functions.domain.expression import CelType
from functions.domain.fields.base import Question, Sensitivity
from functions.domain.fields.context import FormContext, Raw, Read
from functions.domain.fields.edits import clean
from functions.domain.i18n import _
from functions.domain.model import JSON, Id, Model, Text


class Option(Model):
    """An answer to choose. ``value`` is what is stored and what conditions compare with."""

    value: Id
    label: Text
    hint: str = ""


Options = Annotated[tuple[Option, ...], Field(min_length=1, max_length=300)]


def _unknown(name: str) -> Read:
    return Read(None, (Fault(name, "one_of", _one_of()),))


def _one_of() -> str:
    return _("Chọn một trong các câu trả lời có sẵn")


def _among(options: tuple[Option, ...]) -> JSON:
    """What the browser needs of a question with options."""
    return {"options": [option.value for option in options], "one_of": _one_of()}


class Choice(Question):
    """One of several answers."""

    kind: Literal["choice"]
    options: Options

    def read(self, raw: Raw, name: str, context: FormContext) -> Read:
        return self.check(clean(next(iter(raw.get(name, ())), "")) or None, name, context)

    def check(self, value: Any, name: str, context: FormContext) -> Read:
        if value is None:
            return self.absent(name)
        return Read(value) if value in [option.value for option in self.options] else _unknown(name)

    def rules(self, context: FormContext) -> JSON:
        return super().rules(context) | _among(self.options)

    def missing_text(self) -> str:
        return self.missing or _("Chọn câu trả lời cho “{label}”").format(label=self.label.rstrip("?"))

    def say(self, value: Any) -> str:
        return next((option.label for option in self.options if option.value == value), "")

    def describe(self) -> JSON:
        return {"type": "string", "enum": [option.value for option in self.options]}


class Choices(Question):
    """Any number of several answers."""

    cel: ClassVar[CelType] = "list"
    kind: Literal["choices"]
    options: Options

    def read(self, raw: Raw, name: str, context: FormContext) -> Read:
        given = dict.fromkeys(text for text in map(clean, raw.get(name, ())) if text)
        return self.check(list(given), name, context)

    def check(self, value: Any, name: str, context: FormContext) -> Read:
        if value is None or value == []:
            return self.absent(name) if self.required else Read([])
        known = [option.value for option in self.options]
        if not isinstance(value, list) or len(value) > len(known) or any(one not in known for one in value):
            return _unknown(name)
        return Read([one for one in known if one in value])

    def rules(self, context: FormContext) -> JSON:
        return super().rules(context) | _among(self.options)

    def missing_text(self) -> str:
        label = self.label.rstrip("?")
        return self.missing or _("Chọn ít nhất một câu trả lời cho “{label}”").format(label=label)

    def say(self, value: Any) -> str:
        return "; ".join(option.label for option in self.options if option.value in (value or ()))

    def describe(self) -> JSON:
        items = {"type": "string", "enum": [option.value for option in self.options]}
        least = {"minItems": 1} if self.required else {}
        return {"type": "array", "items": items, "uniqueItems": True, **least}


class YesNo(Question):
    """A yes or a no; neither is taken for granted."""

    cel: ClassVar[CelType] = "bool"
    kind: Literal["yes_no"]

    def read(self, raw: Raw, name: str, context: FormContext) -> Read:
        typed = clean(next(iter(raw.get(name, ())), ""))
        return self.check({"": None, "true": True, "false": False}.get(typed, typed), name, context)

    def check(self, value: Any, name: str, context: FormContext) -> Read:
        if value is None:
            return self.absent(name)
        return Read(value) if isinstance(value, bool) else _unknown(name)

    def rules(self, context: FormContext) -> JSON:
        return super().rules(context) | {"one_of": _one_of()}

    def missing_text(self) -> str:
        return self.missing or _("Chọn Có hoặc Không cho “{label}”").format(label=self.label.rstrip("?"))

    def say(self, value: Any) -> str:
        return "" if value is None else _("Có") if value else _("Không")

    def describe(self) -> JSON:
        return {"type": "boolean"}


class Declaration(Question):
    """A statement (*cam đoan*) that the citizen confirms by ticking; never ticked in advance."""

    cel: ClassVar[CelType] = "bool"
    kind: Literal["declaration"]
    sensitivity: Sensitivity = "public"

    def read(self, raw: Raw, name: str, context: FormContext) -> Read:
        return self.check(True if clean(next(iter(raw.get(name, ())), "")) == "true" else None, name, context)

    def check(self, value: Any, name: str, context: FormContext) -> Read:
        if value is True:
            return Read(True)
        return self.absent(name) if value in (None, False) else _unknown(name)

    def missing_text(self) -> str:
        return self.missing or _("Đánh dấu để xác nhận lời cam đoan")

    def say(self, value: Any) -> str:
        return _("Đã cam đoan") if value else ""

    def describe(self) -> JSON:
        return {"const": True} if self.required else {"type": "boolean"}


class Notice(Question):
    """Words between questions; it asks nothing."""

    asks: ClassVar[bool] = False
    kind: Literal["notice"]
    required: bool = False
    sensitivity: Sensitivity = "public"

    def read(self, raw: Raw, name: str, context: FormContext) -> Read:
        return Read()

    def check(self, value: Any, name: str, context: FormContext) -> Read:
        return Read()

    def describe(self) -> JSON:
        return {"type": "null"}
