"""Reading in another language: the words, the addresses, and what of a page stays in Vietnamese.

Vietnamese pages stand at ``/…`` and English ones at ``/en/…``; pages that functions answer with have one
address, and ``?ngon_ngu=en`` asks for English. An English page leads to English pages wherever there are
such, so that one choice lasts without a cookie.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from copy import copy
from functools import cache, partial
from html import escape, unescape
from pathlib import Path
from typing import NamedTuple

from functions.domain.errors import Invalid
from functions.domain.i18n import SOURCE, language, use_translations

ENGLISH = "en"
LANGUAGES: Mapping[str, str] = {SOURCE: "Tiếng Việt", ENGLISH: "English"}
"""Languages by their codes, each named by its own name."""
ASK = "ngon_ngu"
"""The part of a query that asks for a language."""
FOLDER = Path(__file__).parents[1] / "locale"

_FUNCTIONS = re.compile(r"/(nop/|ban-nhap/|ho-so|kiem-tra-chu-ky|tim|can-bo)([/?#]|$|(?<=/))")
_STATUS = "/tinh-trang/"
_CATALOGUE = re.compile(r"/thu-tuc/([^?#]*/)?(?<!/nop/)$")
_TAG = re.compile(r"<(a|form)\b[^>]*>")
_ADDRESS = re.compile(r'\b(href|action)="(/[^"]*)"')
_VIETNAMESE = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE
)
_PARTS = re.compile(
    r"<(?P<whole>script|style|title|textarea|select|svg)\b.*?</(?P=whole)>|<!--.*?-->"
    r"|(?<=>)(?P<text>[^<]*[^<\s][^<]*)",
    re.DOTALL,
)
"""What is left alone as a whole, and the texts between tags."""


class Switch(NamedTuple):
    """The way to the same page in another language."""

    code: str
    address: str

    @property
    def name(self) -> str:
        return LANGUAGES[self.code]


class Glossary(gettext.NullTranslations):
    """Shared words of the content, such as names of agencies and of steps, by their Vietnamese."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self._words = words

    def gettext(self, message: str) -> str:
        return self._words.get(message, message)


def translations(code: str, glossary: Mapping[str, str] | None = None) -> gettext.NullTranslations:
    """The words of a language, those of the content after our own.

    Raises :class:`Invalid` when they were not compiled.
    """
    if code == SOURCE:
        return _vietnamese()
    if glossary is None:
        return _compiled(code)
    found = copy(_compiled(code))
    found.add_fallback(Glossary(glossary))
    return found


@cache
def _compiled(code: str) -> gettext.GNUTranslations:
    path = FOLDER / code / "LC_MESSAGES" / "motcua.mo"
    try:
        with path.open("rb") as file:
            return gettext.GNUTranslations(file)
    except OSError:
        raise Invalid(f"There is no {path}. Run “make setup”: it compiles the translations.") from None


@cache
def _vietnamese() -> gettext.NullTranslations:
    return gettext.NullTranslations()


def in_vietnamese() -> AbstractContextManager[None]:
    """Within it, words are said as they are written: for what is stored, signed or sent."""
    return use_translations(_vietnamese())


def asked_for(query: str) -> str:
    """The language that a query asks for; Vietnamese where it asks for none of ours."""
    asked = (one.partition("=") for one in query.split("&"))
    return next((code for name, _equals, code in asked if name == ASK and code in LANGUAGES), SOURCE)


def address_in(code: str, address: str, pages: Collection[str] = ()) -> str:
    """Where a reader of ``code`` finds what Vietnamese readers find at ``address``.

    ``pages`` are addresses that stand in English too beside home, lists and pages of procedures: those of
    translated forms and pages.
    """
    if code == SOURCE or not address.startswith("/"):
        return address
    path, mark, rest = _split(address)
    if _FUNCTIONS.match(path + "/") and not path.endswith((".json", ".pdf")):
        query, hash, anchor = (rest if mark == "?" else mark + rest).partition("#")
        if f"{ASK}=" in query:
            return address
        asked = f"{query}&{ASK}={code}" if query else f"{ASK}={code}"
        return f"{path}?{asked}{hash}{anchor}"
    if path in ("/", _STATUS) or path in pages or _CATALOGUE.match(path):
        return f"/{code}{path}{mark}{rest}"
    return address


def _split(address: str) -> tuple[str, str, str]:
    found = re.search(r"[?#]", address)
    if found is None:
        return address, "", ""
    return address[: found.start()], found.group(), address[found.end() :]


def finished(html: str, pages: Collection[str] = (), say: Callable[[str], str] | None = None) -> str:
    """A whole page for the reader of today's language; a Vietnamese one as it is.

    Its links and forms lead on in the language, and what is left in Vietnamese says so (WCAG 3.1.2). ``say``
    is for pages that hold nothing but content: it gives shared words that stand by themselves in English.
    """
    code = language()
    if code == SOURCE:
        return html
    led = _TAG.sub(lambda tag: _led(tag.group(), code, pages), html)
    return _PARTS.sub(partial(_marked, say), led)


def _led(tag: str, code: str, pages: Collection[str]) -> str:
    """A link or a form's beginning that stays in the language. A link that changes it has ``hreflang``."""
    if "hreflang=" in tag:
        return tag
    led = _ADDRESS.sub(lambda m: f'{m[1]}="{_escaped(address_in(code, m[2], pages))}"', tag)
    if tag.startswith("<form") and led != tag and 'method="post"' not in tag:
        # What a form asks for takes the place of its address's query.
        led += f'<input type="hidden" name="{ASK}" value="{code}">'
    return led


def _escaped(address: str) -> str:
    return re.sub(rf"&{ASK}=", f"&amp;{ASK}=", address)


def _marked(say: Callable[[str], str] | None, part: re.Match[str]) -> str:
    text = part["text"]
    if not text:
        return part[0]
    inner = text.strip()
    before, _inner, after = text.partition(inner)
    if say:
        plain = unescape(inner)
        if (said := say(plain)) != plain:
            return f"{before}{escape(said)}{after}"
    if not _VIETNAMESE.search(inner):
        return part[0]
    words = inner.split()
    if 2 * sum(bool(_VIETNAMESE.search(word)) for word in words) <= len(words):
        return part[0]  # English that names a place or a paper
    return f'{before}<bdi lang="{SOURCE}">{inner}</bdi>{after}'
