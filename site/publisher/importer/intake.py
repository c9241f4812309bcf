"""Record after record: a new draft, a merge, or nothing; the trouble of one costs no other its turn."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from functions.domain.declaration import DoubtKind, Level
from functions.domain.errors import Invalid, Refused
from functions.domain.i18n import _
from functions.domain.model import JSON
from publisher.front_matter import FENCE, read_document
from publisher.importer.base import Bases, write
from publisher.importer.draft import Draft, make_draft
from publisher.importer.emit import front_matter
from publisher.importer.identity import names
from publisher.importer.merge import merge
from publisher.importer.places import Places
from publisher.importer.plan import Change, differences
from publisher.importer.records import CODE, Record
from publisher.importer.vocabulary import Vocabulary, home_level


class Outcome(StrEnum):
    """What came of a record."""

    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    CONFLICT = "conflict"
    ADOPTED = "adopted"
    REMOVED = "removed"
    FAILED = "failed"

    def say(self) -> str:
        return {
            "new": _("tệp mới"),
            "unchanged": _("không đổi"),
            "updated": _("đã nhận thay đổi"),
            "conflict": _("có chỗ phải chọn"),
            "adopted": _("đã có tệp viết tay, giữ nguyên"),
            "removed": _("người biên tập đã xóa, không viết lại"),
            "failed": _("không nhập được"),
        }[self]


@dataclass(frozen=True, slots=True)
class Taken:
    """One record's way through the import."""

    code: str
    title: str
    outcome: Outcome
    path: str = ""
    doubts: Sequence[JSON] = ()
    """What the record itself leaves open, whether or not an editor has decided it since."""
    changes: Sequence[Change] = ()
    conflicts: Sequence[Change] = ()
    reason: str = ""
    proposed: JSON = field(default_factory=dict)
    """Words of the record that have no id here: ``field`` and ``authority``, each with the id proposed."""


@dataclass(frozen=True, slots=True)
class Intake:
    """One import. With ``dry`` nothing is written."""

    vocabulary: Vocabulary
    places: Places
    bases: Bases
    root: Path
    """Paths are told from here."""
    crawled: date | None = None
    dry: bool = False

    def run(self, records: Iterable[Record]) -> Iterator[Taken]:
        """Take in each record. Yields as it goes, so that progress can be shown."""
        for record in records:
            try:
                yield self._one(record)
            except (Refused, OSError) as error:
                yield self._failed(record, error)

    def _one(self, record: Record) -> Taken:
        code = record[CODE]
        base = self.bases.get(code)
        draft = make_draft(record, self.vocabulary, base.data if base else None, self.crawled)
        path = self.places.path_of(code)
        if path is None and base is not None:
            return self._told(draft, Outcome.REMOVED)
        if path is None:
            return self._new(draft)
        return self._again(path, base, draft) if base else self._adopt(path, draft)

    def _new(self, draft: Draft) -> Taken:
        path = self.places.claim(draft.code, draft.data["title"], draft.data["field"])
        self._write(path, file_text(draft), draft)
        return self._told(draft, Outcome.NEW, path)

    def _adopt(self, path: Path, draft: Draft) -> Taken:
        """A file written by hand stays; from now on it is told what changes in the record."""
        ours = read_document(path, self._name(path)).data
        if not self.dry:
            self.bases.put(draft)
        return self._told(draft, Outcome.ADOPTED, path, changes=differences(ours, draft.data))

    def _again(self, path: Path, base: Draft, draft: Draft) -> Taken:
        read_document(path, self._name(path))
        with path.open(encoding="utf-8", newline="") as file:
            raw = file.read()
        end = "\r\n" if "\r\n" in raw else "\n"
        text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n"))
        merged = merge(text, base, draft)
        if merged.text != text:
            self._write(path, merged.text.replace("\n", end), draft)
        elif not self.dry:
            self.bases.put(draft)
        outcome = Outcome.UPDATED if merged.taken else Outcome.UNCHANGED
        outcome = Outcome.CONFLICT if merged.conflicts else outcome
        return self._told(draft, outcome, path, changes=merged.taken, conflicts=merged.conflicts)

    def _write(self, path: Path, text: str, draft: Draft) -> None:
        """The file first: should the ground of the next import be lost, that import finds nothing to do."""
        if not self.dry:
            write(path, text)
            self.bases.put(draft)

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)

    def _told(
        self,
        draft: Draft,
        outcome: Outcome,
        path: Path | None = None,
        changes: Sequence[Change] = (),
        conflicts: Sequence[Change] = (),
    ) -> Taken:
        doubts = draft.data.get("doubts", ())
        return Taken(
            code=draft.code,
            title=draft.data["title"],
            outcome=outcome,
            path=self._name(path) if path else "",
            doubts=doubts,
            changes=changes,
            conflicts=conflicts,
            proposed=_proposed(draft.data),
        )

    def _failed(self, record: Record, error: Refused | OSError) -> Taken:
        reason = error.message if isinstance(error, Refused) else (error.strerror or str(error))
        if isinstance(error, Invalid) and error.faults:
            reason = f"{reason} {error.faults[0].message}"
        path = self.places.path_of(record[CODE])
        name = self._name(path) if path else ""
        title = " ".join(record["ten_thu_tuc"].split())
        return Taken(record[CODE], title, Outcome.FAILED, name, reason=reason)


def file_text(draft: Draft) -> str:
    """A whole new service file."""
    return f"{FENCE}\n{front_matter(draft.data)}{FENCE}\n{draft.body}"


def _proposed(data: JSON) -> JSON:
    """Ids that this portal does not know yet, with the words they stand for."""
    doubts = {doubt["kind"]: doubt.get("said", "") for doubt in data.get("doubts", ())}
    found: JSON = {}
    if DoubtKind.FIELD_UNKNOWN in doubts:
        found["field"] = {"id": data["field"], "name": doubts[DoubtKind.FIELD_UNKNOWN]}
    if DoubtKind.AUTHORITY_UNKNOWN in doubts:
        at = [Level(data["level"])] if "level" in data else []
        at = list(Level) if DoubtKind.LEVEL_SEVERAL in doubts else at
        name = names(doubts[DoubtKind.AUTHORITY_UNKNOWN])[0]
        found["authority"] = {"id": data["authority"], "name": name, "level": home_level(name, at) or ""}
    return found
