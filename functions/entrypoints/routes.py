"""Every route of the app with who may come in, for documents and reviewers."""

from __future__ import annotations

import inspect
from typing import NamedTuple

from functions.entrypoints.http import DOORS


class Route(NamedTuple):
    """One method of one path. ``says`` is the first line of the view's docstring."""

    method: str
    path: str
    authorisation: str
    says: str


def routes() -> list[Route]:
    """All routes by path and method; those whose view names nobody say ``undeclared``."""
    from app import app

    found = []
    for path, methods in sorted(app.routes.items()):
        for method, entry in sorted(methods.items()):
            view = entry.view_function
            door = DOORS.get(f"{view.__module__}.{view.__name__}", "undeclared")
            says = (inspect.getdoc(view) or "").split("\n\n")[0].replace("\n", " ")
            found.append(Route(method, path, door, says))
    return found
