"""Projections and the desks on which they lie.

The projection stands in the list of its first desk by itself, which spares most cases a second item; every
further desk of a parallel consultation has an item of its own beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from functions.adapters.aws.dynamodb import keys
from functions.adapters.aws.dynamodb.items import Fields, dump, stamp
from functions.adapters.aws.dynamodb.writes import Write, delete, put
from functions.ports import Desk, Projection


def listed(made: Projection, before: Mapping[str, Any] | None) -> Iterator[Write]:
    """Writes that put a projection in the place of the one read ``before``, and clear the desks it left.

    They are refused when another stands there by now. One older than what stands writes nothing.
    """
    if before is not None and before["seq"] > made.seq:
        return
    desks = _distinct(made.desks)
    place = keys.place(due(made), made.case_id)
    first = {"list": keys.desk(desks[0].office_id, desks[0].role), "place": place} if desks else {}
    condition, given = "attribute_not_exists(#pk)", {}
    if before is not None:
        condition, given = (
            "#seq = :seq AND #desks = :desks",
            {name: before[name] for name in ("seq", "desks")},
        )
    yield put("list", keys.projection(made.case_id), {**_fields(made), **first}, condition, given)
    for desk in desks[1:]:
        lies: Fields = {"list": keys.desk(desk.office_id, desk.role), "place": place, "status": made.status}
        yield put("desk", keys.further_desk(made.case_id, desk.office_id, desk.role), lies)
    for desk in _distinct(_desks(before))[1:]:
        if desk not in desks[1:]:
            yield delete("desk", keys.further_desk(made.case_id, desk.office_id, desk.role))


def due(made: Projection) -> str:
    """By what a list is ordered."""
    return keys.NEVER if made.due is None else stamp(made.due)


def projection(item: Mapping[str, Any]) -> Projection:
    """The projection of an item."""
    return Projection(
        case_id=keys.name_of(item["pk"]),
        seq=item["seq"],
        code=item["code"],
        slug=item["slug"],
        version=item["version"],
        state=item["step"],
        status=item["status"],
        desks=_desks(item),
        due=datetime.fromisoformat(item["due"]) if "due" in item else None,
        data=json.loads(item["data"]),
        sealed=item.get("sealed"),
    )


def _fields(made: Projection) -> dict[str, str | int | bytes | None]:
    return {
        "seq": made.seq,
        "code": made.code,
        "slug": made.slug,
        "version": made.version,
        "step": made.state,
        "status": made.status,
        "desks": dump([(desk.office_id, desk.role) for desk in made.desks]),
        "due": None if made.due is None else stamp(made.due),
        "data": dump(made.data),
        "sealed": made.sealed,
    }


def _desks(item: Mapping[str, Any] | None) -> tuple[Desk, ...]:
    return tuple(Desk(*desk) for desk in json.loads(item["desks"])) if item else ()


def _distinct(desks: tuple[Desk, ...]) -> list[Desk]:
    return list(dict.fromkeys(desks))
