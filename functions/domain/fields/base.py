"""What all questions share, and the way from what was typed to a checked, canonical value."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Any, ClassVar, Literal

from pydantic import StringConstraints

from functions.domain.duration import Duration
from functions.domain.errors import Fault
from functions.domain.expression import CelType, Expression
from functions.domain.fields.constraints import Constraint
from functions.domain.fields.context import FormContext, Raw, Read
from functions.domain.fields.edits import clean, edited
from functions.domain.i18n import _
from functions.domain.model import JSON, Id, Model, Text

Sensitivity = Literal["public", "personal", "sensitive"]


class Question(Model):
    """One question of a form. Each kind is one class: it reads, checks, describes and says its answer."""

    cel: ClassVar[CelType] = "text"
    """What the answer is to a condition."""
    asks: ClassVar[bool] = True
    """Whether there is an answer at all; a notice has none."""
    parts: ClassVar[tuple[str, ...]] = ()
    """Names of the inputs, after the question's own, where one answer takes several inputs."""

    kind: str
    id: Id
    label: Text
    hint: str = ""
    required: bool = True
    when: Expression | None = None
    when_text: str = ""
    """When the question applies, in words; shown where no script hides it."""
    purpose: str = ""
    """Why it is asked (Law 91/2025/QH15 on personal data)."""
    sensitivity: Sensitivity = "personal"
    retention: Duration | None = None
    missing: str = ""
    """What to say when the answer is missing; otherwise a sentence made from the label."""

    @abstractmethod
    def read(self, raw: Raw, name: str, context: FormContext) -> Read:
        """The answer among posted texts. ``name`` is the input's full name, e.g. ``tre.ho_ten``."""

    @abstractmethod
    def check(self, value: Any, name: str, context: FormContext) -> Read:
        """The answer given as a JSON value, held to the same rules, with strict types."""

    @abstractmethod
    def describe(self) -> JSON:
        """JSON Schema (2020-12) of the canonical value."""

    def inner(self) -> tuple[TypedQuestion, ...]:
        """The questions behind those parts that are texts of their own."""
        return ()

    def say(self, value: Any) -> str:
        """The answer as people read it."""
        return "" if value is None else str(value)

    def constraints(self, context: FormContext) -> tuple[Constraint, ...]:
        """The rules that server and browser both apply to the typed text."""
        return ()

    def absent(self, name: str) -> Read:
        """The outcome for an empty answer."""
        return Read(None, (Fault(name, "required", self.missing_text()),) if self.required else ())

    def rules(self, context: FormContext) -> JSON:
        """What the browser needs to judge an answer as the server does; ``fields.js`` reads it."""
        rules: JSON = {"id": self.id, "kind": self.kind}
        if self.required:
            rules["missing"] = self.missing_text()
        if self.when:
            rules["when"] = self.when.tree
        return rules

    def missing_text(self) -> str:
        return self.missing or _("Trả lời câu “{label}”").format(label=self.label.rstrip("?"))


class TypedQuestion(Question):
    """A question answered in one text input. Subclasses say how the text is shaped and converted."""

    edits: ClassVar[tuple[str, ...]] = ("one_line",)
    """Names of the edits that bring typed text into its canonical writing."""

    autocomplete: Annotated[str, StringConstraints(pattern=r"^[a-z-]*$")] = ""

    def read(self, raw: Raw, name: str, context: FormContext) -> Read:
        return self.judge(next(iter(raw.get(name, ())), ""), name, context)

    def check(self, value: Any, name: str, context: FormContext) -> Read:
        if value is None:
            return self.absent(name)
        text = self.written(value)
        if text is None:
            return Read(None, (Fault(name, "type", _("Giá trị không đúng kiểu.")),))
        return self.judge(text, name, context)

    def judge(self, typed: str, name: str, context: FormContext) -> Read:
        """Clean, check and convert one typed text."""
        text = edited(clean(typed), self.edits)
        if not text:
            return self.absent(name)
        for rule in self.constraints(context):
            if broken := rule.broken(text, context):
                return Read(None, (Fault(name, rule.code, broken),))
        return Read(self.convert(text))

    def rules(self, context: FormContext) -> JSON:
        rules = super().rules(context)
        rules["edits"] = self.edits
        rules["constraints"] = [one.describe() for one in self.constraints(context)]
        return rules | ({"number": True} if self.cel == "number" else {})

    def missing_text(self) -> str:
        label = self.label[:1].lower() + self.label[1:]
        return self.missing or _("Nhập {label}").format(label=label.rstrip("?"))

    def convert(self, text: str) -> Any:
        """The canonical JSON value of a text that holds."""
        return text

    def written(self, value: Any) -> str | None:
        """The text of a canonical value; ``None`` when the value is of another type."""
        return value if isinstance(value, str) else None

    def describe(self) -> JSON:
        return {"type": "string"}
