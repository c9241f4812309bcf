"""The app imports the views of an address when it is first asked for, and misses none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app import app
from functions.entrypoints.doors import DOORS

ROOT = Path(__file__).parents[2]


def modules_after(statement: str) -> set[str]:
    """What a new interpreter has imported."""
    return set(
        subprocess.run(
            [sys.executable, "-c", f"import app, sys; {statement}; print(*sys.modules)"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
    )


def test_every_view_stands_behind_the_first_part_of_its_address() -> None:
    found: dict[str, set[str]] = {}
    for path, methods in app.routes.items():
        views = {entry.view_function.__module__ for entry in methods.values()}
        found.setdefault(path.split("/")[1], set()).update(one.rpartition(".")[2] for one in views)
    assert found == {part: set(names) for part, names in DOORS.items()}
    assert len(app.routes) > 20 and "/nop/{slug}" in app.routes and "/khong-co" not in app.routes


def test_importing_the_app_imports_no_view_and_no_templates() -> None:
    said = modules_after("pass")
    views = {f"functions.entrypoints.{name}" for names in DOORS.values() for name in names}
    assert "functions.entrypoints.http" in said
    assert not views & said and "jinja2" not in said


def test_a_path_opens_its_own_doors_alone() -> None:
    said = modules_after("assert app.app.routes['/ban-nhap/{token}/gui'].keys() == {'GET', 'POST'}")
    assert {"functions.entrypoints.citizen_drafts", "functions.entrypoints.citizen_sending"} <= said
    assert "functions.entrypoints.citizen_tracking" not in said
