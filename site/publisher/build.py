"""Building the portal and the catalogue: all of it, or nothing of it.

Everything is made in a folder beside the output and put in place by renames at the very end, so that a
broken file or template leaves what is published untouched.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import pelican.log
from pelican import Pelican
from pelican.settings import read_settings

from functions.domain.errors import Invalid, Refused
from functions.domain.i18n import _
from functions.rendering.environment import environment
from publisher import views
from publisher.catalogue import Content, load
from publisher.compiled import MANIFEST, VERSIONS, write_catalogue
from publisher.generator import DRIVE_SETTING, REFERENCE_SETTING
from publisher.kinds import KINDS
from publisher.site import Site

PORTAL = "www"
PARTS = (PORTAL, VERSIONS, MANIFEST)


def build(content: Path, output: Path, settings: Path, day: date) -> Content:
    """Check, build and publish.

    Raises :class:`Invalid` for faults in content, and :class:`Refused` for whatever Pelican warns of.
    """
    found = load(content, day)
    if found.errors:
        raise Invalid(_("Có {n} lỗi; chưa công bố gì.").format(n=len(found.errors)), found.faults)
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=output) as folder:
        fresh = Path(folder)
        write_catalogue(found, fresh, output)
        _portal(found, content, fresh / PORTAL, settings, day)
        _publish(fresh, output)
    return found


def _portal(found: Content, content: Path, www: Path, settings: Path, day: date) -> None:
    """Run Pelican in this process, every warning being an error."""
    override = {"PATH": str(content), "OUTPUT_PATH": str(www), REFERENCE_SETTING: found.reference}
    with _warnings_are_fatal():
        try:
            given = read_settings(str(settings), override=override)
            given[DRIVE_SETTING] = partial(_drive, found, day, Path(given["THEME"]), www)
            Pelican(given).run()
        except Exception as error:
            reason = _("Dựng trang không thành: {reason}").format(reason=f"{type(error).__name__}: {error}")
            raise Refused(reason) from error


def _drive(found: Content, day: date, theme: Path, www: Path) -> None:
    """Make every output of every kind."""
    env = environment(theme)
    env.filters.update(quantity=views.quantity, validity=views.validity)
    env.globals.update(portal=found.reference.portal, current="")
    site = Site(found, day, lambda: env, lambda name: name)
    for kind in KINDS:
        for output in kind(site):
            path = www / output.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(output.make())


@contextmanager
def _warnings_are_fatal() -> Iterator[None]:
    """Pelican drops a broken page and exits 0 unless warnings are fatal."""
    level = pelican.log.FatalLogger.fatal_lvl
    pelican.log.init(logging.WARNING, fatal="warnings")
    try:
        yield
    finally:
        pelican.log.FatalLogger.fatal_lvl = level


def _publish(fresh: Path, output: Path) -> None:
    """Put the new parts in place of the old by renames; what goes away is deleted last.

    The versions come before the manifest that names them.
    """
    old = fresh / "old"
    old.mkdir()
    for part in PARTS:
        target = output / part
        if target.exists():
            target.rename(old / part)
        (fresh / part).rename(target)
    shutil.rmtree(old)
