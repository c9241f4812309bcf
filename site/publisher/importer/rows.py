"""Front matter as a tree in which rows of lists are found by what they are, not by where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from functions.domain.model import JSON

Path = tuple[str, ...]
"""Steps from the top: keys, and what identifies a row of a list: ``("channels", "online", "note")``."""

IDENTITY: dict[str, tuple[str, ...]] = {
    "legal_basis": ("id",),
    "channels": ("kind",),
    "fees": ("id",),
    "evidence": ("id",),
    "doubts": ("kind", "where"),
}


class Missing:
    """The value of a path that leads nowhere."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING = Missing()


def label(name: str, row: Any) -> str:
    """What identifies a row of the list ``name``; empty where it lacks that."""
    if not isinstance(row, dict):
        return ""
    parts = [row.get(key) for key in IDENTITY[name]]
    return " ".join(map(str, parts)) if all(isinstance(part, str) for part in parts) else ""


def children(name: str, value: Any) -> JSON | None:
    """Values by their step; ``None`` for a leaf, and for a list whose rows cannot be told apart."""
    if isinstance(value, dict):
        return value
    if name not in IDENTITY or not isinstance(value, list) or not value:
        return None
    labels = [label(name, row) for row in value]
    if not all(labels) or len(set(labels)) < len(labels):
        return None
    return dict(zip(labels, value, strict=True))


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every leaf with its path."""
    inner = children(path[-1] if path else "", value)
    if not inner:
        yield path, value
        return
    for step, one in inner.items():
        yield from leaves(one, (*path, step))


def said(path: Path) -> str:
    """A path as doubts and reports write it."""
    return ".".join(path)
