"""One common shape for service files, so that a form and an editor of text leave the same traces.

Keys stand in one order, with the comments above them; keys that say nothing go; lines end alike. What the
file means stays, and so does every comment: where that cannot be had the file is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from functions.domain.declaration import ProcedureFile, ProcessFile
from functions.domain.errors import Invalid
from functions.domain.model import JSON
from publisher.catalogue import service_files
from publisher.editor.rewrite import parts
from publisher.front_matter import read_document, read_text
from publisher.yaml_data import load

ORDER = (
    *("schema_version", "code", "title", "field", "authority", "also_at", "level", "status", "summary"),
    *(
        "time_limit",
        "time_limit_cases",
        "opened_by",
        "audience",
        "keywords",
        "announcement",
        "source",
        "doubts",
    ),
    *("valid_from", "valid_to", "online", "partial_reason", "conditions", "legal_basis", "channels", "fees"),
    *("evidence", "applicant", "form", "workflow", "output", "messages", "consent", "retention", "related"),
    *("follow_up", "examples"),
)
"""What it is, what it asks of people, how it runs, what it leads to. Unknown keys go to the end."""


def formatted(text: str, model: type[BaseModel]) -> str:
    """A readable service file in the common shape."""
    opening, head, closing, body = parts(text)
    before: JSON = load(head)[0] or {}
    kept = {key: value for key, value in before.items() if not _says_nothing(model, key, value)}
    blocks = _blocks(head)
    names = sorted((name for name in blocks if name in kept), key=_place)
    made = blocks.get("", "") + "".join(blocks[name] for name in names)
    tidy = "".join(f"{row.rstrip()}\n" for row in made.split("\n")[:-1])
    fresh = next((one for one in (tidy, made, head) if _same(one, kept)), head)
    return f"{opening.rstrip()}\n{fresh}{closing.rstrip()}\n" + body.rstrip() + "\n"


def unlike(content: Path, only: Sequence[Path] = ()) -> dict[Path, str]:
    """Service files that are not in the common shape, with the text that they should have.

    Files that cannot be read are left to ``motcua check``.
    """
    wanted = {path.absolute() for path in only}
    found = {}
    for path, process in service_files(content):
        if wanted and not wanted & {path.absolute(), *path.absolute().parents}:
            continue
        try:
            read_document(path, str(path))
            fresh = formatted(read_text(path, str(path)), ProcessFile if process else ProcedureFile)
        except Invalid:
            continue
        if fresh.encode() != path.read_bytes():
            found[path] = fresh
    return found


def _blocks(head: str) -> dict[str, str]:
    """Each key's text with the comments right above it; what stands before all of them is under ``""``."""
    rows = head.splitlines(keepends=True)
    root = yaml.compose(head, Loader=yaml.CSafeLoader)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        return {"": head}
    starts = []
    for key, _value in root.value:
        row = key.start_mark.line
        while row and rows[row - 1].startswith("#"):
            row -= 1
        starts.append((str(key.value), row))
    ends = [*(row for _name, row in starts[1:]), len(rows)]
    made = {name: "".join(rows[row:end]) for (name, row), end in zip(starts, ends, strict=True)}
    return {"": "".join(rows[: starts[0][1]])} | {
        name: one if one.endswith("\n") else f"{one}\n" for name, one in made.items()
    }


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def _says_nothing(model: type[BaseModel], key: str, value: Any) -> bool:
    """Whether a key is empty and means the same as if it were left out."""
    field = model.model_fields.get(key)
    if field is None or field.is_required() or value not in ("", None, []):
        return False
    return bool(value == field.default or (value == [] and field.default == ()))


def _same(head: str, data: JSON) -> bool:
    try:
        return bool(load(head)[0] == data)
    except (yaml.YAMLError, ValueError):
        return False
