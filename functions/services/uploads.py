"""Files that browsers send straight into quarantine, ahead of their form.

A browser asks for a grant, sends the file, and later posts the grant in the file's stead. What arrives lies
open until then: it is fetched when its form is saved, held against what was promised, and from there goes the
way of every upload, judged by its bytes and sealed under the draft's key. Then the open object is removed.
Whatever fails on this way costs the file alone, and its sender is told beside the field.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from functions.domain.declaration import AnyService
from functions.domain.errors import Expired, Fault, Invalid, NotFound
from functions.domain.i18n import _
from functions.domain.papers import PREFIX, file_texts
from functions.ports import ARRIVING, Awaited, BlobStore, Clock, FileJudge, Offer, UploadDesk
from functions.services.staging import Place, StagedFile, Upload, place_of
from functions.services.tokens import Tokens

FIELD = "_tep."
"""Posted names of grants: this, then the input's name; the value is the grant, ``/``, the file's name."""
SENDING = timedelta(hours=1)
"""How long a file may take to arrive: a large photo on a slow line takes minutes."""
ATTACHING = timedelta(hours=20)
"""How long a file waits for its form; less than the day after which what nobody asked for is swept."""
MOST_TOGETHER = 100 * 2**20
"""Bytes of waiting files that one saving takes, since they pass through memory."""
_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNKIND = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a browser was allowed to send, for which procedure, and for which draft if it had one."""

    awaited: Awaited
    slug: str
    draft_id: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    """A file that was announced and could not be had."""

    fault: Fault
    evidence: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """The input that a file is for, and the name that its owner gave it."""

    input: str
    name: str

    @property
    def evidence(self) -> str:
        return self.input.removeprefix(PREFIX)

    def missed(self, code: str, sha256: str = "") -> Missed:
        """Why the file is not there, in words for its owner."""
        text = {
            "file_unknown": _("Tệp “{name}” gửi kèm không nhận ra được. Chọn lại tệp rồi gửi"),
            "file_elsewhere": _("Tệp “{name}” được tải lên cho một tờ khai khác. Chọn lại tệp ở đây rồi gửi"),
            "file_late": _("Tệp “{name}” tải lên đã lâu nên không còn. Chọn lại tệp rồi gửi"),
            "file_together": _(
                "Chưa nhận “{name}” vì lần này quá nhiều tệp lớn. Lưu trước, rồi chọn lại tệp này"
            ),
            "file_missing": _("Tệp “{name}” chưa lên tới nơi. Chọn lại tệp rồi gửi"),
            "file_broken": _("Tệp “{name}” bị đứt quãng trên đường tải lên. Chọn lại tệp rồi gửi"),
        }[code]
        return Missed(Fault(self.input, code, text.format(name=self.name)), self.evidence, sha256)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a form's grants came to. ``open`` are names of objects to remove once the form is stored."""

    uploads: tuple[Upload, ...] = ()
    missed: tuple[Missed, ...] = ()
    open: tuple[str, ...] = ()

    def faults(self, held: Collection[StagedFile] = ()) -> list[Fault]:
        """What to tell the sender. A form posted again names files that the draft holds by now."""
        have = {(one.evidence, one.sha256) for one in held}
        return [one.fault for one in self.missed if (one.evidence, one.sha256) not in have]


