"""Officers in DynamoDB. A login is an item of its own, so that two cannot take the same one."""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterator, Mapping
from typing import Any

from functions.adapters.aws.dynamodb import keys
from functions.adapters.aws.dynamodb.calls import Refusal, Table
from functions.adapters.aws.dynamodb.items import dump
from functions.adapters.aws.dynamodb.trouble import unavailable
from functions.adapters.aws.dynamodb.writes import Write, delete, put
from functions.domain.errors import Duplicate
from functions.domain.i18n import _
from functions.ports import Officer

_TRIES = 8
_MINE = "attribute_not_exists(#pk) OR #officer = :id"


class DynamodbOfficers:
    """See :class:`functions.ports.Officers`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def put(self, officer: Officer) -> None:
        for _attempt in range(_TRIES):
            try:
                self._table.transact(list(_writes(officer, self._table.get(_key(officer.id)))))
            except Refusal:
                holder = self._table.get(keys.alone("login", officer.login))
                if holder is not None and holder["officer"] != officer.id:
                    raise Duplicate(_("Tên đăng nhập này đã có người dùng."), holder["officer"]) from None
                continue
            return
        raise unavailable()

    def get(self, officer_id: str) -> Officer | None:
        found = self._table.get(_key(officer_id))
        return None if found is None else _officer(found)

    def by_login(self, login: str) -> Officer | None:
        holder = self._table.get(keys.alone("login", login))
        return None if holder is None else self.get(holder["officer"])

    def list(self, office_id: str | None = None) -> tuple[Officer, ...]:
        index, condition, given = "lists", "#list = :list", {"list": "officers"}
        if office_id is not None:
            index, condition, given = "groups", "#group = :group", {"group": f"officers#{office_id}"}
        listed = [_key(keys.name_of(item["pk"])) for item in self._table.query(index, condition, given, 1000)]
        found = map(_officer, self._table.get_all(listed))
        return tuple(sorted((one for one in found if office_id in (None, one.office_id)), key=_login))


def _writes(officer: Officer, before: Mapping[str, Any] | None) -> Iterator[Write]:
    """The officer and their login; a login that they had before is free again."""
    condition, given = "attribute_not_exists(#pk)", {}
    if before is not None:
        condition, given = "#login = :login", {"login": before["login"]}
    yield put("officer", _key(officer.id), _fields(officer), condition, given)
    taken = keys.alone("login", officer.login)
    yield put("login", taken, {"officer": officer.id}, _MINE, {"id": officer.id})
    if before is not None and before["login"] != officer.login:
        yield delete("login", keys.alone("login", before["login"]))


def _key(officer_id: str) -> keys.Key:
    return keys.alone("officer", officer_id)


def _login(officer: Officer) -> str:
    return officer.login


def _fields(officer: Officer) -> dict[str, str | int | bytes | None]:
    return {
        "login": officer.login,
        "name": officer.name,
        "office": officer.office_id,
        "roles": dump(officer.roles),
        "password_hash": officer.password_hash,
        "position": officer.position,
        "active": int(officer.active),
        "list": "officers",
        "place": keys.place(officer.login, officer.id),
        "group": f"officers#{officer.office_id}",
        "rank": keys.place(officer.login, officer.id),
    }


def _officer(item: Mapping[str, Any]) -> Officer:
    roles: builtins.list[str] = json.loads(item["roles"])
    return Officer(
        id=keys.name_of(item["pk"]),
        login=item["login"],
        name=item["name"],
        office_id=item["office"],
        roles=tuple(roles),
        password_hash=item["password_hash"],
        position=item["position"],
        active=bool(item["active"]),
    )
