"""Events keep personal data apart, and the chain finds every change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from functions.domain.chain import START, canonical, link_hash, verify
from functions.domain.events import CITIZEN, Moved, Noted, join, split
from functions.ports import StoredEvent

AT = datetime(2026, 6, 9, 1, 0, tzinfo=UTC)


def chain(length: int = 4) -> list[StoredEvent]:
    links: list[StoredEvent] = []
    prev = START
    for seq in range(1, length + 1):
        data, sealed = {"n": seq}, bytes([seq])
        made = link_hash("c", seq, "noted", AT.isoformat(), "{}", data, sealed, prev)
        links.append(StoredEvent("c", seq, "noted", AT.isoformat(), "{}", data, sealed, prev, made))
        prev = made
    return links


def test_a_whole_chain_verifies() -> None:
    assert verify("c", chain()) == []


@pytest.mark.parametrize(
    "change", [{"data": {"n": 9}}, {"sealed": b"x"}, {"at": "2026"}, {"actor": "x"}, {"type": "y"}]
)
def test_any_change_is_found_at_its_place(change: dict[str, object]) -> None:
    links = chain()
    links[1] = replace(links[1], **change)  # type: ignore[arg-type]
    assert [(fault.where, fault.code) for fault in verify("c", links)] == [("c[2]", "altered")]


def test_a_missing_a_swapped_and_a_rewritten_event_are_found() -> None:
    links = chain()
    assert verify("c", links[:1] + links[2:])
    assert verify("c", [links[0], links[2], links[1], links[3]])
    forged = replace(links[1], data={"n": 7})
    made = link_hash("c", 2, forged.type, forged.at, forged.actor, forged.data, forged.sealed, forged.prev)
    assert verify("c", [links[0], replace(forged, hash=made), *links[2:]])


def test_personal_fields_travel_apart_and_an_event_comes_back_whole() -> None:
    event = Moved(
        at=AT,
        actor=CITIZEN,
        transition="a",
        from_step="x",
        to_step="y",
        status=5,
        reason="Thiếu giấy",
        fields={"k": 1},
    )
    data, personal = split(event)
    assert "Thiếu giấy" not in canonical(data).decode() and personal == {
        "reason": "Thiếu giấy",
        "fields": {"k": 1},
    }
    actor = CITIZEN.model_dump(mode="json")
    assert join("moved", AT.isoformat(), actor, data, personal) == event


def test_without_the_key_an_event_stands_without_its_personal_part() -> None:
    data, _personal = split(Noted(at=AT, actor=CITIZEN, text="bí mật"))
    erased = join("noted", AT.isoformat(), CITIZEN.model_dump(mode="json"), data, None)
    assert isinstance(erased, Noted) and erased.text is None
