"""What a province's own server has beside the services: its database file, its backups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from functions.bootstrap import chosen
from functions.domain.errors import Fault, Invalid, StoreUnavailable
from functions.services.rebuild import audit, case_ids
from functions.settings import Settings

if TYPE_CHECKING:
    from functions.adapters.backup.restoring import Restored, Restoring
    from functions.adapters.backup.taking import Taken
    from functions.adapters.sqlite.shape import DatabaseFile


def database_file(settings: Settings) -> DatabaseFile:
    """The file of the embedded database, not opened. Raises ``Invalid`` where another store is chosen."""
    from functions.adapters.sqlite.shape import DatabaseFile

    return DatabaseFile(_own_database(settings))


def back_up(settings: Settings, into: Path, keys_into: Path | None, with_keys: bool, keep: int) -> Taken:
    """Take a backup, and leave word of it, or of its failure, for whoever watches."""
    from datetime import UTC, datetime

    from functions.adapters.backup.taking import Source, note, take_backup

    source = Source(settings.state, _own_database(settings), settings.files)
    try:
        taken = take_backup(source, into, keys_into, with_keys, keep)
    except Exception as error:
        if settings.state.is_dir():
            note(settings.state, failed_at=datetime.now(UTC).isoformat(), error=type(error).__name__)
        if isinstance(error, OSError):
            raise _told(error) from error
        raise
    note(
        settings.state,
        at=datetime.now(UTC).isoformat(),
        place=str(taken.place),
        entries=taken.entries,
        bytes=taken.bytes,
        keys="included" if with_keys else "apart" if keys_into else "absent",
        failed_at=None,
        error=None,
    )
    return taken


def not_backed_up(settings: Settings) -> list[str]:
    """Names in the state folder that no backup takes along."""
    from functions.adapters.backup.taking import not_taken

    return not_taken(settings.state, _own_database(settings))


def restoring(
    backup: Path, keys: Path | None, without_keys: bool, hold_notices: bool, skip_numbers: int
) -> Restoring:
    """A backup about to be looked at or restored."""
    from functions.adapters.backup.restoring import Restoring

    return Restoring(backup, keys, without_keys, hold_notices, skip_numbers)


def restore(settings: Settings, given: Restoring) -> tuple[Restored, int, list[Fault]]:
    """Restore into the state folder, then hold every chain against its hashes: how many, what is wrong."""
    from functions.adapters.sqlite import SqliteStore

    database = _own_database(settings)
    try:
        restored = given.into(settings.state, database.name)
    except OSError as error:
        raise _told(error) from error
    store = SqliteStore(database)
    try:
        audited = [audit(store, case_id) for case_id in case_ids(store)]
    finally:
        store.close()
    return restored, len(audited), [fault for faults in audited for fault in faults]


def _told(error: OSError) -> StoreUnavailable:
    """A disk or folder that refuses, in words and with its name."""
    return StoreUnavailable(f"{error.filename or 'The disk'}: {error.strerror}. Nothing half done was left.")


def _own_database(settings: Settings) -> Path:
    if settings.store != "sqlite":
        raise Invalid("MOTCUA_STORE names another store: it is kept, moved and restored by its own tools.")
    return chosen.database(settings)
