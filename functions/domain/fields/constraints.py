"""The small vocabulary of rules that server and browser both evaluate, each with its message.

``themes/civic/static/js/constraints.js`` evaluates the same JSON with the same outcome.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from functions.domain.expression.evaluate import look_up
from functions.domain.fields.context import FormContext
from functions.domain.model import JSON


@dataclass(frozen=True, slots=True)
class Constraint:
    """``test`` names an entry of the vocabulary; ``{typed}`` and ``{count}`` in the message are filled."""

    code: str
    test: str
    argument: Any
    message: str

    def broken(self, text: str, context: FormContext) -> str:
        """The message when ``text`` does not hold, else the empty text."""
        if TESTS[self.test](text, self.argument, context):
            return ""
        return self.message.replace("{count}", str(len(text))).replace("{typed}", text)

    def describe(self) -> JSON:
        """What the browser gets."""
        return {"code": self.code, "test": self.test, "argument": self.argument, "message": self.message}


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _letters(text: str, _argument: Any, _context: FormContext) -> bool:
    if text.replace(" ", "").isalpha():
        return True
    return all(unicodedata.category(one)[0] in "LM" or one in " .'’-" for one in text)


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def _number(text: str) -> float:
    return float(text)


def real_date(text: str) -> date | None:
    """The day written ``YYYY-MM-DD``, if there is such a day."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _day(argument: str, context: FormContext) -> date:
    return context.today if argument == "today" else date.fromisoformat(argument)


def _on_or_after(text: str, argument: str, context: FormContext) -> bool:
    day = real_date(text)
    return day is not None and day >= _day(argument, context)


def _on_or_before(text: str, argument: str, context: FormContext) -> bool:
    day = real_date(text)
    return day is not None and day <= _day(argument, context)


def _citizen_year(text: str, argument: str, context: FormContext) -> bool:
    """The year in a citizen ID against a date of birth; nothing to compare while that is missing."""
    born = look_up(argument, context.values)
    if not isinstance(born, str):
        return True
    century = 19 + int(text[3]) // 2
    return born[:4] == f"{century}{text[4:6]}"


def _citizen_sex(text: str, argument: str, context: FormContext) -> bool:
    sex = look_up(argument, context.values)
    return sex not in ("nam", "nu") or (int(text[3]) % 2 == 0) == (sex == "nam")


TESTS: dict[str, Callable[[str, Any, FormContext], bool]] = {
    "pattern": lambda text, pattern, _c: _compiled(pattern).fullmatch(text) is not None,
    "max_length": lambda text, most, _c: len(text) <= most,
    "letters": _letters,
    "min": lambda text, least, _c: _number(text) >= least,
    "max": lambda text, most, _c: _number(text) <= most,
    "not_after_this_year": lambda text, _a, context: _number(text) <= context.today.year,
    "places": lambda text, most, _c: len(text.partition(".")[2]) <= most,
    "real_date": lambda text, _a, _c: real_date(text) is not None,
    "on_or_after": _on_or_after,
    "on_or_before": _on_or_before,
    "starts_with": lambda text, heads, _c: not heads or text.startswith(tuple(heads)),
    "citizen_year": _citizen_year,
    "citizen_sex": _citizen_sex,
}
