"""Where in the editor's file a part of the compiled service was written.

Compiling puts standard sections before the file's own and merges workflows and messages; the faults that
checks find name the compiled place. Parts are found again by their ids.
"""

from __future__ import annotations

import re
from typing import Any

from functions.domain.declaration import AnyService
from functions.domain.model import JSON

_LISTED = re.compile(r"(?P<list>form|messages|workflow\.steps|channels)\[(?P<index>\d+)\](?P<rest>.*)", re.S)


def place_in_file(where: str, data: JSON, service: AnyService) -> str:
    """The path of ``where`` in ``data``; for inherited parts the key through which they came."""
    match = _LISTED.fullmatch(where)
    if not match:
        return where
    name, index, rest = match["list"], int(match["index"]), match["rest"]
    if name == "workflow.steps":
        return _step(service.workflow.steps[index].id, rest, data.get("workflow"))
    if name == "channels":
        return where if isinstance(data.get("channels"), list) else "time_limit"
    keys = ("id",) if name == "form" else ("event", "channel")
    wanted = [str(getattr(getattr(service, name)[index], key)) for key in keys]
    found = _index(data.get(name), keys, wanted)
    return name if found is None else f"{name}[{found}]{rest}"


def _step(id: str, rest: str, given: Any) -> str:
    if isinstance(given, dict):
        for key in ("steps", "add", "change"):
            index = _index(given.get(key), ("id",), [id])
            if index is not None:
                return f"workflow.{key}[{index}]{rest}"
    return "workflow"


def _index(rows: Any, keys: tuple[str, ...], wanted: list[str]) -> int | None:
    for index, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict) and [str(row.get(key)) for key in keys] == wanted:
            return index
    return None
