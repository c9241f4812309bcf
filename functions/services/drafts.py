"""Unsent forms: what was typed and chosen, kept encrypted so that only the private link opens it.

The link carries a secret that the server does not keep. It opens the draft's key; the key opens the
answers and the files. On sending, the case takes the key over under the master key.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from functions.domain.chain import canonical
from functions.domain.declaration import AnyService
from functions.domain.errors import Conflict, Expired, Fault, NotFound
from functions.domain.i18n import _
from functions.ports import BlobStore, Clock, Draft, FileJudge, Store
from functions.services.identity import new_id
from functions.services.sealing import CaseKey
from functions.services.staging import StagedFile, Upload, stage
from functions.services.tokens import Tokens

_SEALED_KEY = 60
"""Bytes of a sealed key: nonce 12, key 32, tag 16."""


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A draft opened by its link. ``raw`` is what was typed, input by input."""

    token: str
    id: str
    slug: str
    version: str
    key: CaseKey
    office_id: str = ""
    raw: dict[str, list[str]] = field(default_factory=dict, repr=False)
    files: tuple[StagedFile, ...] = ()
    revision: int = 0
    secret: bytes = field(default=b"", repr=False)
    kept_until: datetime | None = None

    def content(self) -> bytes:
        """What the draft's key seals."""
        files = [{slot: getattr(one, slot) for slot in StagedFile.__slots__} for one in self.files]
        return canonical({"office_id": self.office_id, "raw": self.raw, "files": files})

    def filled(self, content: bytes) -> OpenDraft:
        """The same draft with a stored content."""
        known: dict[str, Any] = json.loads(content)
        files = tuple(StagedFile(**one) for one in known["files"])
        return replace(self, office_id=known["office_id"], raw=known["raw"], files=files)


@dataclass(frozen=True, slots=True)
class Drafts:
    """Drafts of one store."""

    store: Store
    blobs: BlobStore
    clock: Clock
    tokens: Tokens
    judge: FileJudge
    keep: timedelta

    def new(self, slug: str, version: str) -> OpenDraft:
        """An empty draft that is not stored yet."""
        draft_id, secret = new_id(self.clock.now()), secrets.token_bytes(32)
        token = self.tokens.issue("draft", draft_id, base64.urlsafe_b64encode(secret).decode())
        return OpenDraft(token, draft_id, slug, version, CaseKey.new(), secret=secret)

    def open(self, token: str) -> OpenDraft:
        """Raises :class:`NotFound` for a wrong link, :class:`Expired` for a draft past its time or sent."""
        draft_id, coded = self._subject(token)
        stored = self.store.drafts.get(draft_id)
        if stored is None or stored.expires_at < self.clock.now():
            raise Expired(_("Bản nháp này đã được gửi hoặc đã hết hạn."))
        secret = base64.urlsafe_b64decode(coded)
        head, body = stored.sealed[:_SEALED_KEY], stored.sealed[_SEALED_KEY:]
        key = CaseKey(CaseKey(secret).open(head, draft_id.encode()))
        opened = OpenDraft(
            token=token,
            id=draft_id,
            slug=stored.slug,
            version=stored.version,
            key=key,
            revision=stored.revision,
            secret=secret,
            kept_until=stored.expires_at,
        )
        return opened.filled(key.open(body, draft_id.encode()))

    def id_of(self, token: str) -> str:
        """The id behind a link, also of a draft that was sent. Raises :class:`NotFound`."""
        return self._subject(token)[0]

    def save(self, draft: OpenDraft) -> OpenDraft:
        """Store the draft durably; every save renews the time for which it is kept."""
        return self.put(draft, self.sealed(draft))

    def sealed(self, draft: OpenDraft) -> bytes:
        """The draft's key under the link's secret, and its content under that key."""
        aad = draft.id.encode()
        return CaseKey(draft.secret).seal(draft.key.raw, aad) + draft.key.seal(draft.content(), aad)

    def store_over(self, before: OpenDraft, draft: OpenDraft, sealed: bytes) -> OpenDraft:
        """Store a draft over the one that was opened, and let go of the files of whichever did not last.

        Raises ``Conflict`` when a save in another tab came between.
        """
        try:
            saved = self.put(draft, sealed)
        except Conflict:
            self._release(draft, before)
            raise
        self._release(before, saved)
        return saved

    def put(self, draft: OpenDraft, sealed: bytes) -> OpenDraft:
        """Store a draft whose content the caller has sealed. Raises ``Conflict`` for an old revision."""
        stored = self.store.drafts.put(
            Draft(
                id=draft.id,
                slug=draft.slug,
                version=draft.version,
                sealed=sealed,
                expires_at=self.clock.now() + self.keep,
                files=tuple(one.id for one in draft.files),
                revision=draft.revision,
            )
        )
        return replace(draft, revision=stored.revision, kept_until=stored.expires_at)

    def stage(
        self, draft: OpenDraft, service: AnyService, uploads: Sequence[Upload]
    ) -> tuple[OpenDraft, list[Fault]]:
        """Take uploads into quarantine. Files that do not fit are named, and those before them stay."""
        files, faults = stage(draft.id, draft.files, service, uploads, draft.key, self.blobs, self.judge)
        return replace(draft, files=files), faults

    def remove(self, draft: OpenDraft, file_id: str) -> OpenDraft:
        """Take one staged file away."""
        return replace(draft, files=tuple(one for one in draft.files if one.id != file_id))

    def purge(self) -> int:
        """Remove drafts past their time with their files; how many went."""
        past = self.clock.now() - timedelta(minutes=10)
        return self.store.drafts.purge_expired(past, lambda name: self.blobs.delete(name, "quarantine"))

    def _release(self, gone: OpenDraft, stays: OpenDraft) -> None:
        kept = {one.id for one in stays.files}
        for one in gone.files:
            if one.id not in kept:
                self.blobs.delete(one.id, "quarantine")

    def _subject(self, token: str) -> tuple[str, str]:
        subject = self.tokens.read("draft", token)
        if len(subject) != 2:
            raise NotFound(_("Liên kết không đúng hoặc đã hết hạn."))
        return subject[0], subject[1]
