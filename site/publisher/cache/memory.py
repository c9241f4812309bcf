"""What is kept between builds, in two files below ``build/.cache``.

*Readings* may be saved at any time, also after a build that failed: they say what files held. *Published*
says what stands in the output, and is put in place together with it, by the same journal.
Neither is ever needed: whatever cannot be read is forgotten, and the next build does more.
"""

from __future__ import annotations

import gc
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from functions.domain.declaration import Reference
from publisher.cache.asked import Span
from publisher.cache.pack import Place
from publisher.cache.stamps import Fingerprints, Stamp
from publisher.cache.templates import Mentions
from publisher.entry import Entry
from publisher.front_matter import FileFault

FOLDER = ".cache"
READINGS = "readings.pickle"
PUBLISHED = "published.pickle"
FORMAT = 1
"""To be raised when the shape of what is kept changes in a way that the code's key does not show."""


class Reading(NamedTuple):
    """What one service file held, and how long that holds."""

    stamp: Stamp
    sha: str
    parts: tuple[str, ...]
    """Parts of the reference data that were looked at, and a digest of them."""
    parts_key: str
    span: Span
    faults: tuple[FileFault, ...]
    tried: tuple[FileFault, ...]
    entry: Entry | None
    place: Place


@dataclass(slots=True)
class Readings:
    """What files held."""

    code: str = ""
    prints: Fingerprints = field(default_factory=Fingerprints)
    files: dict[str, Reading] = field(default_factory=dict)
    reference: tuple[str, Reference, dict[str, str]] | None = None
    """Key of its files and code, the data, and a digest of each part."""
    mentions: Mentions = field(default_factory=dict)
    versions: dict[str, Stamp] = field(default_factory=dict)
    """Versions in the catalogue whose bytes were seen to match their names."""


@dataclass(slots=True)
class Frame:
    """What Pelican's settings said, and what Pelican itself made."""

    settings_key: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    files: tuple[str, ...] = ()


@dataclass(slots=True)
class Published:
    """What stands in the output."""

    root: tuple[int, int] = (0, 0)
    """Device and inode of the portal's folder: another folder in its place is not what we made."""
    outputs: dict[str, str] = field(default_factory=dict)
    """Key by path, of the files of the portal that our kinds of output made."""
    manifest: str = ""
    frame: Frame = field(default_factory=Frame)


def recall(path: Path, kind: type) -> Any:
    """What was kept at ``path``, or a new one where there is nothing, or nothing that can be read."""
    gc.disable()  # tens of thousands of new objects, none of them garbage
    try:
        kept = pickle.loads(path.read_bytes())  # noqa: S301 - our own file
        if kept[0] == FORMAT and isinstance(kept[1], kind):
            return kept[1]
    except Exception:  # noqa: S110 - damaged, or of another version of the code: as good as nothing
        pass
    finally:
        gc.enable()
    return kind()


def keep(path: Path, what: object) -> None:
    """Write ``what`` to ``path``, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(pickle.dumps((FORMAT, what), protocol=5))
    fresh.replace(path)
