"""What a province's own server has beside the services: its database file, its backups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.bootstrap import chosen
from functions.settings import Settings

if TYPE_CHECKING:
    from functions.adapters.sqlite.shape import DatabaseFile


def database_file(settings: Settings) -> DatabaseFile:
    """The file of the embedded database, not opened."""
    from functions.adapters.sqlite.shape import DatabaseFile

    return DatabaseFile(chosen.database(settings))
