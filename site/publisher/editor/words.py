"""What a key, a kind of question and a choice are called on the editors' page, and their hints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from publisher.handbook.keys import meanings
from publisher.portal import writing


@cache
def labels() -> Mapping[str, str]:
    """Vietnamese names by ``Model.key``, bare key, ``kind.<question>`` or ``value.<choice>``."""
    text = Path(__file__).with_name("labels.yml").read_text(encoding="utf-8")
    return {str(name): str(words) for name, words in yaml.safe_load(text).items()}


def label(model: type[BaseModel], key: str) -> str:
    """The name of a key; the key itself where nobody gave it one."""
    return _most_special(labels(), model, key) or key


def hint(model: type[BaseModel], key: str) -> str:
    """What the key means, as the handbook says it for services, without marks of Markdown."""
    if model.__module__ == writing.__name__:
        found = (labels().get(f"hint.{ancestor.__name__}.{key}") for ancestor in model.__mro__)
        return next(filter(None, found), "")
    words = _most_special(meanings(), model, key)
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", words).replace("`", "")


def choice(value: Any) -> str:
    """What a person reads for one value of a closed list."""
    say = getattr(value, "say", None)
    if isinstance(value, Enum) and callable(say):
        return str(say())
    return labels().get(f"value.{value}", str(value))


def kind(name: str) -> str:
    """What a kind of question is called."""
    return labels().get(f"kind.{name}", name)


def _most_special(words: Mapping[str, str], model: type[BaseModel], key: str) -> str:
    for ancestor in model.__mro__:
        if found := words.get(f"{ancestor.__name__}.{key}"):
            return found
    return words.get(key, "")
