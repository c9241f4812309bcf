"""Officers in SQLite."""

from __future__ import annotations

import builtins
import json
import sqlite3
from typing import Any

from functions.adapters.sqlite.database import Database, dump
from functions.domain.errors import Duplicate
from functions.domain.i18n import _
from functions.ports import Officer

_SELECT = "SELECT id, login, name, office_id, roles, password_hash, position, active FROM officer"


class SqliteOfficers:
    """See :class:`functions.ports.Officers`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, officer: Officer) -> None:
        def store(connection: sqlite3.Connection) -> None:
            other = connection.execute(
                "SELECT id FROM officer WHERE login = ? AND id <> ?", (officer.login, officer.id)
            ).fetchone()
            if other is not None:
                raise Duplicate(_("Tên đăng nhập này đã có người dùng."), other[0])
            connection.execute(
                "INSERT OR REPLACE INTO officer VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _row(officer)
            )

        self._database.write(store)

    def get(self, officer_id: str) -> Officer | None:
        return next(iter(self._where("WHERE id = ?", officer_id)), None)

    def by_login(self, login: str) -> Officer | None:
        return next(iter(self._where("WHERE login = ?", login)), None)

    def list(self, office_id: str | None = None) -> tuple[Officer, ...]:
        if office_id is None:
            return tuple(self._where("ORDER BY login"))
        return tuple(self._where("WHERE office_id = ? ORDER BY login", office_id))

    def _where(self, clause: str, *parameters: str) -> builtins.list[Officer]:
        return [_officer(row) for row in self._database.read(f"{_SELECT} {clause}", parameters)]


def _row(officer: Officer) -> tuple[str | int, ...]:
    who = (officer.id, officer.login, officer.name, officer.office_id, dump(officer.roles))
    return (*who, officer.password_hash, officer.position, int(officer.active))


def _officer(row: tuple[Any, ...]) -> Officer:
    officer_id, login, name, office_id, roles, password_hash, position, active = row
    roles = tuple(json.loads(roles))
    return Officer(officer_id, login, name, office_id, roles, password_hash, position, bool(active))
