"""The three ways to write a review down: for a terminal, for a merge request, for a machine."""

from __future__ import annotations

import dataclasses
import json
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from enum import Enum
from typing import Any

from pydantic import BaseModel

from functions.domain.duration import Duration
from functions.domain.expression import Expression
from publisher.review.forward import Forward
from publisher.review.model import Review
from publisher.review.once_only_telling import tell_once_only
from publisher.review.telling import Line, tell

WIDTH = 80
SCHEMA = 1
"""Of the JSON; it moves when a key goes or changes its meaning."""

_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What moves the cursor, turns the order of letters or cannot be written: names of files may hold it."""


def lines(review: Review) -> list[Line]:
    """Everything that is told."""
    made = [*tell(review)]
    if review.once_only:
        made += tell_once_only(review.once_only)
    return made


def as_text(review: Review) -> str:
    """80 columns; only what cannot be broken, such as a path, runs longer."""
    return "\n".join(row for line in lines(review) for row in _text(line)) + "\n"


def _text(line: Line) -> Iterable[str]:
    text = _clean(line.text)
    if line.level == 1:
        return [text, "=" * min(WIDTH, len(text))]
    if line.level == 2:
        return ["", *_wrapped(text, "", "  ")]
    if line.level == 3:
        return ["", f"  {text}"]
    indent = f"  {line.mark} " if line.mark else "  "
    return _wrapped(text, indent, "    " if line.mark else "  ")


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        *(text, WIDTH),
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def as_markdown(review: Review) -> str:
    """For a merge request: nothing that an editor wrote turns into markup."""
    rows = "\n".join(row for line in lines(review) for row in _markdown(line))
    return re.sub("\n{3,}", "\n\n", rows).strip("\n") + "\n"


def _markdown(line: Line) -> list[str]:
    text = _clean(line.text)
    text = f"`{text.replace('`', ' ')}`" if line.place else _MARKUP.sub(r"\\\1", text)
    if line.level:
        return ["", f"{'#' * (line.level + 1)} {text}", ""]
    return [f"- {text}"] if line.mark else ["", text, ""]


def _clean(text: str) -> str:
    return _HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def as_json(review: Review) -> str:
    """Everything, with the values before and after."""
    made = {"schema_version": SCHEMA, "broken": review.broken, **_plain(review)}
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _plain(value: Any) -> Any:
    """A value of a review as JSON has it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return _clean(value)
    if dataclasses.is_dataclass(value):
        fields = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return fields | ({"clean": value.clean} if isinstance(value, Forward) else {})
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, Expression):
        return value.source
    if isinstance(value, Duration | date | time):
        return str(value)
    return value if isinstance(value, bool | int | float) or value is None else str(value)


FORMATS: Mapping[str, Callable[[Review], str]] = {
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
}
