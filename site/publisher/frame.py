"""Pelican, the frame: its settings, theme, news and pages, and our plugin's moment to make the rest.

Importing and running Pelican takes longer than one edit may. It is left out when nothing that it reads has
changed since it last ran; the plain values of its settings are kept for that.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from functions.domain.declaration import Reference
from functions.domain.errors import MotcuaError, Refused
from functions.domain.i18n import _
from publisher.cache.memory import Frame
from publisher.cache.stamps import Fingerprints
from publisher.outputs import digest

OURS = frozenset(
    {
        *("procedures", "processes", "reference", "handbook", "forms"),
        *("news", "campaigns", "pages", "images"),
    }
)
"""Folders of content that Pelican does not read."""
REFERENCE_SETTING = "MOTCUA_REFERENCE"
DRIVE_SETTING = "MOTCUA_DRIVE"

Drive = Callable[[], None]


class Pelican:
    """One run of Pelican, or the memory of the last one."""

    def __init__(self, settings: Path, content: Path, prints: Fingerprints, last: Frame, code: str) -> None:
        self._path, self._content, self._prints = settings, content, prints
        self._loaded: dict[str, Any] | None = None
        files = [(path.name, prints.of(str(path))) for path in sorted(settings.parent.glob("*.py"))]
        given = sorted(one for one in os.environ.items() if one[0].startswith("MOTCUA_"))
        self.frame = Frame(settings_key=digest(code, str(settings), str(content), files, given))
        known = last.settings_key == self.frame.settings_key
        self.frame.settings = last.settings if known else _plain(self._load())
        self._last = last

    @property
    def theme(self) -> Path:
        return Path(self.frame.settings["THEME"])

    def must_run(self, reference_key: str, day: date) -> bool:
        """Whether anything that Pelican reads has changed. The day counts where it has content of its own."""
        folders = [one for one in sorted(self._content.iterdir()) if one.is_dir() and one.name not in OURS]
        own = [(one.name, self._prints.of_tree(one)) for one in folders]
        dated = day if any(files for _name, files in own) else None
        theme = self._prints.of_tree(self.theme)
        self.frame.key = digest(self.frame.settings_key, theme, own, reference_key, dated)
        self.frame.files = self._last.files
        return self.frame.key != self._last.key

    def run(self, output: Path, reference: Reference, drive: Drive) -> None:
        """Write Pelican's own files below ``output``. Raises :class:`Refused` for whatever it warns of."""
        from pelican import Pelican as Run
        from pelican.log import console

        settings = self._load()
        settings.update({"OUTPUT_PATH": str(output), REFERENCE_SETTING: reference, DRIVE_SETTING: drive})
        console.quiet = True
        with _warnings_are_fatal():
            try:
                Run(settings).run()
            except MotcuaError:
                raise
            except Exception as error:
                reason = _("Dựng trang không thành: {reason}")
                raise Refused(reason.format(reason=f"{type(error).__name__}: {error}")) from error
        self.frame.files = tuple(
            str(path.relative_to(output)) for path in sorted(output.rglob("*")) if path.is_file()
        )

    def _load(self) -> dict[str, Any]:
        if self._loaded is None:
            from pelican.settings import read_settings

            with _warnings_are_fatal():
                self._loaded = read_settings(str(self._path), override={"PATH": str(self._content)})
        return self._loaded


def _plain(settings: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if isinstance(value, str | int | float | None)}


@contextmanager
def _warnings_are_fatal() -> Iterator[None]:
    """Pelican drops a broken page and exits 0 unless warnings are fatal."""
    import logging

    import pelican.log

    level = pelican.log.FatalLogger.fatal_lvl
    pelican.log.init(logging.WARNING, fatal="warnings")
    try:
        yield
    finally:
        pelican.log.FatalLogger.fatal_lvl = level
