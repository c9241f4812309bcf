"""A file of content as a form gets it, and the form's answer as the file should say it.

A form cannot show two shapes of one key, so that ``workflow: one_stop`` opens as ``{extends: one_stop}`` and
is written short again. It leaves empty rows and keys behind, which mean "left out", unless the file said so
before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import Any

from functions.domain.model import JSON
from publisher.front_matter import FENCE
from publisher.yaml_data import load

SHORT = {"workflow": "extends"}
"""Keys that may be written as one word, and which key of the group that word is."""
_EMPTY: tuple[Any, ...] = ("", None, [], {})
_TELLING = ("id", "value", "kind", "event", "channel", "number", "name", "do", "at", "label")


def opened(data: JSON, body: str) -> str:
    """The file for a form. Front matter as JSON: it is YAML, and leaves nothing to guess."""
    shown = {
        key: {SHORT[key]: one} if key in SHORT and isinstance(one, str) else one for key, one in data.items()
    }
    return f"{FENCE}\n{json.dumps(shown, ensure_ascii=False)}\n{FENCE}\n{body}"


def parted(raw: str) -> tuple[JSON, str]:
    """Data and body of what a form sends back. Raises :class:`YamlFault`."""
    rows = raw.replace("\r\n", "\n").split("\n")
    end = next((n for n, row in enumerate(rows[1:], 1) if row.rstrip() == FENCE), None)
    if rows[0].rstrip() != FENCE or end is None:
        return {}, raw
    data, _lines = load("\n".join(rows[1:end]) + "\n")
    return data or {}, "\n".join(rows[end + 1 :])


def answered(given: JSON, before: JSON) -> JSON:
    """What the file should say. ``before`` is what it says now."""
    short = {key: _shortened(key, one) for key, one in given.items()}
    return _filled(short, before)


def _shortened(key: str, value: Any) -> Any:
    if key not in SHORT or not isinstance(value, dict):
        return value
    said = {name: one for name, one in value.items() if one not in _EMPTY}
    return said[SHORT[key]] if set(said) == {SHORT[key]} else value


def _filled(given: JSON, before: Any) -> JSON:
    old = before if isinstance(before, dict) else {}
    found: JSON = {}
    for key, value in given.items():
        kept = _kept(value, old.get(key))
        if kept not in _EMPTY or (key in old and _same(old[key], kept)):
            found[key] = kept
    return found


def _kept(value: Any, old: Any) -> Any:
    if isinstance(value, dict):
        return _filled(value, old)
    if not isinstance(value, list):
        return value
    rows = old if isinstance(old, list) else []
    partner = dict(pairs(rows, value))
    return [_kept(one, rows[partner[n]] if n in partner else None) for n, one in enumerate(value)]


def pairs(old: Sequence[Any], new: Sequence[Any]) -> Iterable[tuple[int, int]]:
    """Which row of ``new`` was which of ``old``: (new, old), in order."""
    match = SequenceMatcher(None, [*map(_tell, old)], [*map(_tell, new)], autojunk=False)
    for block in match.get_matching_blocks():
        yield from ((block.b + n, block.a + n) for n in range(block.size))


def _tell(row: Any) -> str:
    """What a row is told by."""
    if isinstance(row, dict):
        for key in _TELLING:
            if isinstance(row.get(key), str | int):
                return f"{key}={row[key]}"
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


def _same(one: Any, other: Any) -> bool:
    """Equality that tells ``0`` from ``false`` and ``""`` from ``null``."""
    return type(one) is type(other) and bool(one == other)
