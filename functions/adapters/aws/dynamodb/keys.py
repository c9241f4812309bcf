"""Where each item lies: its key, and the lists that it stands in; the package's docstring shows them all."""

from __future__ import annotations

from zlib import crc32

SHARDS = 8
"""Partitions of a list that everybody writes to. The number may grow, since readers go through all and
an item stays in its own until it moves; it must never shrink.
"""

NEVER = "9999"
"""Sorts after every stamp: cases without a due moment come last."""

Key = dict[str, str]


def case(case_id: str) -> str:
    """The partition of a case: head, events, key and projection lie together."""
    return f"case#{case_id}"


def head(case_id: str) -> Key:
    return {"pk": case(case_id), "sk": "head"}


def event(case_id: str, seq: int) -> Key:
    """Ten digits, so that the order of texts is the order of events."""
    return {"pk": case(case_id), "sk": f"event#{seq:010}"}


def wrapped(case_id: str) -> Key:
    return {"pk": case(case_id), "sk": "key"}


def projection(case_id: str) -> Key:
    return {"pk": case(case_id), "sk": "projection"}


def further_desk(case_id: str, office_id: str, role: str) -> Key:
    """A desk beside the first one, whose place is the projection itself."""
    return {"pk": case(case_id), "sk": f"desk#{office_id}#{role}"}


def alone(kind: str, name: str) -> Key:
    """An item with a partition to itself: ``claim``, ``number``, ``outbox``, ``draft``, ``version`` …"""
    return {"pk": f"{kind}#{name}", "sk": kind}


def name_of(pk: str) -> str:
    """What follows the kind in a partition key."""
    return pk.partition("#")[2]


def desk(office_id: str, role: str) -> str:
    """The list of the cases on one desk."""
    return f"desk#{office_id}#{role}"


def sharded(kind: str, name: str) -> str:
    """The shard of a list in which an item stands."""
    return f"{kind}#{crc32(name.encode()) % SHARDS}"


def shards(kind: str) -> list[str]:
    """All shards of a list."""
    return [f"{kind}#{number}" for number in range(SHARDS)]


def place(stamp: str, name: str) -> str:
    """A place in a list that is ordered by time."""
    return f"{stamp}|{name}"


def after(stamp: str) -> str:
    """Greater than every place of that moment, less than any of a later one."""
    return f"{stamp}}}"
