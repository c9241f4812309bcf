"""Where files lie: which file an editor keeps for a code, and a free name for a new one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from publisher.importer.text import cut, plain

_CODE = re.compile(r"^code:[ \t]*[\"']?([^\s\"'#]+)", re.M)
_HEAD = 4096
"""Bytes at the beginning of a file among which its code is looked for; a longer head is read to its end."""
MOST = 100
RESERVED = frozenset({"linh-vuc", "trang"})
"""Addresses below ``/thu-tuc/`` that are no procedures."""


@dataclass(slots=True)
class Places:
    """The service files below a content folder."""

    folder: Path
    """Where new files go."""
    by_code: dict[str, Path] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)

    def path_of(self, code: str) -> Path | None:
        """The file with this code, wherever its editor has moved it."""
        return self.by_code.get(code)

    def claim(self, code: str, title: str, sector: str) -> Path:
        """A path for a new file; a name that is taken gets the code behind it."""
        slug = slug_of(title) or f"thu-tuc-{code.replace('.', '-')}"
        if slug in self.slugs or slug in RESERVED:
            tail = "-" + code.replace(".", "-")
            slug = cut(slug.replace("-", " "), MOST - len(tail), "-") + tail
        path = self.folder / sector / f"{slug}.md"
        self.slugs.add(slug)
        self.by_code[code] = path
        return path


def look_around(content: Path, folder: Path) -> Places:
    """Read the codes of all service files; what cannot be read is only a name that is taken."""
    found = Places(folder)
    roots = {content / "procedures", content / "processes", folder}
    for path in sorted({path for root in roots for path in root.rglob("*.md")}):
        found.slugs.add(path.stem)
        code = _code(path)
        if code:
            found.by_code.setdefault(code, path)
    return found


def slug_of(title: str) -> str:
    """An address made of a title, without the word *thủ tục* that every title could begin with."""
    return cut(plain(title).removeprefix("thu tuc "), MOST, "-")


def _code(path: Path) -> str | None:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            head = file.read(_HEAD)
            match = _CODE.search(head) or _CODE.search(head + file.read())
    except OSError:
        return None
    return match[1] if match else None
