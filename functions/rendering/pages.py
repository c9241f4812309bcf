"""Pages that the functions answer with, made from the theme that the static build uses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from functions.domain.declaration import Reference
from functions.rendering.environment import environment


class Pages:
    """Renders templates of one theme with what every page shows."""

    def __init__(self, theme: Path, reference: Reference) -> None:
        self._env = environment(theme)
        self._env.globals["portal"] = reference.portal
        self._env.globals["current"] = ""

    def render(self, template: str, **context: Any) -> str:
        """The page as text. ``template`` is a file name below ``templates/``."""
        return self._env.get_template(template).render(**context)
