"""Data as YAML in the hand in which editors write: keys in blocks, short rows of doubts on one line each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from functions.domain.model import JSON
from publisher.yaml_data import load

Value = object
Path = tuple[str | int, ...]

DOUBTS_ABOVE = (
    "# Chỗ phải quyết trước khi công bố: xem “kind”, sửa ở “where”, rồi xóa dòng ấy.",
    "# Bản quốc gia nói gì thì ghi ở “said”. Còn dòng nào thì tệp này chưa công bố được.",
)
"""Stands in the file above the doubts. The content of a file is Vietnamese in every language of commands."""
_FLOW_ROWS = frozenset({"doubts"})
_PLAIN = re.compile(r"(?=[^\n]*[^\W\d_])[^\W_][^:#\n\[\]{},&*!|>'\"%@`\\]*\Z")
_INDENT = 2


def front_matter(data: JSON) -> str:
    """All keys, each at the left edge."""
    return "".join(entry(key, value, 0) for key, value in data.items())


def entry(key: str, value: Value, indent: int, *, bare: bool = False) -> str:
    """One key with its value, ending with a line end; ``bare`` leaves out the remark above doubts."""
    head = " " * indent
    above = "".join(f"{head}{line}\n" for line in DOUBTS_ABOVE) if key == "doubts" and not bare else ""
    return f"{above}{head}{key}:{_behind(value, indent, flow_rows=key in _FLOW_ROWS)}"


def item(value: Value, indent: int, *, flow: bool = False) -> str:
    """One row of a list, ending with a line end."""
    head = " " * indent
    if flow or not isinstance(value, Mapping) or not value:
        return f"{head}- {inline(value)}\n"
    rows = "".join(entry(key, inner, indent + _INDENT) for key, inner in value.items())
    return f"{head}- {rows.lstrip(' ')}"


def scalar(value: Value, indent: int) -> str:
    """A value where a block may stand; text of several lines becomes a block under ``indent``."""
    if isinstance(value, str) and "\n" in value and _fits_a_block(value):
        margin = " " * (indent + _INDENT)
        return "|-\n" + "\n".join(f"{margin}{line}" if line else "" for line in value.split("\n"))
    return inline(value)


def inline(value: Value) -> str:
    """A value on one line, right inside brackets and out of them."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, str):
        return value if _is_plain(value) else _quoted(value)
    return json.dumps(value)


def _behind(value: Value, indent: int, *, flow_rows: bool) -> str:
    """What follows ``key:``."""
    if (
        isinstance(value, Mapping)
        and value
        and any(isinstance(one, (Mapping, list)) for one in value.values())
    ):
        return "\n" + "".join(entry(key, inner, indent + _INDENT) for key, inner in value.items())
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        rows = "".join(item(row, indent + _INDENT, flow=flow_rows) for row in value)
        return "\n" + rows
    return f" {scalar(value, indent)}\n"


def _is_plain(text: str) -> bool:
    """Whether YAML, and our stricter reading of it, takes the bare words for this text."""
    return bool(_PLAIN.match(text)) and not text.endswith(" ") and load(f"x: {text}\n")[0] == {"x": text}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _fits_a_block(text: str) -> bool:
    """Blocks say their margin by the first line, and keep no spaces at the ends."""
    lines = text.split("\n")
    return (
        not text.startswith((" ", "\n"))
        and not text.endswith(("\n", " "))
        and all(line == line.rstrip() and "\t" not in line for line in lines)
    )
