"""The hash chain of a case's events: whoever alters, drops or reorders one is found out.

The hash covers the ciphertext of the personal part, so the chain still verifies after the key is gone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Protocol

from functions.domain.errors import Fault
from functions.domain.model import JSON

START = "0" * 64


class Link(Protocol):
    """The part of a stored event that the chain is made of."""

    @property
    def seq(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def at(self) -> str: ...
    @property
    def actor(self) -> str: ...
    @property
    def data(self) -> JSON: ...
    @property
    def sealed(self) -> bytes | None: ...
    @property
    def prev(self) -> str: ...
    @property
    def hash(self) -> str: ...


def canonical(value: object) -> bytes:
    """One writing for one value: sorted keys, no spaces, UTF-8."""
    return _ENCODER.encode(value).encode()


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link_hash(
    case_id: str, seq: int, type: str, at: str, actor: str, data: JSON, sealed: bytes | None, prev: str
) -> str:
    """SHA-256 over everything that an event is, and over the hash before it."""
    seal = hashlib.sha256(sealed).hexdigest() if sealed is not None else ""
    return hashlib.sha256(canonical([case_id, seq, type, at, actor, data, seal, prev])).hexdigest()


def verify(case_id: str, links: Sequence[Link]) -> list[Fault]:
    """Everything that does not hold; empty for a whole chain. English, for operators and auditors."""
    faults, prev = [], START
    for position, link in enumerate(links, start=1):
        where = f"{case_id}[{link.seq}]"
        if link.seq != position:
            faults.append(Fault(where, "sequence", f"Event {position} is missing or out of order."))
        if link.prev != prev:
            faults.append(Fault(where, "link", "The event does not follow the one before it."))
        made = link_hash(case_id, link.seq, link.type, link.at, link.actor, link.data, link.sealed, link.prev)
        if made != link.hash:
            faults.append(Fault(where, "altered", "The event was altered after it was written."))
        prev = link.hash
    return faults
