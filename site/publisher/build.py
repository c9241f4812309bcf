"""Building the portal and the catalogue: what changed of it, and all of that or nothing.

Files are read again only where they changed, outputs made again only where something that they show
changed. Whatever is new waits beside the output until all of it is there (:mod:`publisher.journal`), so that
a broken file or template leaves what is published untouched.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

from functions.domain.errors import Refused
from functions.domain.i18n import _
from publisher import journal
from publisher.cache.ledger import Ledger
from publisher.cache.library import Damaged, Library
from publisher.cache.memory import FOLDER, Published, Readings
from publisher.cache.pack import Pack
from publisher.one_build import COMPILED, PORTAL, Build, Built, identity
from publisher.progress import Progress

__all__ = ["Built", "Publisher", "build"]

PACK = "readings.pack"


def build(
    content: Path,
    output: Path,
    settings: Path,
    day: date,
    *,
    full: bool = False,
    preview: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Check, build and publish, once. A ``preview`` shows drafts and what is due later, marked as such.

    Raises :class:`Invalid` for faults in content, and :class:`Refused` for whatever cannot be made.
    """
    publisher = Publisher(content, output, settings, progress, preview=preview)
    try:
        return publisher.build(day, full=full)
    finally:
        publisher.close()


class Publisher:
    """Builds one content folder into one output, as often as asked; what it knows stays in memory."""

    def __init__(
        self,
        content: Path,
        output: Path,
        settings: Path,
        progress: Progress | None = None,
        *,
        preview: bool = False,
    ) -> None:
        self.content, self.output, self.settings, self.preview = content, output, settings, preview
        self.cache = output / FOLDER
        self.progress = progress or Progress(shown=False)
        self.theme: Path | None = None
        """The theme's folder, once a build has read the settings."""
        self._library: Library | None = None
        self._published: tuple[Ledger, Published] | None = None

    def build(self, day: date, *, full: bool = False) -> Built:
        """See :func:`build`. With ``full``, nothing that is remembered counts."""
        with journal.alone(self.output):
            fresh = journal.begin(self.output)
            try:
                try:
                    return self._build(day, fresh, full)
                except Damaged:
                    return self._build(day, journal.begin(self.output), full=True)
            except OSError as error:
                self._published = None
                reason = _("Không đọc hoặc ghi được: {reason}").format(reason=error)
                raise Refused(reason) from error
            except BaseException:
                self._published = None
                raise
            finally:
                journal.discard(self.output)

    def _build(self, day: date, fresh: Path, full: bool) -> Built:
        if full:
            self._forget()
        library = self._library
        if library is None or not library.kept.ledger.still_ours():
            self.close()
            kept, pack = Readings(self.cache / "readings"), Pack(self.cache / PACK)
            library = self._library = Library(self.content, kept, pack)
        known = self._published
        if known is None or not known[0].still_ours():
            ledger = Ledger(self.cache / "published")
            known = ledger, Published.of(ledger.tables)
        if known[1].root != identity(self.output / PORTAL):
            known = known[0], Published()
        built = Build(self, library, known[0], known[1], day, fresh)
        self._published = known[0], built.run()
        return built.did

    def close(self) -> None:
        """Let go of what is open; the next build opens it again."""
        if self._library:
            self._library.pack.close()
        self._library = None

    def _forget(self) -> None:
        """Begin from nothing."""
        self.close()
        self._published = None
        for name in ("readings", "published", COMPILED):
            shutil.rmtree(self.cache / name, ignore_errors=True)
        (self.cache / PACK).unlink(missing_ok=True)
