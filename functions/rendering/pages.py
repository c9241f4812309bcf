"""Pages that the functions answer with, made from the theme that the static build uses."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from functions.domain.declaration import Reference
from functions.domain.i18n import SOURCE, _, language
from functions.domain.translation import translated
from functions.rendering.environment import environment
from functions.rendering.language import finished

if TYPE_CHECKING:
    from jinja2 import Environment


class Pages:
    """Renders templates of one theme with what every page shows, in the reader's language."""

    def __init__(
        self,
        theme: Path,
        reference: Reference,
        pages: Callable[[str], Collection[str]] = lambda _code: (),
    ) -> None:
        """``pages`` gives the addresses, beside the catalogue, that stand in a language too."""
        self._theme, self._portal, self._pages = theme, reference.portal, pages
        self._made = {SOURCE: self._environment()}

    def render(self, template: str, **context: Any) -> str:
        """The page as text. ``template`` is a file name below ``templates/``."""
        code = language()
        if code not in self._made:
            self._made[code] = self._environment()
        return finished(self._made[code].get_template(template).render(**context), self._pages(code))

    def _environment(self) -> Environment:
        """One a language: macros see what is the same for all pages, and nothing of the page."""
        env = environment(self._theme)
        portal = self._portal if language() == SOURCE else translated(self._portal, {}, _)
        env.globals.update(portal=portal, current="")
        return env
