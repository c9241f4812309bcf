"""Files of the built portal, as a slow line wants them: compressed once, and not sent again while unchanged.

On AWS the CDN does all of this. Only files go through here: answers of functions hold secrets beside words of
strangers, and compressing those together would tell the secrets by their length (BREACH).
"""

from __future__ import annotations

import gzip
import mimetypes
import threading
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

_TEXTUAL = ("javascript", "json", "xml", "manifest+json")
_LEAST = 512
"""Bytes below which compressing saves less than its header costs."""
_KEPT_BYTES = 48 * 2**20
"""Compressed and plain bytes that are held in memory, the most recently asked for."""
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
"""Kept by the browser, and asked about each time: 304 while it is the same."""
_IMMUTABLE = (".woff2",)
"""Endings of files whose content never changes under one name."""

mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file ready to be sent."""

    kind: str
    etag: str
    plain: bytes
    packed: bytes | None
    """gzip, where that is shorter."""
    cache: str

    def headers(self, *, packed: bool) -> list[tuple[str, str]]:
        found = [("Cache-Control", self.cache), ("ETag", self.etag_of(packed=packed))]
        if self.packed is not None:
            found.append(("Vary", "Accept-Encoding"))
        return found

    def etag_of(self, *, packed: bool) -> str:
        """Strong: the two encodings are different bytes, so they carry different tags (RFC 9110, 8.8.3.3)."""
        return f'"{self.etag}{"-gz" if packed else ""}"'

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.packed or b"")


class StaticFiles:
    """The portal's folder. Holds what was asked for; a file that changed on disk is read anew."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._held: OrderedDict[Path, tuple[Stamp, StaticFile]] = OrderedDict()
        self._bytes = 0
        self._turn = threading.Lock()

    def find(self, path: str) -> Path | None:
        """The file or folder that a path names; ``None`` outside of the portal or where nothing is."""
        try:
            target = (self._root / path.lstrip("/")).resolve()
            return target if target.is_relative_to(self._root) and target.exists() else None
        except (OSError, ValueError):  # a name that no file can have
            return None

    def read(self, target: Path) -> StaticFile | None:
        """Ready to be sent; ``None`` for what is no file."""
        try:
            stat = target.stat()
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            with self._turn:
                held = self._held.get(target)
                if held and held[0] == stamp:
                    self._held.move_to_end(target)
                    return held[1]
            made = _made(target.name, target.read_bytes())
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return None
        self._hold(target, stamp, made)
        return made

    def _hold(self, target: Path, stamp: Stamp, made: StaticFile) -> None:
        with self._turn:
            self._drop(target)
            self._held[target] = (stamp, made)
            self._bytes += made.size
            while self._bytes > _KEPT_BYTES:
                self._drop(next(iter(self._held)))

    def _drop(self, target: Path) -> None:
        if gone := self._held.pop(target, None):
            self._bytes -= gone[1].size


def _made(name: str, data: bytes) -> StaticFile:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    textual = kind.startswith("text/") or kind.endswith(_TEXTUAL)
    packed = gzip.compress(data, 9, mtime=0) if textual and len(data) >= _LEAST else None
    if packed is not None and len(packed) >= len(data):
        packed = None
    return StaticFile(
        kind=f"{kind}; charset=utf-8" if textual else kind,
        etag=blake2b(data, digest_size=12).hexdigest(),
        plain=data,
        packed=packed,
        cache=_FOREVER if name.endswith(_IMMUTABLE) else _ASK_AGAIN,
    )


def takes_gzip(accepted: str) -> bool:
    """Whether an ``Accept-Encoding`` names gzip, and not with a quality of zero (RFC 9110, 12.5.3)."""
    for one in accepted.lower().split(","):
        coding, _semicolon, quality = one.strip().partition(";")
        if coding.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def known_already(asked: str, etag: str) -> bool:
    """Whether an ``If-None-Match`` names the tag; a weak one counts too (RFC 9110, 13.1.2)."""
    tags = [one.strip().removeprefix("W/") for one in asked.split(",")]
    return "*" in tags or etag in tags