@dataclass(frozen=True, slots=True)
class Uploads:
    """Grants, what came of them, and what became of that."""

    desk: UploadDesk
    blobs: BlobStore
    tokens: Tokens
    clock: Clock
    judge: FileJudge

    def offer(
        self, service: AnyService, place: str, size: int, media_type: str, sha256: str, draft_id: str = ""
    ) -> tuple[str, Offer]:
        """A grant for one file at a place of a form, and how to send it. Raises :class:`Invalid`."""
        found = place_of(service, place.removeprefix(PREFIX))
        if found is None or not _SHA256.fullmatch(sha256):
            raise Invalid(_("Không rõ tệp này dành cho chỗ nào. Mở lại trang rồi chọn lại tệp."))
        if fault := _wrong_size(found, size):
            raise Invalid(fault.message, [fault])
        kinds = {self.judge.media_type(kind) for kind in found.accept}
        kind = media_type if media_type in kinds else _UNKIND
        name = ARRIVING + secrets.token_hex(16)
        since = str(int(self.clock.now().timestamp()))
        grant = self.tokens.issue("upload", name, str(size), kind, sha256, service.slug, draft_id, since)
        return grant, self.desk.offer(self._read(grant).awaited, grant, int(SENDING.total_seconds()))

    def receive(self, grant: str, data: bytes) -> None:
        """Take a file under its grant. Raises ``NotFound``, ``Expired`` or ``Invalid``."""
        given = self._read(grant)
        if self.clock.now() > given.since + SENDING:
            raise Expired(_("Đã quá giờ tải tệp này lên. Chọn lại tệp."))
        self.desk.receive(given.awaited, data)

    def brought(self, slug: str, draft_id: str, texts: Mapping[str, Sequence[str]]) -> Brought:
        """Fetch the files whose grants stand among posted texts. Nothing is changed yet."""
        uploads: list[Upload] = []
        missed: list[Missed] = []
        names: list[str] = []
        room = MOST_TOGETHER
        for input, name, grant in _said(texts):
            found = self._fetched(slug, draft_id, input, name, grant, room)
            if isinstance(found, Missed):
                missed.append(found)
                continue
            room -= len(found[1].data)
            names.append(found[0])
            uploads.append(found[1])
        return Brought(tuple(uploads), tuple(missed), tuple(names))

    def settle(self, brought: Brought) -> None:
        """Remove the open objects of a form that is stored by now."""
        for name in brought.open:
            self.blobs.delete(name, "quarantine")

    def _fetched(
        self, slug: str, draft_id: str, input: str, name: str, grant: str, room: int
    ) -> tuple[str, Upload] | Missed:
        """The object's name and its file, or why there is none."""
        where = Where(input, name)
        try:
            given = self._read(grant)
        except NotFound:
            return where.missed("file_unknown")
        awaited = given.awaited
        if given.slug != slug or given.draft_id not in ("", draft_id):
            return where.missed("file_elsewhere")
        if self.clock.now() > given.since + ATTACHING:
            return where.missed("file_late", awaited.sha256)
        if awaited.size > room:
            return where.missed("file_together", awaited.sha256)
        try:
            data = self.blobs.get(awaited.name, "quarantine")
        except NotFound:
            return where.missed("file_missing", awaited.sha256)
        if len(data) != awaited.size or hashlib.sha256(data).hexdigest() != awaited.sha256:
            return where.missed("file_broken")
        return awaited.name, Upload(where.evidence, name, data)

    def _read(self, grant: str) -> Grant:
        """Raises :class:`NotFound` for a grant that is not ours."""
        read = self.tokens.read("upload", grant)
        name, size, media_type, sha256, slug, draft_id, since = read
        awaited = Awaited(name, int(size), media_type, sha256)
        return Grant(awaited, slug, draft_id, datetime.fromtimestamp(int(since), UTC))


def _wrong_size(place: Place, size: int) -> Fault | None:
    if size > place.max_mb * 2**20:
        text = file_texts()["size"].format(size=-(-size // 2**20), most=place.max_mb)
        return Fault(place.input, "file_size", text)
    if size < 1:
        return Fault(place.input, "file_empty", _("Tệp rỗng. Chọn tệp khác"))
    return None


def _said(texts: Mapping[str, Sequence[str]]) -> list[tuple[str, str, str]]:
    """Input, file name and grant of each file that a form names instead of bringing it."""
    return [
        (key.removeprefix(FIELD), name.replace("\\", "/").rpartition("/")[2][-200:], grant)
        for key, values in texts.items()
        if key.startswith(FIELD)
        for grant, _slash, name in (one.partition("/") for one in dict.fromkeys(values))
    ]
