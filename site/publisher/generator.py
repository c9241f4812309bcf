"""The Pelican plugin: Pelican brings settings, theme, news and pages; the plugin drives all other outputs.

Outputs of services are rendered in the environment that the server uses too
(:mod:`functions.rendering.environment`), so that a page looks the same whoever makes it; Pelican's own
environment gets the same words and filters for its news and pages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pelican import signals
from pelican.generators import Generator

from functions.domain.declaration import Reference
from functions.domain.errors import Refused
from functions.rendering.environment import equip
from publisher.frame import DRIVE_SETTING, REFERENCE_SETTING


class ServicesGenerator(Generator):  # type: ignore[misc]
    """Hands the work to the publisher's driver at Pelican's own moment for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        equip(self.env)

    def generate_context(self) -> None:
        """What every page shows, news and pages of Pelican included."""
        reference: Reference = self.settings[REFERENCE_SETTING]
        self.context.update(portal=reference.portal, current="")

    def generate_output(self, _writer: Any) -> None:
        drive: Callable[[], None] = self.settings[DRIVE_SETTING]
        drive()


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(_generators)


def _generators(pelican: Any) -> type[ServicesGenerator]:
    """Raises :class:`Refused` where Pelican was started by itself: services must be read and judged first."""
    if DRIVE_SETTING not in pelican.settings:
        raise Refused("Run “motcua build”: it reads and checks the services, and then runs Pelican.")
    return ServicesGenerator
