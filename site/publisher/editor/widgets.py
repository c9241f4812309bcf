"""From the type of a key to the widget that edits it. Whatever a model says is asked of the model.

A widget is a field of Decap CMS. Yes-or-no has a widget of our own, since Decap's switch shows "no" for a key
that is left out, whatever its default; free data has one too. Both are in ``editor.js``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Annotated, Any, Literal, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from functions.domain.compile.shapes import allowed, unwrap
from functions.domain.duration import PATTERN as DURATION
from functions.domain.duration import Duration
from functions.domain.expression import Expression
from functions.domain.fields.base import Question
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.editor import words
from publisher.editor.choices import Choices
from publisher.handbook.shapes import branches

DAY = r"^\d{4}-\d{2}-\d{2}$"
LONG = frozenset(
    {"summary", "note", "lead", "guidance", "conditions", "body", "message", "text", "loudspeaker", "sms"}
)
"""Keys whose text may take several lines."""
UNASKED = frozenset({"schema_version"})
"""Keys that no editor should write."""
_TITLES = ("label", "name", "title", "id", "kind", "event")


@dataclass(frozen=True, slots=True)
class Widgets:
    """Makes the fields of models, with the choices that reference data offer."""

    choices: Choices

    def fields(self, model: type[BaseModel], skip: frozenset[str] = UNASKED) -> list[JSON]:
        """A field for each key of a model, in the model's order."""
        return [self.field(model, key, of) for key, of in model.model_fields.items() if key not in skip]

    def field(self, model: type[BaseModel], key: str, of: FieldInfo) -> JSON:
        """The field of one key."""
        made: JSON = {"name": of.alias or key, "label": words.label(model, key), "required": of.is_required()}
        if hint := words.hint(model, key):
            made["hint"] = hint
        return made | self._known(model, key, of) or made

    def _known(self, model: type[BaseModel], key: str, of: FieldInfo) -> JSON:
        shape, limits = _bare(of.annotation, of.metadata)
        many = get_origin(shape) is tuple
        if options := self.choices.of(model, key):
            return _select(options, many)
        if many:
            return self._list(model, key, get_args(shape)[0], limits)
        return self._one(model, key, shape, limits, of)

    def _one(
        self, model: type[BaseModel], key: str, shape: Any, limits: Sequence[Any], of: FieldInfo
    ) -> JSON:
        if values := _values(shape, limits):
            return _select(values, many=False)
        inner = next((one for one in map(unwrap, branches(shape) or (shape,)) if _is_model(one)), None)
        if inner is not None:
            fields = self.fields(inner)
            if not of.is_required():
                # Decap asks for required keys also of a group that nobody began; the check knows better.
                fields = [one | {"required": False} for one in fields]
            return {"widget": "object", "collapsed": True, "fields": fields}
        if shape is bool:
            return {"widget": "yes_no", "usual": None if of.is_required() else bool(of.default)}
        if shape in (int, float):
            return {"widget": "number", "value_type": shape.__name__, **_bounds(limits)}
        if shape is date:
            return _day()
        if shape is datetime:
            return _pattern(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", _("Viết ngày giờ như 2026-11-25T08:30"))
        if shape is Duration:
            return _pattern(
                DURATION, _("Viết số kèm đơn vị, ví dụ: 3 working_days, 15 days, 8 hours, same_day")
            )
        if shape is Expression:
            return {"widget": "string"}
        if shape is str:
            return _text(key, limits)
        return {"widget": "data"}

    def _list(self, model: type[BaseModel], key: str, shape: Any, limits: Sequence[Any]) -> JSON:
        made: JSON = {"widget": "list", "collapsed": True, "allow_reorder": True, **_sizes(limits)}
        kinds = list(_kinds(shape))
        if len(kinds) > 1:
            return made | {"typeKey": "kind", "types": [self._type(one) for one in kinds]}
        bare, inner = _bare(shape, ())
        if values := _values(bare, inner):
            return _select(values, many=True)
        if _is_model(bare):
            title = next((one for one in _TITLES if one in bare.model_fields), "")
            return made | {"fields": self.fields(bare), "summary": f"{{{{fields.{title}}}}}" if title else ""}
        if bare in (str, int):
            one = {"widget": "string"} if bare is str else {"widget": "number", "value_type": "int"}
            return made | {
                "field": {"name": "item", "label": words.label(model, key), "required": True} | one
            }
        return {"widget": "data"}

    def _type(self, question: type[BaseModel]) -> JSON:
        name = allowed(question.model_fields["kind"].annotation)[0]
        return {
            "name": name,
            "label": words.kind(name),
            "widget": "object",
            "summary": "{{fields.label}}",
            "fields": self.fields(question, UNASKED | {"kind"}),
        }


def _bare(annotation: Any, metadata: Sequence[Any]) -> tuple[Any, list[Any]]:
    """A type without ``Annotated`` and ``None``, and all limits on the way to it."""
    limits = [inner for one in metadata for inner in (one.metadata if isinstance(one, FieldInfo) else [one])]
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            limits += [
                inner for one in more for inner in (one.metadata if isinstance(one, FieldInfo) else [one])
            ]
        elif len(sides := branches(annotation)) == 1:
            annotation = sides[0]
        else:
            return annotation, limits


def _kinds(shape: Any) -> Iterator[type[BaseModel]]:
    """The classes of questions behind a union of them."""
    bare, _limits = _bare(shape, ())
    for side in branches(bare) or (bare,):
        if side is not shape and (branches(unwrap(side)) or get_origin(side) is Annotated):
            yield from _kinds(side)
        elif isinstance(side, type) and issubclass(side, Question):
            yield side


def _values(shape: Any, limits: Sequence[Any]) -> list[tuple[Any, str]]:
    """The values of an enumeration, a literal, or a pattern that is a list of words."""
    if isinstance(shape, type) and issubclass(shape, Enum):
        return [(one.value, words.choice(one)) for one in shape]
    if get_origin(shape) is Literal:
        return [(one, words.choice(one)) for one in get_args(shape)]
    pattern = _string_pattern(limits)
    if (
        pattern.startswith("^(")
        and pattern.endswith(")$")
        and pattern[2:-2].replace("|", "").replace("_", "").isalpha()
    ):
        return [(one, words.choice(one)) for one in pattern[2:-2].split("|")]
    return []


def _select(options: Sequence[tuple[Any, str]], many: bool) -> JSON:
    made = {"widget": "select", "options": [{"label": text, "value": value} for value, text in options]}
    return made | ({"multiple": True} if many else {})


def _text(key: str, limits: Sequence[Any]) -> JSON:
    if pattern := _string_pattern(limits):
        return _pattern(pattern, _("Chưa đúng dạng; xem lời gợi ý ở dưới"))
    longest = next(
        (one.max_length for one in limits if isinstance(one, StringConstraints) and one.max_length), None
    )
    if longest and key not in LONG:
        return _pattern(rf"^[\s\S]{{0,{longest}}}$", _("Dài quá {n} ký tự").format(n=longest))
    return {"widget": "text" if key in LONG else "string"}


def _string_pattern(limits: Sequence[Any]) -> str:
    found = (str(one.pattern) for one in limits if isinstance(one, StringConstraints) and one.pattern)
    return next(found, "")


def _pattern(pattern: str, said: str) -> JSON:
    return {"widget": "string", "pattern": [pattern, said]}


def _day() -> JSON:
    """A day of the calendar, kept as ``2026-11-25``; nothing is put in until somebody chooses."""
    return {
        "widget": "datetime",
        "format": "YYYY-MM-DD",
        "date_format": "DD/MM/YYYY",
        "time_format": False,
        "default": "",
    }


def _bounds(limits: Sequence[Any]) -> JSON:
    found: JSON = {}
    for one in limits:
        if isinstance(one, Ge):
            found["min"] = one.ge
        if isinstance(one, Le):
            found["max"] = one.le
    return found


def _sizes(limits: Sequence[Any]) -> JSON:
    found: JSON = {}
    for one in limits:
        if isinstance(one, MinLen):
            found["min"] = one.min_length
        if isinstance(one, MaxLen):
            found["max"] = one.max_length
    return found


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)
