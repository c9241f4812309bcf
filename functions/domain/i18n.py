"""Every sentence that a person reads passes through here; the source language is Vietnamese.

The domain names messages with ``_``. Which language a reader gets is decided once per request or
command with :func:`use_translations`; without it the Vietnamese source text stands.
"""

from __future__ import annotations

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_SOURCE = _gettext.NullTranslations()
_active: ContextVar[_gettext.NullTranslations] = ContextVar("motcua_translations", default=_SOURCE)


def _(message: str) -> str:
    """Translate one sentence into the reader's language."""
    return _active.get().gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate a counted sentence. Vietnamese has one form: pass the same text twice."""
    return _active.get().ngettext(singular, plural, count)


@contextmanager
def use_translations(translations: _gettext.NullTranslations) -> Iterator[None]:
    """Within the block, ``_`` and ``ngettext`` answer in the language of ``translations``."""
    token = _active.set(translations)
    try:
        yield
    finally:
        _active.reset(token)
