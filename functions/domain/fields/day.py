"""A date: three inputs for day, month and year, one ISO text as value."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import StringConstraints

from functions.domain.errors import Fault
from functions.domain.fields.base import TypedQuestion
from functions.domain.fields.constraints import Constraint
from functions.domain.fields.context import FormContext, Raw, Read
from functions.domain.fields.edits import clean
from functions.domain.i18n import _, once_a_language
from functions.domain.model import JSON

Bound = Annotated[str, StringConstraints(pattern=r"^(today|[0-9]{4}-[0-9]{2}-[0-9]{2})$")]
PARTS = ("day", "month", "year")


class Day(TypedQuestion):
    """A date of the calendar. ``latest: today`` is the default, since most dates asked for are past."""

    parts: ClassVar[tuple[str, ...]] = PARTS
    kind: Literal["date"]
    earliest: Bound | None = "1900-01-01"
    latest: Bound | None = "today"

    def read(self, raw: Raw, name: str, context: FormContext) -> Read:
        if name in raw:
            return super().read(raw, name, context)
        typed = [clean(next(iter(raw.get(f"{name}.{part}", ())), "")) for part in PARTS]
        if not any(typed):
            return self.absent(name)
        lacking = [word for word, text in zip(_words(), typed, strict=True) if not text]
        if lacking:
            message = self.incomplete_text().replace("{parts}", ", ".join(lacking))
            return Read(None, (Fault(name, "incomplete", message),))
        return self.judge(joined(*typed), name, context)

    def constraints(self, context: FormContext) -> tuple[Constraint, ...]:
        return _between(self.label, self.earliest, self.latest)

    def incomplete_text(self) -> str:
        """The message for a date that lacks ``{parts}``."""
        return _("{label} còn thiếu {parts}").format(label=self.label, parts="{parts}")

    def rules(self, context: FormContext) -> JSON:
        return super().rules(context) | {"incomplete": self.incomplete_text(), "words": _words()}

    def say(self, value: Any) -> str:
        return "/".join(reversed(value.split("-"))) if value else ""

    def describe(self) -> JSON:
        return {"type": "string", "format": "date"}


def _words() -> tuple[str, str, str]:
    return (_("ngày"), _("tháng"), _("năm"))


def joined(day: str, month: str, year: str) -> str:
    """ISO writing of three typed parts; what is no number stays and fails as no real date."""
    return f"{year}-{month.rjust(2, '0')}-{day.rjust(2, '0')}"


@once_a_language
def _between(label: str, earliest: str | None, latest: str | None) -> tuple[Constraint, ...]:
    unreal = _("{label}: không có ngày này. Xem lại ngày, tháng và năm").format(label=label)
    rules = [Constraint("real_date", "real_date", None, unreal)]
    if earliest:
        message = _("{label} quá xa về trước. Xem lại năm").format(label=label)
        rules.append(Constraint("too_early", "on_or_after", earliest, message))
    if latest:
        late = _("{label} không được sau hôm nay") if latest == "today" else _("{label} quá muộn")
        rules.append(Constraint("too_late", "on_or_before", latest, late.format(label=label)))
    return tuple(rules)
