"""Unsent forms: what was typed and chosen, kept encrypted so that only the private link opens it.

The link carries a secret that the server does not keep. It opens the draft's key; the key opens the
answers and the files. On sending, the case takes the key over under the master key.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from functions.domain.chain import canonical
from functions.domain.declaration import AnyService, Evidence
from functions.domain.errors import Expired, Fault, NotFound
from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.domain.papers import fault_of_file
from functions.ports import BlobStore, Clock, Draft, FileJudge, Store
from functions.services.cases import file_aad
from functions.services.sealing import CaseKey
from functions.services.tokens import Tokens


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file of a draft, already stored. ``note`` marks what officers should know: password, macros."""

    id: str
    evidence: str
    name: str
    kind: str
    size: int
    sha256: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: the paper that it is for, the name that its owner gave it, and the bytes."""

    evidence: str
    name: str
    data: bytes = field(repr=False)


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
        draft_id, secret = secrets.token_hex(16), secrets.token_bytes(32)
        token = self.tokens.issue("draft", draft_id, base64.urlsafe_b64encode(secret).decode())
        return OpenDraft(token, draft_id, slug, version, CaseKey.new(), secret=secret)

    def open(self, token: str) -> OpenDraft:
        """Raises :class:`NotFound` for a wrong link, :class:`Expired` for a draft past its time or sent."""
        draft_id, coded = self._subject(token)
        stored = self.store.drafts.get(draft_id)
        if stored is None or stored.expires_at < self.clock.now():
            raise Expired(_("Bản nháp này đã được gửi hoặc đã hết hạn."))
        secret = base64.urlsafe_b64decode(coded)
        head, body = stored.sealed[:60], stored.sealed[60:]
        key = CaseKey(CaseKey(secret).open(head, draft_id.encode()))
        content: JSON = json.loads(key.open(body, draft_id.encode()))
        files = tuple(StagedFile(**one) for one in content["files"])
        return OpenDraft(
            token=token,
            id=draft_id,
            slug=stored.slug,
            version=stored.version,
            key=key,
            office_id=content["office_id"],
            raw=content["raw"],
            files=files,
            revision=stored.revision,
            secret=secret,
        )

    def id_of(self, token: str) -> str:
        """The id behind a link, also of a draft that was sent. Raises :class:`NotFound`."""
        return self._subject(token)[0]

    def save(self, draft: OpenDraft) -> OpenDraft:
        """Store the draft durably; every save renews the time for which it is kept."""
        content = {
            "office_id": draft.office_id,
            "raw": draft.raw,
            "files": [{slot: getattr(one, slot) for slot in StagedFile.__slots__} for one in draft.files],
        }
        aad = draft.id.encode()
        head = CaseKey(draft.secret).seal(draft.key.raw, aad)
        stored = self.store.drafts.put(
            Draft(
                id=draft.id,
                slug=draft.slug,
                version=draft.version,
                sealed=head + draft.key.seal(canonical(content), aad),
                expires_at=self.clock.now() + self.keep,
                files=tuple(one.id for one in draft.files),
                revision=draft.revision,
            )
        )
        return replace(draft, revision=stored.revision)

    def stage(
        self, draft: OpenDraft, service: AnyService, uploads: Sequence[Upload]
    ) -> tuple[OpenDraft, list[Fault]]:
        """Take uploads into quarantine. Files that do not fit are named, and those before them stay."""
        faults: list[Fault] = []
        files = list(draft.files)
        papers = {paper.id: paper for paper in service.evidence}
        for upload in uploads:
            paper = papers.get(upload.evidence)
            if paper is None:
                continue
            staged, fault = self._take(draft, paper, upload, files)
            if fault:
                faults.append(fault)
            if staged:
                files = _placed(files, paper, staged)
        return replace(draft, files=tuple(files)), faults

    def remove(self, draft: OpenDraft, file_id: str) -> OpenDraft:
        """Take one staged file away."""
        return replace(draft, files=tuple(one for one in draft.files if one.id != file_id))

    def purge(self) -> int:
        """Remove drafts past their time with their files; how many went."""
        past = self.clock.now() - timedelta(minutes=10)
        return self.store.drafts.purge_expired(past, lambda name: self.blobs.delete(name, "quarantine"))

    def _take(
        self, draft: OpenDraft, paper: Evidence, upload: Upload, files: list[StagedFile]
    ) -> tuple[StagedFile | None, Fault | None]:
        kind = self.judge.kind(upload.data)
        if fault := fault_of_file(paper, kind, len(upload.data), upload.name):
            return None, fault
        digest = hashlib.sha256(upload.data).hexdigest()
        if any(one.sha256 == digest and one.evidence == paper.id for one in files):
            return None, None
        file_id = secrets.token_hex(16)
        self.blobs.put(file_id, draft.key.seal(upload.data, file_aad(file_id)), "quarantine")
        note = "protected" if self.judge.is_protected(upload.data) else ""
        note = "macros" if self.judge.has_macros(upload.data) else note
        return StagedFile(file_id, paper.id, upload.name, kind, len(upload.data), digest, note), None

    def _subject(self, token: str) -> tuple[str, str]:
        subject = self.tokens.read("draft", token)
        if len(subject) != 2:
            raise NotFound(_("Liên kết không đúng hoặc đã hết hạn."))
        return subject[0], subject[1]


def _placed(files: list[StagedFile], paper: Evidence, staged: StagedFile) -> list[StagedFile]:
    """The list with a new file; the oldest of its paper gives way when there are too many."""
    same = [one for one in files if one.evidence == paper.id]
    gone = set(same[: max(0, len(same) + 1 - paper.max_files)])
    return [one for one in files if one not in gone] + [staged]
