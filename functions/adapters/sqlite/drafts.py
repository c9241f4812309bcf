"""Drafts in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from functions.adapters.sqlite.database import Database, dump, moment, stamp
from functions.domain.errors import Conflict
from functions.domain.i18n import _
from functions.ports import Draft

_COLUMNS = "id, slug, version, sealed, expires_at, files, revision"


class SqliteDrafts:
    """See :class:`functions.ports.DraftStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, draft: Draft) -> Draft:
        return self._database.write(lambda connection: _put(connection, draft))

    def get(self, draft_id: str) -> Draft | None:
        row = self._database.row(f"SELECT {_COLUMNS} FROM draft WHERE id = ?", (draft_id,))  # noqa: S608
        return None if row is None else _draft(row)

    def delete(self, draft_id: str) -> bool:
        return self._delete("DELETE FROM draft WHERE id = ?", (draft_id,))

    def purge_expired(self, now: datetime, release: Callable[[str], None], limit: int = 500) -> int:
        rows = self._database.read(
            f"SELECT {_COLUMNS} FROM draft WHERE expires_at <= ? ORDER BY expires_at LIMIT ?",  # noqa: S608
            (stamp(now), limit),
        )
        purged = 0
        for draft in map(_draft, rows):
            for name in draft.files:
                release(name)
            purged += self._delete(
                "DELETE FROM draft WHERE id = ? AND revision = ?", (draft.id, draft.revision)
            )
        return purged

    def count_by_version(self, slug: str) -> dict[str, int]:
        return dict(
            self._database.read(
                "SELECT version, count(*) FROM draft WHERE slug = ? GROUP BY version", (slug,)
            )
        )

    def _delete(self, sql: str, parameters: tuple[str | int, ...]) -> bool:
        return self._database.write(lambda connection: connection.execute(sql, parameters).rowcount == 1)


def _put(connection: sqlite3.Connection, draft: Draft) -> Draft:
    stored = connection.execute("SELECT revision FROM draft WHERE id = ?", (draft.id,)).fetchone()
    if (0 if stored is None else stored[0]) != draft.revision:
        raise Conflict(_("Bản nháp vừa được lưu ở nơi khác. Hãy mở lại bản nháp rồi làm tiếp."))
    made = replace(draft, revision=draft.revision + 1)
    names, rest = (made.id, made.slug, made.version, made.sealed), (dump(made.files), made.revision)
    connection.execute(
        "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?, ?, ?, ?)", (*names, stamp(made.expires_at), *rest)
    )
    return made


def _draft(row: tuple[Any, ...]) -> Draft:
    draft_id, slug, version, sealed, expires_at, files, revision = row
    names = tuple(json.loads(files))
    return Draft(draft_id, slug, version, sealed, moment(expires_at), names, revision)
