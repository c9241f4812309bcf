"""Every sentence that a person reads passes through here; the source language is Vietnamese.

The domain names messages with ``_``. Which language a reader gets is decided once per request or
command with :func:`use_translations`; without it the Vietnamese source text stands.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

Given = TypeVarTuple("Given")
T = TypeVar("T")

SOURCE = "vi"
"""The language that messages and content are written in."""
_SOURCE = _gettext.NullTranslations()
_active: ContextVar[_gettext.NullTranslations] = ContextVar("motcua_translations", default=_SOURCE)


def _(message: str) -> str:
    """Translate one sentence into the reader's language."""
    return _active.get().gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate a counted sentence. Vietnamese has one form: pass the same text twice."""
    return _active.get().ngettext(singular, plural, count)


def language() -> str:
    """The reader's language, as HTML names it: ``vi`` or ``en``."""
    return _active.get().info().get("language", SOURCE)


def once_a_language(make: Callable[[*Given], T]) -> Callable[[*Given], T]:
    """Keep what ``make`` says for each language and each set of arguments, which must be hashable.

    For what is said at every request alike. All callers share the outcome: nobody changes it.
    """

    @lru_cache(maxsize=4096)
    def kept(_language: _gettext.NullTranslations, given: tuple[*Given]) -> T:
        return make(*given)

    @wraps(make)
    def said(*given: *Given) -> T:
        return kept(_active.get(), given)

    return said


@contextmanager
def use_translations(translations: _gettext.NullTranslations) -> Iterator[None]:
    """Within the block, ``_`` and ``ngettext`` answer in the language of ``translations``."""
    token = _active.set(translations)
    try:
        yield
    finally:
        _active.reset(token)
