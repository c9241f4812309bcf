"""What was imported last time, kept beside the content: the ground on which a later import compares.

``content/imported/<code>.json`` holds front matter and body as the import wrote them. Editors never touch it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from functions.domain.errors import Refused
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.importer.draft import Draft

FOLDER = "imported"


@dataclass(frozen=True, slots=True)
class Bases:
    """The folder of what was imported."""

    folder: Path

    def get(self, code: str) -> Draft | None:
        """The last import of a code. Raises :class:`Refused` when the file was damaged."""
        path = self._path(code)
        if not path.is_file():
            return None
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            data, body = kept["data"], kept["body"]
            if not isinstance(data, dict) or not isinstance(body, str):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            reason = _("Bản đã nhập {path} bị hỏng. Khôi phục từ git, hoặc xóa để nhập như lần đầu.")
            raise Refused(reason.format(path=path)) from None
        return Draft(code, data, body)

    def put(self, draft: Draft) -> None:
        """Keep a draft as the ground of the next import; what has not changed is not written."""
        kept: JSON = {"data": draft.data, "body": draft.body}
        text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
        path = self._path(draft.code)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write(path, text)

    def _path(self, code: str) -> Path:
        return self.folder / f"{code}.json"


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
    fresh.replace(path)
