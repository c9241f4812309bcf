"""Scanning uploads: what is clean leaves quarantine, what is infected stays shut and its sender is told."""

from __future__ import annotations

from dataclasses import dataclass

from functions.domain.declaration import MessageEvent
from functions.domain.engine import Decision, Effect
from functions.domain.events import SYSTEM, CaseFile, FileChecked, FileState
from functions.ports import Area, BlobStore, Clock, FileJudge, Scanner
from functions.services.cases import OpenCase, file_aad
from functions.services.effects import NOTHING, Outcome, Owed
from functions.services.sealing import CaseKey


@dataclass(frozen=True, slots=True)
class Scan:
    """Judges one file of a case."""

    blobs: BlobStore
    scanner: Scanner
    judge: FileJudge
    clock: Clock

    def __call__(self, case: OpenCase, owed: Owed) -> Outcome:
        """A file that gave way to another, or is judged already, is left alone."""
        file = case.state.file(owed.effect.subject)
        if file is None or case.key is None or file.state != "waiting":
            return NOTHING
        state = self._verdict(file, case.key)
        checked = FileChecked(at=self.clock.now(), actor=SYSTEM, file=file.id, state=state)
        if state == "infected":
            told = Effect(kind="notify", subject=MessageEvent.FILE_REJECTED)
            return Outcome(Decision(events=(checked,), effects=(told,)))
        self.blobs.move(file.id, "quarantine", "clean")
        return Outcome(Decision(events=(checked,)))

    def _verdict(self, file: CaseFile, key: CaseKey) -> FileState:
        """The area is looked up, since an attempt that was cut off may have moved the file already."""
        area: Area = "quarantine" if self.blobs.exists(file.id, "quarantine") else "clean"
        data = key.open(self.blobs.get(file.id, area), file_aad(file.id))
        verdict = self.scanner.scan(data)
        if verdict == "infected":
            self.blobs.move(file.id, "clean", "quarantine")
            return "infected"
        return "protected" if self.judge.is_protected(data) else verdict
