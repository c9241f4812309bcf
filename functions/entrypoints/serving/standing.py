"""Which processes of the portal stand: a small file of their supervisor's, for readiness and operators."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

NAME = "serving.json"


class Stood(TypedDict):
    """One process."""

    role: str
    pid: int
    """0 while it is away."""
    ready: bool
    deaths: int
    """How often it went without being told, since the supervisor began."""


class Standing(TypedDict):
    """All of them."""

    supervisor: int
    since: str
    parts: list[Stood]


def write(state: Path, supervisor: int, since: str, parts: Sequence[Stood]) -> None:
    """Replace the file as a whole."""
    made = state / f"{NAME}.{supervisor}"
    whole: Standing = {"supervisor": supervisor, "since": since, "parts": list(parts)}
    made.write_text(json.dumps(whole), encoding="utf-8")
    made.replace(state / NAME)


def read(state: Path) -> Standing | None:
    """What the supervisor said last; ``None`` where one process serves alone, or nobody does."""
    try:
        said: Standing = json.loads((state / NAME).read_text(encoding="utf-8"))
        os.kill(said["supervisor"], 0)
    except (OSError, ValueError, KeyError):
        return None
    return said


def summary(state: Path) -> dict[str, str]:
    """How many of each role are ready, of how many: ``{"web": "4/4", "effects": "1/1"}``.

    Empty where one process does everything.
    """
    said = read(state)
    roles = dict.fromkeys(part["role"] for part in said["parts"]) if said else {}
    parts = said["parts"] if said else []
    return {
        role: f"{sum(p['ready'] for p in parts if p['role'] == role)}/{sum(p['role'] == role for p in parts)}"
        for role in roles
    }


def remove(state: Path) -> None:
    (state / NAME).unlink(missing_ok=True)
