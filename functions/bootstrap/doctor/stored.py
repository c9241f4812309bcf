"""The embedded database, and whether every version that a case began with can still be read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from functions.bootstrap import chosen
from functions.bootstrap.doctor.finding import Check, Finding
from functions.settings import Settings

OLDEST = timedelta(days=2)
"""A backup is taken each night; one may fail before somebody must look."""
_NAMED = 5


def database(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """It is whole, and has the shape of this program."""
    from functions.adapters.sqlite.shape import DatabaseFile

    path = chosen.database(settings)
    if not _embedded(settings) or not path.exists():
        return
    with closing(_read_only(path)) as connection:
        try:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            (shape,) = connection.execute("PRAGMA user_version").fetchone()
        except sqlite3.DatabaseError:
            said, shape = "no database", -1
    if said != "ok":
        mend = "Stop the portal, keep this file, restore the newest backup, then “motcua audit”."
        yield Finding("database", "fault", str(path), "The file is damaged", mend)
        return
    newest = DatabaseFile.newest
    if shape == newest:
        yield Finding("database", "ok", str(path), f"Whole, in shape {shape}")
    elif shape < newest:
        yield Finding(
            "database",
            "warning",
            str(path),
            f"Shape {shape}, this program has {newest}",
            "Run “motcua migrate --newest”.",
        )
    else:
        mend = "Use the newer program, or go back with its “motcua migrate --to”."
        yield Finding("database", "fault", str(path), f"Shape {shape} is of a newer program ({newest})", mend)


def catalogue(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """The compiled services are there, each in the version that the manifest names."""
    manifest = settings.build / "catalogue.json"
    try:
        services = dict(json.loads(manifest.read_text(encoding="utf-8"))["services"])
    except (OSError, ValueError, KeyError, TypeError):
        yield Finding("catalogue", "fault", str(manifest), "It cannot be read", "Run “motcua build”.")
        return
    folder = settings.build / "catalogue"
    missing = [slug for slug, version in services.items() if not (folder / f"{version}.json").is_file()]
    if missing:
        yield Finding(
            "catalogue", "fault", str(folder), f"Not there: {_some(missing)}", "Run “motcua build”."
        )
    else:
        yield Finding("catalogue", "ok", str(manifest), f"{len(services)} services, all of them there")


def versions(settings: Settings, _now: datetime) -> Iterator[Finding]:
    """Every version that a case began with is in the archive or in the build."""
    path = chosen.database(settings)
    if not _embedded(settings) or not path.exists():
        return
    with closing(_read_only(path)) as connection:
        try:
            used = {row[0] for row in connection.execute("SELECT DISTINCT version FROM projection")}
            kept = {row[0] for row in connection.execute("SELECT hash FROM version")}
        except sqlite3.DatabaseError:
            return  # told above
    lost = [one for one in used - kept if not (settings.build / "catalogue" / f"{one}.json").is_file()]
    if lost:
        mend = "Bring these files back into build/catalogue from a backup, or build the commit that had them."
        yield Finding(
            "versions", "fault", str(path), f"Cases stand on versions that nobody has: {_some(lost)}", mend
        )
    else:
        yield Finding("versions", "ok", str(path), f"{len(used)} versions in use, all of them readable")


def backups(settings: Settings, now: datetime) -> Iterator[Finding]:
    """The last backup went well, and not long ago."""
    from functions.adapters.backup.taking import STATUS

    path = settings.state / STATUS
    if not _embedded(settings) or not chosen.database(settings).exists():
        return
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        mend = "Run “motcua backup FOLDER” each night, onto another disk."
        yield Finding("backups", "warning", str(path), "No backup was ever taken", mend)
        return
    if told.get("failed_at"):
        says = f"The last backup failed on {told['failed_at']} ({told.get('error')})"
        yield Finding(
            "backups", "fault", str(path), says, "Run “motcua backup” by hand and see what it says."
        )
    taken = datetime.fromisoformat(told["at"]) if told.get("at") else None
    if taken is None or now - taken > OLDEST:
        says = f"The last good backup is of {taken.date() if taken else 'no day'}"
        yield Finding(
            "backups", "fault", str(path), says, "See whether its timer runs: systemctl list-timers."
        )
    elif not told.get("failed_at"):
        yield Finding("backups", "ok", str(told.get("place", path)), f"Taken on {told['at']}")


def _embedded(settings: Settings) -> bool:
    return settings.store == "sqlite"


def _read_only(path: Path) -> sqlite3.Connection:
    """Where nobody left a log beside it, it is read as it lies: else looking would leave files there."""
    quiet = not path.with_name(path.name + "-wal").exists()
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if quiet else ''}", uri=True)


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(sorted(names)[:_NAMED]) + more


CHECKS: dict[str, Check] = {
    "database": database,
    "catalogue": catalogue,
    "versions": versions,
    "backups": backups,
}
