"""The English twin of a page: the same page, said in English, below ``/en/``.

A twin costs its making and nothing else: its key comes of the key of the page, which covers the words of the
content in both languages, so that no kind of output has to name anything twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from gettext import NullTranslations
from typing import ParamSpec

from functions.domain.i18n import use_translations
from functions.rendering.language import ENGLISH
from publisher.outputs import Output, digest
from publisher.site import Site

Asked = ParamSpec("Asked")


def twinned(kind: Callable[Asked, Iterable[Output]]) -> Callable[Asked, Iterator[Output]]:
    """A kind whose pages stand in English too."""

    def outputs(*args: Asked.args, **kwargs: Asked.kwargs) -> Iterator[Output]:
        site = args[0]
        assert isinstance(site, Site)  # noqa: S101 - every kind takes the site first
        for output in kind(*args, **kwargs):
            yield output
            if site.english and site.in_english(output.path):
                yield twin(output, site.english, site.leads_key)

    return outputs


def twin(output: Output, english: Callable[[], NullTranslations], leads: str) -> Output:
    """The same page in English; ``leads`` is a key of where its links may lead."""
    key = digest(output.key, leads)
    return Output(f"{ENGLISH}/{output.path}", key, partial(_said, english, output.make))


def _said(english: Callable[[], NullTranslations], make: Callable[[], bytes]) -> bytes:
    with use_translations(english()):
        return make()
