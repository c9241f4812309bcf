"""Which language a request is answered in: what its address asks for; for programs, what they accept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from chalice.app import Request

from functions.bootstrap import Words, world
from functions.domain.i18n import SOURCE, language, use_translations
from functions.rendering.language import ASK, ENGLISH, LANGUAGES, Switch, address_in, translations

_path: ContextVar[str] = ContextVar("motcua_path", default="/")


class _Wanted(NamedTuple):
    share: float
    code: str


def chosen(request: Request, as_json: bool) -> str:
    """The code of a language that we speak; Vietnamese where nothing else was asked for.

    A browser names the languages of the phone, which its owner may never have chosen: that counts for
    programs alone, and not for the scripts of our own pages.
    """
    asked = request.query_params.get(ASK, "") if request.query_params else ""
    if asked in LANGUAGES:
        return str(asked)
    if as_json and request.headers.get("sec-fetch-site") != "same-origin":
        return accepted(request.headers.get("accept-language", ""))
    return SOURCE


def accepted(header: str) -> str:
    """The language of ours that ``Accept-Language`` wants most (RFC 9110, 12.5.4)."""
    found = []
    for one in header.split(",")[:20]:
        tag, _semicolon, more = one.strip().partition(";")
        share = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", more) if more else None
        code = tag.strip().lower().partition("-")[0]
        if code in LANGUAGES:
            found.append(_Wanted(float(share[1]) if share else 1.0, code))
    best = max(found, key=lambda one: one.share, default=_Wanted(0, SOURCE))
    return best.code if best.share else SOURCE


@contextmanager
def answering(request: Request, as_json: bool) -> Iterator[None]:
    """Everything within is said in the language of the request."""
    token = _path.set(_asked_by(request))
    try:
        with use_translations(_words(chosen(request, as_json))):
            yield
    finally:
        _path.reset(token)


def switch(address: str = "") -> Switch:
    """The same page in the other language; ``address`` where it is not the one that was asked."""
    other = ENGLISH if language() == SOURCE else SOURCE
    path, _mark, query = (address or _path.get()).partition("?")
    asked = [one for one in parse_qsl(query) if one[0] != ASK]
    return Switch(other, f"{path}?{urlencode([*asked, (ASK, other)])}")


def led(address: str) -> str:
    """Where the reader goes on in the language."""
    code = language()
    if code == SOURCE:
        return address
    return address_in(code, address, world().translations.words(code).pages)


_made: dict[str, tuple[Words, NullTranslations]] = {}


def _words(code: str) -> NullTranslations:
    """Our words and the content's: the same object until another build, since much is kept by it."""
    if code == SOURCE:
        return translations(code)
    words = world().translations.words(code)
    known = _made.get(code)
    if known is None or known[0] is not words:
        known = _made[code] = words, translations(code, words.glossary)
    return known[1]


def _asked_by(request: Request) -> str:
    """The page's address. What was posted to a case's page is shown again at the case's own address."""
    path = str(request.context.get("path") or request.path)
    if request.method == "POST" and path.startswith("/ho-so/"):
        return path.rpartition("/")[0]
    return f"{path}?{urlencode(dict(request.query_params or {}))}"
