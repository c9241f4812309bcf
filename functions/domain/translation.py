"""A declaration in another language: words beside it by id, and what is left in its own.

``words`` mirrors the declaration. Items of a list go by what names them (``id``, ``value``, ``kind``)::

    {"title": "Register a birth", "form": {"tre": {"title": "The child", "fields": {"gioi_tinh": {
        "label": "Sex", "options": {"nam": "Male", "nu": "Female"}}}}}}

A text in the place of a whole item stands for its main words: its label, name or title. Words change what
people read and nothing else: codes, values, rules and amounts stay, and so does the version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

from functions.domain.model import JSON, Model

Made = TypeVar("Made", bound=Model)
Say = Callable[[str], str]

MAIN = ("label", "name", "title")
"""The words that an item is known by."""
TEXTS = frozenset(
    {
        *MAIN,
        *("summary", "hint", "lead", "note", "case", "place", "purpose", "message", "guidance", "when_text"),
        *("row_label", "conditions", "issued_by", "registry"),
        *("tagline", "organisation", "short_name", "parent"),
    }
)
"""Keys whose values people read on pages."""
APART = frozenset({"messages", "source", "announcement", "units", "calendar", "keywords", "legal_basis"})
"""Parts without words to translate: what goes out as letters, names of law, places and days."""
_NAMES = ("id", "value", "kind")


class Place(NamedTuple):
    """A text that can be translated, and its words where it has them."""

    where: str
    """As in the file of words: ``form.tre.fields.ho_ten.label``."""
    text: str
    words: str | None


def translated(model: Made, words: JSON, say: Say) -> Made:
    """``model`` with its words, and where it has none with what ``say`` makes of its own."""
    return type(model).model_validate(spoken(model.model_dump(mode="json"), words, say))


def spoken(data: Any, words: Any, say: Say) -> Any:
    """Plain data in the other language. Words that fit nothing are left aside."""
    if isinstance(data, dict):
        known = _of(data, words)
        return {key: _value(key, value, known, say, data) for key, value in data.items()}
    if isinstance(data, list):
        named = words if isinstance(words, dict) else {}
        return [spoken(one, named.get(_name(one)), say) for one in data]
    return data


def _is_text(key: str, value: Any, data: JSON) -> bool:
    """Whether people read it. The message of a transition is the name of an event."""
    return key in TEXTS and isinstance(value, str) and not (key == "message" and "to" in data)


def _value(key: str, value: Any, words: JSON, say: Say, data: JSON) -> Any:
    if key in APART:
        return value
    if _is_text(key, value, data):
        given = words.get(key)
        return given if isinstance(given, str) and given and value else (say(value) if value else value)
    if key == "consents" and isinstance(value, dict):
        return {id: say(text) for id, text in value.items()}
    return spoken(value, words.get(key), say)


def _of(data: JSON, words: Any) -> JSON:
    """The words of one item; a lone text is that of its main words."""
    if isinstance(words, str):
        return {next((key for key in MAIN if key in data), ""): words}
    return words if isinstance(words, dict) else {}


def _name(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    return next((str(item[key]) for key in _NAMES if key in item), "")


def places(data: Any, words: Any, where: str = "") -> Iterator[Place]:
    """Every text of a declaration that can be translated, in its order."""
    if isinstance(data, list):
        known = words if isinstance(words, dict) else {}
        for one in data:
            if name := _name(one):
                yield from places(one, known.get(name), f"{where}.{name}")
        return
    if not isinstance(data, dict):
        return
    mine = _of(data, words)
    for key, value in data.items():
        inner = f"{where}.{key}".lstrip(".")
        if value and _is_text(key, value, data):
            given = mine.get(key)
            yield Place(inner, value, given if isinstance(given, str) else None)
        elif key not in APART:
            yield from places(value, mine.get(key), inner)


def strangers(data: Any, words: Any, where: str = "") -> Iterator[str]:
    """Places of ``words`` that name nothing in the declaration."""
    if isinstance(data, list):
        named = {_name(one): one for one in data if _name(one)}
        for name, inner in words.items() if isinstance(words, dict) else ():
            place = f"{where}.{name}"
            if str(name) in named:
                yield from strangers(named[str(name)], inner, place)
            else:
                yield place
        if not isinstance(words, dict | None):
            yield where
        return
    if isinstance(words, str) and isinstance(data, dict) and any(key in data for key in MAIN):
        return
    if not isinstance(words, dict) or not isinstance(data, dict):
        yield where
        return
    for key, inner in words.items():
        place = f"{where}.{key}".lstrip(".")
        value = data.get(key)
        if key in APART or not value:
            yield place
        elif _is_text(key, value, data):
            if not isinstance(inner, str):
                yield place
        elif isinstance(value, dict | list):
            yield from strangers(value, inner, place)
        else:
            yield place
