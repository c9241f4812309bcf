"""Citizen IDs and phone numbers: texts with a structure that can be checked."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints

from functions.domain.fields.base import Sensitivity, TypedQuestion
from functions.domain.fields.constraints import Constraint
from functions.domain.fields.context import FormContext
from functions.domain.i18n import _, once_a_language
from functions.domain.model import JSON

Path = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
"""Another question as ``section.field``."""


class CitizenId(TypedQuestion):
    """A personal identification number: province (3), century and sex (1), year (2), serial (6).

    The fourth digit is 0/1 for men/women born in the 1900s and 2/3 in the 2000s, and so on. With ``birth``
    or ``sex`` it must agree with those answers.
    """

    edits: ClassVar[tuple[str, ...]] = ("no_parting",)
    kind: Literal["citizen_id"]
    sensitivity: Sensitivity = "sensitive"
    birth: Path | None = None
    sex: Path | None = None

    def constraints(self, context: FormContext) -> tuple[Constraint, ...]:
        return _citizen_id(context.citizen_id_provinces, self.birth, self.sex)

    def describe(self) -> JSON:
        return {"type": "string", "pattern": "^[0-9]{12}$"}


class Phone(TypedQuestion):
    """A Vietnamese phone number, kept as ten or eleven digits from 0."""

    edits: ClassVar[tuple[str, ...]] = ("no_parting", "from_zero")
    kind: Literal["phone"]
    autocomplete: str = "tel"

    def constraints(self, context: FormContext) -> tuple[Constraint, ...]:
        message = _("Số điện thoại bắt đầu bằng 0 và có 10 chữ số, ví dụ 0912 345 678")
        return (Constraint("phone", "pattern", r"0[35789][0-9]{8}|02[0-9]{9}", message),)

    def describe(self) -> JSON:
        return {"type": "string", "pattern": "^(0[35789][0-9]{8}|02[0-9]{9})$"}


@once_a_language
def _citizen_id(provinces: frozenset[str], birth: str | None, sex: str | None) -> tuple[Constraint, ...]:
    wrong_length = _("Số định danh cá nhân phải có 12 chữ số. Bạn đã nhập {count}")
    rules = [
        Constraint("digits", "pattern", r"[0-9]+", _("Số định danh cá nhân chỉ gồm chữ số")),
        Constraint("length", "pattern", r"[0-9]{12}", wrong_length),
        Constraint(
            "province",
            "starts_with",
            sorted(provinces),
            _("Ba số đầu của số định danh không phải mã tỉnh nào. Xem lại trên thẻ căn cước"),
        ),
    ]
    if birth:
        message = _("Số định danh không khớp năm sinh đã khai. Xem lại cả hai")
        rules.append(Constraint("birth", "citizen_year", birth, message))
    if sex:
        message = _("Số định danh không khớp giới tính đã khai. Xem lại cả hai")
        rules.append(Constraint("sex", "citizen_sex", sex, message))
    return tuple(rules)
