"""Questions as the components of the theme show them: one view a question, whatever its kind.

What is particular to a kind stands in its component, ``components/<kind>.html``; a view answers for names,
ids, typed texts and faults, which are the same for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from functions.domain.errors import Fault
from functions.domain.fields import AnyField, FormContext, Group, Question, Raw
from functions.domain.i18n import _
from functions.rendering.conditions import Names, say_condition


class FileShown(Protocol):
    """A file that the draft already holds."""

    @property
    def id(self) -> str: ...
    @property
    def evidence(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def note(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form holds when it is shown: texts as typed, faults, files, and rows asked for besides."""

    context: FormContext
    raw: Raw = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    files: Sequence[FileShown] = ()
    extra_rows: Mapping[str, int] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    """Questions that conditions may speak of, by full name."""

    def fault(self, name: str) -> str:
        """The first fault at exactly this name."""
        return next((one.message for one in self.faults if one.where == name), "")

    def faulty(self, name: str) -> bool:
        """Whether something is wrong at this name or below it."""
        return any(one.where == name or one.where.startswith(name + ".") for one in self.faults)


def id_of(name: str) -> str:
    """The id of an input. Names of questions have no hyphen, so different names stay different."""
    return "f-" + name.replace(".", "-")


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question. ``part`` names an input below it, such as ``day``; empty means the question itself."""

    field: AnyField | Question
    name: str
    filled: Filled
    inner_part: bool = False
    """Whether it is a part of another question, which then speaks for it of purpose and privacy."""

    @property
    def kind(self) -> str:
        return str(getattr(self.field, "kind", ""))

    @property
    def when_text(self) -> str:
        """When the question applies, in words; empty when it always does."""
        if self.field.when is None:
            return ""
        said = self.field.when_text or say_condition(self.field.when, self.filled.names)
        return said.rstrip(".") + "."

    @property
    def privacy(self) -> str:
        """How the answer is treated, for those kinds of data that need saying."""
        if self.inner_part or self.field.sensitivity != "sensitive":
            return ""
        return _("Dữ liệu nhạy cảm, chỉ người giải quyết hồ sơ xem.")

    def input(self, part: str = "") -> str:
        """The name of an input."""
        return f"{self.name}.{part}" if part else self.name

    def id(self, part: str = "", number: int = 0) -> str:
        """The id of an input; choices after the first are numbered, so that links find the first."""
        return id_of(self.input(part)) + (f"-{number + 1}" if number else "")

    def value(self, part: str = "") -> str:
        """What was typed."""
        return next(iter(self.filled.raw.get(self.input(part), ())), "")

    def chosen(self, value: str, part: str = "") -> bool:
        """Whether an option was chosen."""
        return value in self.filled.raw.get(self.input(part), ())

    def error(self, part: str = "") -> str:
        """What is wrong at this very input."""
        return self.filled.fault(self.input(part))

    @property
    def faulty(self) -> bool:
        return self.filled.faulty(self.name)

    def lacking(self, part: str) -> bool:
        """Whether this part is what an incomplete answer lacks; of an empty or wrong one, all are."""
        if not self.error():
            return False
        typed = [self.value(one).strip() for one in self.field.parts]
        return not self.value(part).strip() if any(typed) and not all(typed) else True

    def described(self, part: str = "", hint: bool = False) -> str:
        """Value of ``aria-describedby``: the hint, when there is one, and the error."""
        ids = [f"{self.id(part)}-h"] if hint else []
        if self.error(part):
            ids.append(f"{self.id(part)}-e")
        return " ".join(ids)

    def anchor(self, where: str) -> str:
        """The id of the first input that a fault at ``where``, here or below, is about."""
        for row in self.rows:
            for view in row:
                if where == view.name or where.startswith(view.name + "."):
                    return view.anchor(where)
        if where == self.name and self.rows:
            return self.rows[0][0].anchor(self.rows[0][0].name)
        if where == self.name and self.field.parts:
            lacking = (part for part in self.field.parts if self.lacking(part))
            return self.id(next(lacking, self.field.parts[0]))
        return id_of(where)

    @property
    def inner(self) -> dict[str, QuestionView]:
        """Views of the questions behind the parts."""
        return {
            one.id: QuestionView(one, f"{self.name}.{one.id}", self.filled, inner_part=True)
            for one in self.field.inner()
        }

    @property
    def rows(self) -> list[list[QuestionView]]:
        """A group's rows as typed, at least as many as must be, and those asked for besides."""
        if not isinstance(self.field, Group):
            return []
        own = {f"row.{one.id}": one for one in self.field.fields}
        filled = replace(self.filled, names={**self.filled.names, **own})
        return [
            [QuestionView(one, f"{self.name}.{number}.{one.id}", filled) for one in self.field.fields]
            for number in self._numbers(self.field)
        ]

    def _numbers(self, group: Group) -> list[int]:
        head = self.name + "."
        typed = {key[len(head) :].partition(".")[0] for key in self.filled.raw if key.startswith(head)}
        numbers = sorted(int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 6)
        least = max(1, group.min_rows)
        wanted = max(least, len(numbers)) + self.filled.extra_rows.get(self.name, 0)
        start = numbers[-1] + 1 if numbers else 0
        missing = max(0, min(wanted, group.max_rows) - len(numbers))
        return [*numbers, *range(start, start + missing)]

    @property
    def files(self) -> list[FileShown]:
        """Files that the draft holds for this question."""
        return [one for one in self.filled.files if one.evidence == self.name]


def views(fields: Sequence[AnyField], prefix: str, filled: Filled) -> list[QuestionView]:
    """Views of questions whose inputs are named ``prefix.id``, or just ``id`` without a prefix."""
    return [QuestionView(one, f"{prefix}.{one.id}" if prefix else one.id, filled) for one in fields]
