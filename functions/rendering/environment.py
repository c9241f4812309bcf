"""The Jinja environment that the static build and the server share, so that pages look alike."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from functions.domain import i18n
from functions.domain.say import clock, day, dong, moment
from functions.rendering import language


def environment(theme: Path) -> Environment:
    """Templates of a theme, escaping everything. An unknown name in a template is an error, not a gap."""
    made = Environment(
        loader=FileSystemLoader(theme / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    equip(made)
    return made


def equip(env: Environment) -> None:
    """Give an environment, ours or Pelican's, the words and filters that the shared templates use."""
    env.globals.update(_=i18n._, language=i18n.language, switch=language.Switch("en", "/en/"))
    env.filters.update(day=day, moment=moment, clock=clock, dong=dong, megabytes=megabytes)


def megabytes(size: int) -> str:
    """``1,4 MB``; below a tenth of a megabyte in KB."""
    if size < 2**20 // 10:
        return f"{max(1, round(size / 2**10))} KB"
    return f"{size / 2**20:.1f} MB".replace(".", ",")
