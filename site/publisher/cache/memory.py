"""What is kept between builds, in two ledgers below ``build/.cache``.

*Readings* may be saved at any time, also after a build that failed: they say what files held. *Published*
says what stands in the output, and is put in place together with it, by the same journal.
Neither is ever needed: whatever cannot be read is forgotten, and the next build does more.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from functions.domain.declaration import Reference
from publisher.cache.ledger import Ledger, Tables
from publisher.cache.stamps import Fingerprints, Stamp
from publisher.cache.templates import Mentions
from publisher.entry import Entry
from publisher.front_matter import FileFault

FOLDER = ".cache"


class Reading(NamedTuple):
    """What one service file held, and how long that holds. A row of plain values, loaded by the thousand."""

    stamp: Stamp
    sha: str
    parts: tuple[str, ...]
    """Parts of the reference data that were looked at, and a digest of them."""
    parts_key: str
    first: int
    last: int
    """The days, as ordinals, between which the findings hold."""
    errors: int
    warnings: int
    faults: bytes
    tried: bytes
    """Faults of the file and of its examples, packed; empty where there is none."""
    entry: tuple[Any, ...]
    """A row for :class:`Entry`; empty where the file could not be read."""
    place: tuple[int, int, int]


def packed(faults: list[FileFault]) -> bytes:
    return pickle.dumps(faults) if faults else b""


def unpacked(raw: bytes) -> list[FileFault]:
    return list(pickle.loads(raw)) if raw else []  # noqa: S301 - our own file, guarded by its checksum


class Readings:
    """What files held."""

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(folder)
        tables = self.ledger.tables
        self.files = {name: Reading._make(row) for name, row in tables.get("files", {}).items()}
        self.ledger.tables["files"] = dict(self.files)
        self.versions: dict[str, Stamp] = dict(tables.get("versions", {}))
        """Versions in the catalogue whose bytes were seen to match their names."""
        self.held = -1
        """When the catalogue's folder was last touched, as this process saw it; -1 before it looked."""
        facts = tables.get("facts", {})
        self.code: str = facts.get("code", "")
        self.prints = Fingerprints(facts.get("prints", {}))
        self.mentions: Mentions = dict(facts.get("mentions", {}))
        self._reference: tuple[str, bytes, dict[str, str]] = facts.get("reference", ("", b"", {}))
        self._loaded: Reference | None = None
        self.entries: dict[str, tuple[Reading, Entry]] = {}
        """Entries made of readings, while this process lives."""

    @property
    def reference_key(self) -> str:
        return self._reference[0]

    @property
    def parts(self) -> dict[str, str]:
        """A digest of each part of the reference data."""
        return self._reference[2]

    @property
    def reference(self) -> Reference:
        if self._loaded is None:
            self._loaded = pickle.loads(self._reference[1])  # noqa: S301 - our own file
        return self._loaded

    def take_reference(self, key: str, reference: Reference, parts: dict[str, str]) -> None:
        self._reference, self._loaded = (key, pickle.dumps(reference), parts), reference

    def save(self) -> None:
        facts = {
            "code": self.code,
            "prints": dict(self.prints.known),
            "mentions": dict(self.mentions),
            "reference": self._reference,
        }
        self.ledger.write({"files": self.files, "versions": self.versions, "facts": facts})


@dataclass(slots=True)
class Frame:
    """What Pelican's settings said, and what Pelican itself made."""

    settings_key: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    files: tuple[str, ...] = ()


Group = tuple[str, tuple[tuple[str, str], ...]]
"""What the outputs of one procedure depended on together, and the key of each by its path."""


@dataclass(slots=True)
class Published:
    """What stands in the output."""

    root: tuple[int, int] = (0, 0)
    """Device and inode of the portal's folder: another folder in its place is not what we made."""
    shared: str = ""
    """What the outputs of all procedures depended on."""
    manifest: str = ""
    outputs: dict[str, str] = field(default_factory=dict)
    """Key by path, of the files that belong to no single procedure."""
    groups: dict[str, Group] = field(default_factory=dict)
    """The files of each procedure, by its slug."""
    frame: Frame = field(default_factory=Frame)

    @classmethod
    def of(cls, tables: Tables) -> Published:
        """From what a ledger holds; a new one where it holds nothing."""
        if "facts" not in tables:
            return cls()
        facts = tables["facts"]
        made = cls(facts["root"], facts["shared"], facts["manifest"], tables["outputs"], tables["groups"])
        made.frame = Frame(*tables["frame"]["frame"])
        return made

    def tables(self) -> Tables:
        frame = (self.frame.settings_key, self.frame.settings, self.frame.key, self.frame.files)
        facts = {"root": self.root, "shared": self.shared, "manifest": self.manifest}
        return {"facts": facts, "outputs": self.outputs, "groups": self.groups, "frame": {"frame": frame}}

    def names(self) -> set[str]:
        """Every file of the portal that we made."""
        grouped = {path for _signature, files in self.groups.values() for path, _key in files}
        return {*self.outputs, *self.frame.files, *grouped}
