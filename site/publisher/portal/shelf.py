"""All news, campaigns and pages of a content folder, read anew only where a file changed."""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from functions.domain.errors import Invalid
from publisher.cache.stamps import NEVER, Stamp, bytes_digest, settled, stamp_of, walk
from publisher.front_matter import FileFault
from publisher.outputs import digest
from publisher.portal.data import PortalData, load_portal
from publisher.portal.piece import Piece, read_piece
from publisher.portal.writing import Kind
from publisher.translation import ENDING, beside, both, is_translation

KEPT = "portal.pickle"
_OWN = ("data.py", "piece.py", "promise.py", "shelf.py", "writing.py")


class Read(NamedTuple):
    """What one file held."""

    stamp: Stamp
    sha: str
    piece: Piece | None
    faults: list[FileFault]


@dataclass(slots=True)
class Shelf:
    """What was read."""

    pieces: list[Piece] = field(default_factory=list)
    data: PortalData = field(default_factory=PortalData)
    faults: list[FileFault] = field(default_factory=list)
    unread: bool = False
    """Whether the portal data could not be read: what points at them cannot be judged then."""
    read: int = 0
    """Files that were read anew."""


def load_shelf(content: Path, kept: Path | None = None, code: str = "") -> Shelf:
    """Read everything; ``kept`` is a file that remembers readings under the same ``code``."""
    shelf = Shelf()
    try:
        shelf.data = load_portal(content / "reference", content.parent)
    except Invalid as invalid:
        shelf.faults += [fault for fault in invalid.faults if isinstance(fault, FileFault)]
        shelf.unread = True
    key = digest(code, *(bytes_digest((Path(__file__).parent / name).read_bytes()) for name in _OWN))
    before = _recalled(kept, key) if kept else {}
    after: dict[str, Read] = {}
    for name, stamp, kind in listing(content):
        after[name] = _read(content, name, stamp, kind, before.get(name), shelf)
    for read in after.values():
        shelf.faults += read.faults
        if read.piece:
            shelf.pieces.append(read.piece)
    if kept and after != before:
        _keep(kept, key, after)
    return shelf


def listing(content: Path) -> Iterable[tuple[str, Stamp, Kind]]:
    """Each file by its name below ``content``, in a fixed order."""
    for kind in Kind:
        files = dict(walk(str(content / kind), lambda name: name.endswith(".md"), f"{kind}/"))
        translated = kind is Kind.PAGE  # of the others, a translation is a file that nobody expects
        yield from sorted(
            (name, both(stamp, files.get(beside(name)) if translated else None), kind)
            for name, stamp in files.items()
            if not (translated and is_translation(name) and f"{name.removesuffix(ENDING)}.md" in files)
        )


def _read(content: Path, name: str, stamp: Stamp, kind: Kind, known: Read | None, shelf: Shelf) -> Read:
    if known is not None and known.stamp == stamp:
        return known
    now, path = time.time_ns(), content / name
    try:
        stamp, sha = stamp_of(path.stat()), bytes_digest(path.read_bytes())
        other = path.with_name(beside(path.name))
        if kind is Kind.PAGE and other.exists():
            stamp, sha = both(stamp, stamp_of(other.stat())), sha + bytes_digest(other.read_bytes())
    except OSError:
        stamp, sha = NEVER, ""
    if known is not None and sha and known.sha == sha:
        return known._replace(stamp=settled(stamp, now))
    shelf.read += 1
    piece, faults = read_piece(path, f"{content.name}/{name}", kind)
    return Read(settled(stamp, now), sha, piece, faults)


def _recalled(path: Path, key: str) -> dict[str, Read]:
    try:
        found_key, found = pickle.loads(path.read_bytes())  # noqa: S301 - our own file
    except Exception:  # missing, damaged, or of another version of the code: as good as nothing
        return {}
    return dict(found) if found_key == key else {}


def _keep(path: Path, key: str, reads: dict[str, Read]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(pickle.dumps((key, reads), protocol=5))
    fresh.replace(path)
