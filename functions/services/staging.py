"""Taking uploaded files into quarantine: judged by their bytes, sealed, and never opened here."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from functions.domain.declaration import AnyService
from functions.domain.errors import Fault
from functions.domain.fields import Group
from functions.domain.fields.composed import File
from functions.domain.i18n import _
from functions.domain.model import JSON
from functions.domain.papers import PREFIX, fault_of_file
from functions.ports import BlobStore, FileJudge
from functions.services.cases import file_aad
from functions.services.sealing import CaseKey


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file of a draft, already stored. ``note`` marks what officers should know: password, macros.

    ``evidence`` is the id of a paper, or for a file question its input's name, ``section.field``.
    """

    id: str
    evidence: str
    name: str
    kind: str
    size: int
    sha256: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: the paper or question that it is for, its owner's name for it, and the bytes."""

    evidence: str
    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """A place for files in a form: its input, what it takes, and how many of them."""

    input: str
    accept: tuple[str, ...]
    max_mb: int
    max_files: int


def place_of(service: AnyService, evidence: str) -> Place | None:
    """The place that a paper's id or a file question's name stands for; ``None`` where there is none."""
    paper = next((one for one in service.evidence if one.id == evidence), None)
    if paper is not None:
        return Place(PREFIX + paper.id, paper.accept, paper.max_mb, paper.max_files)
    asked = _file_question(service, evidence.split("."))
    return Place(evidence, asked.accept, asked.max_mb, asked.max_files) if asked else None


def _file_question(service: AnyService, parts: list[str]) -> File | None:
    """The question named by ``section.field`` or, in rows, by ``section.group.0.field``."""
    section = next((one for one in service.form if one.id == parts[0]), None)
    if section is None or len(parts) not in (2, 4):
        return None
    found = next((one for one in section.fields if one.id == parts[1]), None)
    if isinstance(found, Group) and len(parts) == 4 and parts[2].isascii() and parts[2].isdigit():
        return next((one for one in found.fields if one.id == parts[3] and isinstance(one, File)), None)
    return found if isinstance(found, File) and len(parts) == 2 else None


def draft_of(file_id: str) -> str:
    """The id of the draft into which a file was taken, from the file's own id."""
    return file_id.rpartition("-")[0]


def stage(
    draft_id: str,
    files: Sequence[StagedFile],
    service: AnyService,
    uploads: Sequence[Upload],
    key: CaseKey,
    blobs: BlobStore,
    judge: FileJudge,
) -> tuple[tuple[StagedFile, ...], list[Fault]]:
    """All files after the uploads, and what is wrong with those that were not taken.

    The same file chosen twice for one place is taken once. A new choice replaces the oldest of an earlier
    one; of one choice that is too large, the first files are taken and the rest are named.
    """
    staged, faults = list(files), []
    taken: Counter[str] = Counter()
    for upload in uploads:
        place = place_of(service, upload.evidence)
        if place is None:
            continue
        if taken[upload.evidence] == place.max_files:
            faults.append(_too_many(place, upload.name))
            continue
        kind = judge.kind(upload.data)
        if fault := fault_of_file(
            place.input, place.accept, place.max_mb, kind, len(upload.data), upload.name
        ):
            faults.append(fault)
            continue
        digest = hashlib.sha256(upload.data).hexdigest()
        taken[upload.evidence] += 1
        if not any(one.sha256 == digest and one.evidence == upload.evidence for one in staged):
            file_id = f"{draft_id}-{secrets.token_hex(8)}"
            staged = _placed(
                staged, place.max_files, _stored(file_id, upload, kind, digest, key, blobs, judge)
            )
    return tuple(staged), faults


def _too_many(place: Place, name: str) -> Fault:
    reason = _("Chỉ nhận {most} tệp ở đây, nên chưa nhận “{name}”. Gộp các trang vào một tệp rồi chọn lại")
    return Fault(place.input, "max_files", reason.format(most=place.max_files, name=name))


def _stored(
    file_id: str,
    upload: Upload,
    kind: str,
    digest: str,
    key: CaseKey,
    blobs: BlobStore,
    judge: FileJudge,
) -> StagedFile:
    blobs.put(file_id, key.seal(upload.data, file_aad(file_id)), "quarantine")
    note = "protected" if judge.is_protected(upload.data) else ""
    note = "macros" if judge.has_macros(upload.data) else note
    return StagedFile(file_id, upload.evidence, upload.name, kind, len(upload.data), digest, note)


def _placed(files: list[StagedFile], most: int, staged: StagedFile) -> list[StagedFile]:
    same = [one for one in files if one.evidence == staged.evidence]
    gone = set(same[: max(0, len(same) + 1 - most)])
    return [one for one in files if one not in gone] + [staged]


def listed(files: Sequence[StagedFile], judge: FileJudge) -> Mapping[str, list[JSON]]:
    """The stored files of each place, as answers hold them."""
    by_place: dict[str, list[JSON]] = {}
    for one in files:
        by_place.setdefault(one.evidence, []).append(
            {
                "id": one.id,
                "name": one.name,
                "size": one.size,
                "media_type": judge.media_type(one.kind),
                "sha256": one.sha256,
            }
        )
    return by_place
