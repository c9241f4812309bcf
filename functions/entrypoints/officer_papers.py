"""Papers that came and documents that were issued, each with what one may do with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case import CaseState
from functions.domain.declaration import AnyService, DocumentKind
from functions.domain.events import CaseFile, FileState
from functions.domain.i18n import _
from functions.services.progress import OPENABLE

EXTENSIONS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}
IMAGES = ("image/jpeg", "image/png")
"""What a browser shows by itself without running anything of it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of the application. ``state`` says in words what is known about it."""

    id: str
    title: str
    name: str
    kind: str
    size: int
    state: str
    openable: bool
    viewable: bool
    bad: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the case: issued, waiting for a signature, or still being made."""

    id: str
    title: str
    number: str
    at: datetime
    size: int
    signed_by: tuple[str, ...]
    state: str = ""


def papers(state: CaseState, service: AnyService) -> tuple[Paper, ...]:
    """The files in the order in which the declaration lists what they are."""
    titles = _titles(service)
    order = {id: n for n, id in enumerate(titles)}
    files = sorted(state.files, key=lambda file: order.get(file.evidence, len(order)))
    names = state.file_names or {}
    return tuple(
        _paper(file, titles.get(file.evidence, file.evidence), names.get(file.id, "")) for file in files
    )


def file_name(code: str, file: CaseFile) -> str:
    """A name of our own making: the sender's may say who somebody is."""
    evidence = "".join(c if c.isascii() and c.isalnum() else "-" for c in file.evidence)
    return f"{code}-{evidence}-{file.id[:6]}.{EXTENSIONS.get(file.media_type, 'bin')}"


def documents(state: CaseState, service: AnyService) -> tuple[Document, ...]:
    """What was issued, and what the case's turns owe and has not been made yet."""
    made = [
        Document(
            one.id,
            title_of(one.kind, service),
            one.number,
            one.at,
            one.size,
            one.signed_by,
            "" if one.final else _("Đã ký cá nhân, chờ cơ quan ký số và phát hành"),
        )
        for one in state.documents
        if one.final or not any(later.final and later.number == one.number for later in state.documents)
    ]
    owed = [
        Document("", title_of(kind, service), "", at, 0, (), _("Đang lập và ký; tải lại trang sau ít giây"))
        for kind, at in _owed(state, service)
    ]
    return (*made, *owed)


def title_of(kind: str, service: AnyService) -> str:
    """What people call a document of this kind."""
    if kind == DocumentKind.RESULT:
        return service.output.name
    return DocumentKind(kind).say() if kind in set(DocumentKind) else kind


def _owed(state: CaseState, service: AnyService) -> Iterator[tuple[str, datetime]]:
    """Kinds of documents that turns ask for and that were not issued since."""
    wanted: dict[str, datetime] = {}
    step = service.workflow.steps[0]
    for turn in state.history[1:]:
        taken = step.transition(turn.transition)
        if taken is not None:
            wanted |= dict.fromkeys(taken.issues, turn.at)
            wanted |= {DocumentKind.RESULT: turn.at} if taken.signs == "person" else {}
        step = service.workflow.step(turn.step) or step
    if state.extension is not None:
        wanted[DocumentKind.APOLOGY] = state.extension.at
    for kind, at in wanted.items():
        if not any(one.kind == kind and one.at >= at for one in state.documents):
            yield kind, at


def _titles(service: AnyService) -> dict[str, str]:
    titles = {paper.id: paper.name for paper in service.evidence}
    for section in service.form:
        titles |= {f"{section.id}.{one.id}": one.label for one in section.fields if one.kind == "file"}
    return titles


def _paper(file: CaseFile, title: str, name: str) -> Paper:
    openable = file.state in OPENABLE
    return Paper(
        id=file.id,
        title=title,
        name=name,
        kind=EXTENSIONS.get(file.media_type, "").upper(),
        size=file.size,
        state=_known(file.state),
        openable=openable,
        viewable=openable and file.media_type in IMAGES,
        bad=file.state == "infected",
    )


def _known(state: FileState) -> str:
    return {
        "waiting": _("Đang chờ quét mã độc. Mở được sau khi quét xong."),
        "clean": _("Quét mã độc: sạch."),
        "unscanned": _("Chưa quét mã độc: nơi này chưa nối máy quét. Chỉ mới kiểm tra loại tệp."),
        "infected": _("Có mã độc, không mở được. Yêu cầu người nộp gửi lại tệp khác."),
        "protected": _("Tệp có mật khẩu: máy quét không xem được bên trong. Yêu cầu bỏ mật khẩu nếu cần."),
    }[state]
