"""Answers of several parts: an address, acting for somebody else, and uploaded files."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from functions.domain.errors import Fault
from functions.domain.expression import CelType
from functions.domain.fields.base import Question, Sensitivity, TypedQuestion
from functions.domain.fields.codes import CitizenId
from functions.domain.fields.context import FormContext, Raw, Read
from functions.domain.fields.edits import clean
from functions.domain.fields.text import PersonName, ShortText
from functions.domain.i18n import _, once_a_language
from functions.domain.model import JSON

ELSEWHERE = "khac"
"""The unit code that stands for a place outside the province; the street line then says it all."""


def part(raw: Raw, name: str) -> str | None:
    """One typed part; ``None`` when nothing was typed."""
    return clean(next(iter(raw.get(name, ())), "")) or None


def wrong_type(name: str) -> Read:
    return Read(None, (Fault(name, "type", _("Giá trị không đúng kiểu.")),))


class Address(Question):
    """A commune in force today, chosen from a list, and house, street, hamlet. Value: unit, name, street."""

    cel: ClassVar[CelType] = "map"
    parts: ClassVar[tuple[str, ...]] = ("unit", "street")
    kind: Literal["address"]
    elsewhere: bool = True
    """Whether places outside the province are taken, as free text."""

    def read(self, raw: Raw, name: str, context: FormContext) -> Read:
        typed = {key: part(raw, f"{name}.{key}") for key in ("unit", "street")}
        return self.check(typed if any(typed.values()) else None, name, context)

    def check(self, value: Any, name: str, context: FormContext) -> Read:
        if value is None:
            return self.absent(name)
        if not isinstance(value, dict) or set(value) - {"unit", "street", "unit_name"}:
            return wrong_type(name)
        unit, faults = value.get("unit"), []
        if not isinstance(unit, str) or not (unit in context.units or (unit == ELSEWHERE and self.elsewhere)):
            faults.append(Fault(f"{name}.unit", "unit", _unit_text()))
        (line,) = self.inner()
        street = line.check(value.get("street"), f"{name}.street", context)
        if faults or street.faults:
            return Read(None, (*faults, *street.faults))
        return Read({"unit": unit, "unit_name": context.units.get(str(unit), ""), "street": street.value})

    def inner(self) -> tuple[TypedQuestion, ...]:
        return _street()

    def rules(self, context: FormContext) -> JSON:
        inner = [one.rules(context) for one in self.inner()]
        return super().rules(context) | {"elsewhere": self.elsewhere, "unit": _unit_text(), "inner": inner}

    def missing_text(self) -> str:
        return self.missing or _unit_text()

    def say(self, value: Any) -> str:
        return ", ".join(filter(None, (value["street"], value["unit_name"]))) if value else ""

    def describe(self) -> JSON:
        texts = {key: {"type": "string"} for key in ("unit", "unit_name", "street")}
        return {
            "type": "object",
            "properties": texts,
            "required": ["unit", "street"],
            "additionalProperties": False,
        }


@once_a_language
def _street() -> tuple[TypedQuestion, ...]:
    return (ShortText(kind="text", id="street", label=_("Số nhà, đường, thôn hoặc tổ")),)


def _unit_text() -> str:
    return _("Chọn xã, phường hoặc đặc khu")


class OnBehalf(Question):
    """Whether the sender acts for another person, and for whom."""

    cel: ClassVar[CelType] = "map"
    parts: ClassVar[tuple[str, ...]] = ("acting", "name", "citizen_id", "relation")
    kind: Literal["on_behalf"]
    sensitivity: Sensitivity = "sensitive"

    def read(self, raw: Raw, name: str, context: FormContext) -> Read:
        acting = {"true": True, "false": False}.get(part(raw, f"{name}.acting") or "")
        if acting is None:
            return self.absent(name)
        typed = {key: part(raw, f"{name}.{key}") for key in self.parts[1:]} if acting else {}
        return self.check({"acting": acting, **typed}, name, context)

    def check(self, value: Any, name: str, context: FormContext) -> Read:
        if value is None:
            return self.absent(name)
        if not isinstance(value, dict) or set(value) - set(self.parts):
            return wrong_type(name)
        if value.get("acting") is False:
            return Read({"acting": False})
        if value.get("acting") is not True:
            return self.absent(name)
        asked = {ask.id: ask for ask in self.inner()}
        reads = {key: ask.check(value.get(key), f"{name}.{key}", context) for key, ask in asked.items()}
        faults = tuple(fault for one in reads.values() for fault in one.faults)
        if faults:
            return Read(None, faults)
        return Read({"acting": True} | {key: one.value for key, one in reads.items()})

    def inner(self) -> tuple[TypedQuestion, ...]:
        return _represented()

    def rules(self, context: FormContext) -> JSON:
        return super().rules(context) | {"inner": [one.rules(context) for one in self.inner()]}

    def say(self, value: Any) -> str:
        if not value or not value["acting"]:
            return _("Tự làm cho mình") if value else ""
        return _("Làm thay {name} ({relation})").format(name=value["name"], relation=value["relation"])

    def describe(self) -> JSON:
        texts: JSON = {key: {"type": "string"} for key in self.parts}
        texts["acting"] = {"type": "boolean"}
        return {
            "type": "object",
            "properties": texts,
            "required": ["acting"],
            "additionalProperties": False,
        }


@once_a_language
def _represented() -> tuple[TypedQuestion, ...]:
    return (
        PersonName(kind="person_name", id="name", label=_("Họ tên người được làm thay")),
        CitizenId(kind="citizen_id", id="citizen_id", label=_("Số định danh của người được làm thay")),
        ShortText(kind="text", id="relation", label=_("Quan hệ với người đó")),
    )


def many_files_text(most: int | str) -> str:
    """What to say to more files than are taken."""
    return _("Chọn không quá {most} tệp").format(most=most)


class File(Question):
    """Uploaded files. The value lists what the server holds: id, name, size, media type, SHA-256."""

    cel: ClassVar[CelType] = "list"
    kind: Literal["file"]
    sensitivity: Sensitivity = "sensitive"
    accept: tuple[Literal["pdf", "jpg", "png", "heic", "docx", "xlsx"], ...] = ("pdf", "jpg", "png")
    max_mb: Annotated[int, Field(ge=1, le=50)] = 10
    max_files: Annotated[int, Field(ge=1, le=20)] = 1

    def read(self, raw: Raw, name: str, context: FormContext) -> Read:
        """Files do not come as texts: the context holds the stored list."""
        return self.check(None, name, context)

    def check(self, value: Any, name: str, context: FormContext) -> Read:
        if context.files is not None:
            value = context.files.get(name)
        if not value:
            return self.absent(name) if value in (None, []) else wrong_type(name)
        keys = {"id", "name", "size", "media_type", "sha256"}
        if not isinstance(value, list) or any(not isinstance(one, dict) or set(one) != keys for one in value):
            return wrong_type(name)
        if len(value) > self.max_files:
            return Read(None, (Fault(name, "max_files", many_files_text(self.max_files)),))
        big = [one for one in value if one["size"] > self.max_mb * 2**20]
        if big:
            message = _("Tệp này lớn hơn {most} MB. Chụp lại ở cỡ nhỏ hơn hoặc tách làm hai")
            return Read(None, (Fault(name, "max_size", message.format(most=self.max_mb)),))
        return Read(value)

    def rules(self, context: FormContext) -> JSON:
        return super().rules(context) | {"max_files": self.max_files, "many": many_files_text(self.max_files)}

    def missing_text(self) -> str:
        return self.missing or _("Chọn tệp cho “{label}”").format(label=self.label)

    def say(self, value: Any) -> str:
        return "; ".join(one["name"] for one in value or ())

    def describe(self) -> JSON:
        return {"type": "array", "maxItems": self.max_files, "items": {"type": "object"}}
