"""Uploads that belong to nobody: their draft was never saved, or the case that it became needed them not.

A file's id names the draft into which it was taken, and a draft that was sent left a claim that names its
case; a supplement's draft is named after its case. So each file can be asked whose it is, without any list.
What a browser sent ahead of its form is nobody's yet, and waits less than the day that all of them are given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.ports import ARRIVING, BlobStore, Store
from functions.services.staging import draft_of


@dataclass(frozen=True, slots=True)
class Orphans:
    """Files in quarantine without a draft or case that holds them."""

    store: Store
    blobs: BlobStore

    def sweep(self, before: datetime) -> int:
        """Delete those put before a moment, which lies so far back that no request can still be at work."""
        gone = 0
        for name in self._found(before):
            self.blobs.delete(name, "quarantine")
            gone += 1
        return gone

    def _found(self, before: datetime) -> Iterator[str]:
        for name in self.blobs.names("quarantine", before):
            draft_id = draft_of(name)
            if name.startswith(ARRIVING) or (draft_id and not self._held(draft_id, name)):
                yield name

    def _held(self, draft_id: str, name: str) -> bool:
        """The draft is asked first: when it becomes a case meanwhile, the case is found after it."""
        draft = self.store.drafts.get(draft_id)
        if draft is not None and name in draft.files:
            return True
        case_id = self.store.cases.case_id_of(f"draft:{draft_id}") or draft_id.partition("-")[0]
        events = self.store.cases.events(case_id)
        return any(file["id"] == name for event in events for file in event.data.get("files", ()))
